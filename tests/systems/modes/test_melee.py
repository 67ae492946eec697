from __future__ import annotations

import math

import numpy as np
import pytest

from engine.angle import TURN
from engine.world import World
from systems.components import Heading, Hull, Position, Score
from systems.modes import MODES, arena_of
from systems.results import ended_at, result
from systems.rules import Rules
from systems.setup import Setup
from systems.step.combat import COMBAT
from systems.worlds import new_worlds

N = 500


def spawned(sides: int, **rules: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    world = new_worlds([Setup("melee", seed, sides=sides, rules=Rules(**rules)) for seed in range(N)])
    position = world["ships"][Position]
    return position.x, position.y, world["ships"][Heading].angle * math.tau / TURN


@pytest.mark.parametrize("sides", [3, 7, 16])
def test_seats_stand_evenly_on_one_circle_600_to_800_m_out_facing_the_centre(sides: int) -> None:
    x, y, heading = spawned(sides, melee_spawn_shift=0.0, spawn_turn=0.0)
    distance = np.hypot(x, y)
    assert np.ptp(distance, axis=0).max() < 1e-6
    assert 600 <= distance.min() < 605
    assert 795 < distance.max() <= 800
    angle = np.arctan2(y, x)
    assert np.abs((angle[1:] - angle[:-1]) % math.tau - math.tau / sides).max() < 2e-4
    assert np.abs((heading - angle) % math.tau - math.pi).max() < 2e-4


def test_each_is_shifted_by_up_to_40_m_and_turned_by_up_to_04_rad() -> None:
    x, y, heading = spawned(5)
    x0, y0, heading0 = spawned(5, melee_spawn_shift=0.0, spawn_turn=0.0)
    for shift in (x - x0, y - y0):
        assert -40 <= shift.min() < -39
        assert 39 < shift.max() <= 40
    turned = (heading - heading0 + math.pi) % math.tau - math.pi
    assert 0.395 < np.abs(turned).max() <= 0.4001


def test_the_story_is_that_of_a_duel_and_the_zone_shrinks_from_tick_600_on() -> None:
    assert MODES["melee"].schedule is COMBAT
    for arena, radius in (("open", 200), ("belt", 200), ("well", 300)):
        found = arena_of(Setup("melee", 1, arena, sides=3))
        assert (found.zone_start, found.zone_end, found.zone_radius) == (600, 1800, radius)
        assert arena_of(Setup("duel", 1, arena)).zone_start == 1200


def fought(duel, ranks: list[int], winner: int | None, **seats: list[int]) -> None:
    """Check that a melee of five with these standings ends so."""
    d = duel(mode="melee", sides=5, max_ticks=50)
    d.tick = 40
    standing = d.seats[Score]
    for name, values in seats.items():
        if name == "hull":
            d.ships[Hull].points[:, 0] = values
            d.ships[Hull].alive[:, 0] = np.array(values) > 0
        else:
            getattr(standing, name)[:, 0] = values
    found = result(d.world, 0)
    assert (found["ranks"], found["winner"]) == (ranks, winner)


NEVER = 2**31 - 1


def test_who_falls_later_ranks_higher(duel) -> None:
    fought(duel, [4, 1, 3, 2, 5], 1, fell=[20, NEVER, 25, 30, 10])


def test_who_falls_in_the_same_tick_ranks_by_points_then_damage_else_ties(duel) -> None:
    fought(duel, [3, 1, 3, 2, 5], 1, fell=[20, NEVER, 20, 20, 10], score=[0, 0, 0, 7, 9], hull=[0, 9, 0, 0, 0])
    fought(duel, [4, 1, 3, 2, 5], 1, fell=[20, NEVER, 20, 20, 10], dealt=[0, 0, 1, 2, 9], hull=[0, 9, 0, 0, 0])


def test_who_lives_at_the_end_ranks_by_points_then_hull_then_damage(duel) -> None:
    alive = [NEVER] * 5
    fought(duel, [5, 4, 3, 2, 1], 4, fell=alive, score=[0, 1, 2, 2, 3], hull=[9, 9, 8, 9, 1])
    fought(duel, [1, 1, 3, 4, 5], None, fell=alive, hull=[9, 9, 8, 7, 1])


def test_a_forfeit_ranks_below_every_fall_and_a_later_one_above_an_earlier(duel) -> None:
    forfeited = [NEVER, 5, 30, 30, NEVER]
    fought(duel, [2, 5, 3, 3, 1], 4, fell=[3, 5, 30, 30, NEVER], forfeited=forfeited)


def three(duel) -> World:
    d = duel(mode="melee", sides=3)
    for ship in range(3):
        d.place(ship, 300 * ship - 300, 500)
    return d


def test_it_goes_on_until_one_side_is_left(duel) -> None:
    d = three(duel)
    d.set_hull(2, 0)
    assert d.step().ended == 0
    d.set_hull(0, 0)
    assert d.step().ended == 2
    assert (d.result["how"], d.result["winner"], d.result["ranks"]) == ("elimination", 1, [2, 1, 3])


def test_a_seat_that_forfeits_leaves_the_others_to_fight_on(duel) -> None:
    d = three(duel)
    d.fault(0, "wall").step()
    assert (d.alive(0), d.ended) == (False, 0)
    d.fault(1, "start").step()
    assert (ended_at(d.world, 0), d.result["how"], d.result["ranks"]) == (2, "forfeit", [3, 2, 1])
