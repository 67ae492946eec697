from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from systems.components import Obstacle, Position, Velocity
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

N = 400


def belt(mode: str = "duel", sides: int = 2, ships: int = 1, seeds: int = N, **rules: Any):
    return new_worlds([Setup(mode, seed, "belt", sides, ships, rules=Rules(**rules)) for seed in range(seeds)])


def test_there_are_5_pairs_opposite_each_other_alike_and_inside() -> None:
    asteroids = belt()["asteroids"]
    position, velocity, radius = asteroids[Position], asteroids[Velocity], asteroids[Obstacle].radius
    assert radius.shape == (10, N)
    for column in (position.x, position.y, velocity.x, velocity.y):
        assert (column[0::2] == -column[1::2]).all()
    assert (radius[0::2] == radius[1::2]).all()
    distance, speed = np.hypot(position.x, position.y), np.hypot(velocity.x, velocity.y)
    for values, least, most in ((distance, 150, 850), (radius, 20, 60), (speed, 0, 30)):
        assert least <= values.min() < least + 0.02 * (most - least)
        assert most - 0.02 * (most - least) < values.max() <= most + 1e-9


@pytest.mark.parametrize(("mode", "sides", "ships"), [("duel", 2, 1), ("melee", 16, 1), ("fleet", 2, 10)])
def test_no_ship_starts_within_60_m_of_one(mode: str, sides: int, ships: int) -> None:
    world = belt(mode, sides, ships, 100)
    at, body, radius = world["ships"][Position], world["asteroids"][Position], world["asteroids"][Obstacle].radius
    distance = np.hypot(at.x[:, None] - body.x, at.y[:, None] - body.y)
    assert (distance - radius >= 60 - 1e-9).all()


def test_a_pair_for_which_there_is_no_room_is_left_out() -> None:
    world = belt(seeds=50, asteroid_clearance=1250.0)
    asteroids = world["asteroids"]
    there = asteroids[Obstacle].radius > 0
    assert (there[0::2] == there[1::2]).all()
    assert not there.all()
    assert np.abs(asteroids[Position].y[~there]).min() > 10_000
    before = asteroids[Position].y.copy()
    for _ in range(5):
        step(world)
    assert (asteroids[Position].y[~there] == before[~there]).all()


def test_a_seed_gives_the_same_belt_in_any_company_and_its_ships_are_those_of_the_open() -> None:
    many, one, bare = belt(seeds=5), new_worlds([Setup("duel", 3, "belt")]), new_worlds([Setup("duel", 3)])
    for component, name in ((Position, "x"), (Velocity, "y"), (Obstacle, "radius")):
        assert (
            getattr(many["asteroids"][component], name)[:, 3] == getattr(one["asteroids"][component], name)[:, 0]
        ).all()
    assert (one["ships"][Position].x == bare["ships"][Position].x).all()


def alone(duel, x: float = 0, y: float = 300, radius: float = 50, vx: float = 0, vy: float = 0):
    """A duel in a belt with only this asteroid."""
    d = duel(arena="belt")
    asteroids = d.world["asteroids"]
    asteroids[Position].x[:], asteroids[Position].y[:] = 0, 1e6
    asteroids[Velocity].x[:], asteroids[Velocity].y[:] = 0, 0
    asteroids[Obstacle].radius[:] = 0
    asteroids[Position].x[4], asteroids[Position].y[4], asteroids[Obstacle].radius[4] = x, y, radius
    asteroids[Velocity].x[4], asteroids[Velocity].y[4] = vx, vy
    return d


def test_it_drifts_and_leaves_the_wall_as_fast_as_it_came(duel) -> None:
    d = alone(duel, x=0.6 * 949, y=0.8 * 949, vx=60)
    d.step()  # at 949 + 1.2 m out, where it may be 950 m out; n = (0.6, 0.8): closing 36
    asteroids = d.world["asteroids"]
    velocity = float(asteroids[Velocity].x[4, 0]), float(asteroids[Velocity].y[4, 0])
    assert velocity == (pytest.approx(60 - 2 * 36 * 0.6, abs=0.2), pytest.approx(-2 * 36 * 0.8, abs=0.2))
    assert math.hypot(*velocity) == pytest.approx(60)
    assert np.hypot(asteroids[Position].x[4, 0], asteroids[Position].y[4, 0]) == pytest.approx(950)
    d.step(300)
    assert np.hypot(asteroids[Position].x[4, 0], asteroids[Position].y[4, 0]) < 951


