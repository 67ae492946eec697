"""Steering in the real engine, many matches at a time: what `aim_at` promises, and where ships come to rest."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from botkit import Ship, Vec, angle_difference
from botkit.match import Match
from botkit.output import BotLog
from botkit.side import Side
from engine.angle import RADIANS, TURN
from systems.components import Heading, Hull, Position, Velocity
from systems.protocol.observations import briefing, observe
from systems.protocol.orders import clear_orders, give_orders, read_action
from systems.rules import UNIT, Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

angles = st.floats(-math.pi, math.pi, exclude_max=True)
speeds = st.floats(-100, 100)
MANY = 48  # number of matches
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)  # without shrinking, which would take minutes for 48 matches


class Flights:
    """Duels in which side 0 flies and side 1 drifts.

    Args:
        starts: for each match (x, y, vx, vy, heading) of ship 0, or of both.
        orders: called with the number of the match and the ship of side 0, to give it orders.
        arena: where; rules: rules that differ from the default.
    """

    def __init__(
        self, starts: list[Any], orders: Callable[[int, Ship], object], arena: str = "open", **rules: Any
    ) -> None:
        setup = Setup("duel", 1, arena, rules=Rules(**rules))
        self.orders, self.world = orders, new_worlds([setup] * len(starts))
        self.sides = [Side(Match(json.loads(briefing(setup, 0))), BotLog()) for _ in starts]
        self.ships = self.world["ships"]
        for w, both in enumerate(starts):
            two = both if isinstance(both[0], tuple) else (both, (-900.0, 300.0, 0.0, 0.0, 0.0))
            for ship, (x, y, vx, vy, heading) in enumerate(two):
                self.ships[Position].x[ship, w], self.ships[Position].y[ship, w] = x, y
                self.ships[Velocity].x[ship, w], self.ships[Velocity].y[ship, w] = vx, vy
                self.ships[Heading].angle[ship, w] = round(heading / math.tau * TURN) % 2**32

    def fly(self, ticks: int, tell: bool = True) -> Iterator[Flights]:
        """Yield itself after each tick; unless `tell`, nobody gives orders."""
        for _ in range(ticks):
            clear_orders(self.world)
            for w, text in enumerate(observe(self.world, [(w, 0) for w in range(len(self.sides))]) if tell else []):
                for ship in self.sides[w].look(json.loads(text)):
                    self.orders(w, ship)
                orders = read_action(self.sides[w].action(), [0]).orders
                give_orders(self.world, [(w, ship, order) for ship, order in orders.items()])
            step(self.world)
            yield self

    @property
    def pos(self) -> list[Vec]:
        return [Vec(*xy) for xy in zip(self.ships[Position].x[0], self.ships[Position].y[0], strict=True)]

    @property
    def velocity(self) -> list[Vec]:
        return [Vec(*xy) for xy in zip(self.ships[Velocity].x[0], self.ships[Velocity].y[0], strict=True)]

    @property
    def heading(self) -> list[float]:
        return (self.ships[Heading].angle[0].view(np.int32) * RADIANS).tolist()


duels = st.tuples(st.floats(26, 560), angles, speeds, speeds, speeds, speeds, st.floats(-0.12, 0.12), st.integers(1, 3))


@given(st.lists(duels, min_size=MANY, max_size=MANY))
@settings(deadline=None, phases=AS_FOUND, max_examples=12)
def test_a_shot_that_aim_at_answers_for_hits_a_target_that_keeps_its_velocity(them):
    """In the arena open, without drag, for any course of both ships; test_steering checks how often it succeeds."""
    starts = []
    for far, bearing, vx, vy, wx, wy, off, _ in them:
        target = (far * math.cos(bearing), far * math.sin(bearing), wx, wy, 0.0)
        starts.append(((0.0, 0.0, vx, vy, bearing + off), target))
    promised = [False] * MANY

    def aim(w: int, ship: Ship) -> None:
        if ship.aim_at(ship.enemies[0], them[w][7]):
            ship.fire(them[w][7])
            promised[w] = True

    flights = Flights(starts, aim, drag=0.0, collision_damage=0.0)
    list(flights.fly(1))
    ticks = list(flights.fly(max(Rules().shot_moves), tell=False))
    whole = Rules().hull * UNIT
    hull = ticks[-1].ships[Hull].points[1]
    assert all(hull[w] < whole for w in range(MANY) if promised[w])


@given(st.lists(st.tuples(angles, angles), min_size=MANY, max_size=MANY))
@settings(deadline=None, phases=AS_FOUND, max_examples=4)
def test_turn_to_arrives_soon_stays_and_never_turns_past(them):
    flights = Flights([(0.0, 0.0, 0.0, 0.0, heading) for heading, _ in them], lambda w, ship: ship.turn_to(them[w][1]))
    for tick, now in enumerate(flights.fly(60)):
        for (heading, goal), at in zip(them, now.heading, strict=True):
            past = -math.copysign(1, angle_difference(goal, heading)) * angle_difference(goal, at)
            assert past < 1e-3 or abs(angle_difference(goal, heading)) > math.pi - 1e-3  # either direction is as good
            assert tick < 45 or abs(angle_difference(goal, at)) < 1e-3


@given(st.lists(st.tuples(st.floats(20, 600), angles, angles), min_size=MANY, max_size=MANY))
@settings(deadline=None, phases=AS_FOUND, max_examples=2)
def test_fly_to_arrives_stops_and_never_flies_past(them):
    goals = [Vec.polar(bearing, far) for far, bearing, _ in them]
    flights = Flights([(0.0, 0.0, 0.0, 0.0, heading) for *_, heading in them], lambda w, ship: ship.fly_to(goals[w]))
    for tick, now in enumerate(flights.fly(360)):
        for goal, pos, velocity in zip(goals, now.pos, now.velocity, strict=True):
            assert pos.dot(goal.unit) - goal.length < 6  # m
            assert tick < 330 or (pos.distance(goal) < 3 and velocity.length < 4)


@given(st.lists(st.tuples(st.floats(20, 600), angles, angles), min_size=MANY, max_size=MANY))
@settings(deadline=None, phases=AS_FOUND, max_examples=2)
def test_move_to_arrives_stops_and_never_flies_past_at_any_heading(them):
    goals = [Vec.polar(bearing, far) for far, bearing, _ in them]

    def orders(w: int, ship: Ship) -> None:
        ship.move_to(goals[w])
        ship.aim_at(ship.seen[0]) if ship.seen else ship.turn(0.2)

    flights = Flights([(0.0, 0.0, 0.0, 0.0, heading) for *_, heading in them], orders)
    for tick, now in enumerate(flights.fly(420)):
        for goal, pos, velocity in zip(goals, now.pos, now.velocity, strict=True):
            assert pos.dot(goal.unit) - goal.length < 2  # m
            assert tick < 390 or (pos.distance(goal) < 3 and velocity.length < 4)


@given(st.lists(st.tuples(st.floats(250, 800), angles, st.floats(200, 800), angles), min_size=MANY, max_size=MANY))
@settings(deadline=None, phases=AS_FOUND, max_examples=2)
def test_in_the_well_fly_to_goes_around_the_star_arrives_and_stays(them):
    starts = [(*Vec.polar(bearing, far), 0.0, 0.0, bearing) for far, bearing, _, _ in them]
    goals = [Vec.polar(bearing, far) for _, _, far, bearing in them]
    flights = Flights(starts, lambda w, ship: ship.fly_to(goals[w]), arena="well")
    for tick, now in enumerate(flights.fly(720)):
        for goal, pos in zip(goals, now.pos, strict=True):
            assert pos.length > 80  # at 72 it touches the star
            assert tick < 690 or pos.distance(goal) < 6


@given(st.lists(st.tuples(st.floats(250, 800), angles, st.floats(200, 800), angles), min_size=MANY, max_size=MANY))
@settings(deadline=None, phases=AS_FOUND, max_examples=1)
def test_in_the_well_move_to_goes_around_the_star_arrives_and_stays(them):
    starts = [(*Vec.polar(bearing, far), 0.0, 0.0, bearing) for far, bearing, _, _ in them]
    goals = [Vec.polar(bearing, far) for _, _, far, bearing in them]
    flights = Flights(starts, lambda w, ship: ship.move_to(goals[w]), arena="well")
    for tick, now in enumerate(flights.fly(840)):
        for goal, pos in zip(goals, now.pos, strict=True):
            assert pos.length > 80  # at 72 it touches the star
            assert tick < 810 or pos.distance(goal) < 6


@given(st.lists(st.tuples(st.floats(1, 170), angles, angles), min_size=MANY, max_size=MANY))
@settings(deadline=None, phases=AS_FOUND, max_examples=3)
def test_brake_stops_within_the_ships_limits_and_never_flies_back(them):
    """It takes no longer than turning around and braking forward at full thrust would."""
    starts = [(*(Vec.polar(bearing, -300)), *Vec.polar(bearing, speed), heading) for speed, bearing, heading in them]
    flights = Flights(starts, lambda w, ship: ship.brake())
    for tick, now in enumerate(flights.fly(130)):
        for (speed, bearing, _), velocity in zip(them, now.velocity, strict=True):
            assert velocity.dot(Vec.polar(bearing)) > -3
            assert velocity.length <= speed + 1e-6
            assert tick / 30 < 1.4 + speed / 60 or velocity.length < 0.6


def test_a_path_to_a_place_in_front_of_the_star_is_straight():
    goal = Vec(450.0, 20.0)
    flights = Flights([(850.0, 0.0, 0.0, 0.0, 3.0)] * 2, lambda w, ship: (ship.fly_to, ship.move_to)[w](goal), "well")
    for now in flights.fly(240):
        assert all(pos.x > goal.x - 5 and -5 < pos.y < goal.y + 5 for pos in now.pos)
    assert all(pos.distance(goal) < 5 for pos in flights.pos)