def test_a_ship_bounces_off_it_takes_all_of_it_and_pays(duel) -> None:
    d = alone(duel, y=300, vy=-10)
    d.place(0, 0, 300 - 60 - 90 / 30, vy=90 / 0.99)
    d.step()  # 60 - 1/3 apart, closing at 100
    assert d.velocity(0)[1] == pytest.approx(90 - 1.5 * 100, abs=1e-5)
    assert d.position(0)[1] == pytest.approx(300 - 1 / 3 - 62, abs=1e-5)
    assert d.hull(0) == pytest.approx(100 - 0.1 * 80, abs=1e-3)
    assert float(d.world["asteroids"][Velocity].y[4, 0]) == -10


def test_shots_end_at_it_and_nobody_behind_is_hit(duel) -> None:
    for y, hull in ((0, 100), (300, 96)):
        d = alone(duel, x=0, y=y)
        d.place(0, -200, 0)
        d.place(1, 200, 0)
        d.order(0, fire=1).step(40)
        assert d.hull(1) == hull
        assert d.flying() == []


def test_a_ship_in_front_of_it_is_hit(duel) -> None:
    d = alone(duel, x=30, y=0, radius=20)
    d.place(0, -100, 0)
    d.place(1, -3, 0)
    d.shoot(0, -40, 0, 3000, 0)  # meets the ship and would meet the asteroid in the same tick
    assert d.step().hull(1) == 96


def test_a_shot_does_not_tunnel_through_it(duel) -> None:
    d = alone(duel, x=0, y=0, radius=20)
    d.place(1, 500, 500)
    d.shoot(0, -60, 0, 3600, 0)
    d.step()
    assert d.flying() == []


def contacts(d, side: int = 0) -> dict[str, Any]:
    return d.observation(side)["contacts"]


def test_it_is_sensed_with_an_id_of_its_own(duel) -> None:
    d = alone(duel, x=-200, y=0, vx=1, vy=-2, radius=40)
    assert contacts(d)["asteroid"] == [[2 + 4, -200, 0, 1, -2, 40]]
    d.place(0, -500, 0, heading=math.pi)
    assert contacts(d)["asteroid"] == []
    d.order(0, fire=1).step()
    assert [row[0] for row in contacts(d)["projectile"]] == [2 + 10]


def test_it_hides_what_is_behind_even_what_is_loud(duel) -> None:
    d = alone(duel, x=0, y=0)
    assert contacts(d)["ship"] == []
    d.order(1, fire=1).step()
    assert contacts(d)["ship"] == []
    assert contacts(d)["projectile"] == []
    d.world["asteroids"][Position].y[4] = 62
    d.order(1, fire=1).step(20)
    assert len(contacts(d)["ship"]) == 1
    assert d.observation()["ships"][0]["ray"] == pytest.approx(988, abs=1e-3)


def test_one_hides_another_but_not_itself(duel) -> None:
    d = alone(duel, x=-300, y=0, radius=50)
    asteroids = d.world["asteroids"]
    asteroids[Position].x[7], asteroids[Position].y[7], asteroids[Obstacle].radius[7] = 0, 0, 20
    assert [row[0] for row in contacts(d)["asteroid"]] == [6]
    asteroids[Position].y[7] = 200
    assert [row[0] for row in contacts(d)["asteroid"]] == [6, 9]


def test_the_ray_ends_at_it(duel) -> None:
    d = alone(duel, x=-200, y=0, radius=40)
    assert d.observation()["ships"][0]["ray"] == pytest.approx(260, abs=1e-3)
