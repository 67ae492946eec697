from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from engine.angle import TURN
from systems.components import Energy, Heading, Hull, Position, Velocity
from systems.rules import UNIT, Rules
from systems.setup import Setup
from systems.step.combat import COMBAT
from systems.worlds import new_worlds

N = 4000


@pytest.fixture(scope="module")
def spawned() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x and y, `[2, N]`, and the angle between each heading and the direction to the centre, for N seeds."""
    return spawn()


def spawn(**rules: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    world = new_worlds([Setup("duel", seed, rules=Rules(**rules)) for seed in range(N)])
    ships = world["ships"]
    x, y = ships[Position].x, ships[Position].y
    heading = ships[Heading].angle * math.tau / TURN
    return x, y, heading


def difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a - b + math.pi) % math.tau - math.pi


def test_the_tick_is_the_story_that_the_rules_tell() -> None:
    assert [system.__name__ for system in COMBAT] == [
        "judge_faults",
        "recharge",
        "fire_guns",
        "raise_shields",
        "turn_ships",
        "drag_ships",
        "thrust_ships",
        "pull_bodies",
        "move_bodies",
        "move_shots",
        "collide_ships",
        "bounce_asteroids",
        "burn_ships",
        "land_damage",
        "remove_dead",
        "move_beacon",
        "score_beacon",
        "judge",
    ]


def test_ships_start_at_rest_and_whole() -> None:
    ships = new_worlds([Setup("duel", 3)])["ships"]
    assert not ships[Velocity].x.any()
    assert not ships[Velocity].y.any()
    assert not ships[Heading].spin.any()
    assert ships[Hull].alive.all()
    rules = Rules()
    assert ships[Hull].points.tolist() == [[rules.hull * UNIT]] * 2
    assert ships[Energy].points.tolist() == [[rules.energy * UNIT]] * 2


def test_without_shift_and_turn_they_stand_opposite_each_other_600_to_800_m_out_facing_the_centre() -> None:
    x, y, heading = spawn(spawn_shift=0.0, spawn_turn=0.0)
    distance = np.hypot(x, y)
    assert 600 <= distance.min() < 601
    assert 799 < distance.max() <= 800
    assert (x[0] == -x[1]).all()
    assert (y[0] == -y[1]).all()
    assert np.abs(difference(heading, np.arctan2(-y, -x))).max() < 1e-4
    quarters = np.histogram(np.arctan2(y[0], x[0]), 8, (-math.pi, math.pi))[0]
    assert quarters.min() > N / 8 * 0.8


def test_each_is_shifted_by_up_to_80_m_on_its_own(spawned: tuple[np.ndarray, ...]) -> None:
    x, y, _ = spawned
    x0, y0, _ = spawn(spawn_shift=0.0)
    dx, dy = x - x0, y - y0
    for shift in (dx[0], dx[1], dy[0], dy[1]):
        assert -80 <= shift.min() < -79
        assert 79 < shift.max() <= 80
        assert abs(shift.mean()) < 3
    for a, b in pairwise((dx[0], dx[1], dy[0], dy[1])):
        assert abs(np.corrcoef(a, b)[0, 1]) < 0.06


def test_each_is_turned_by_up_to_04_rad_on_its_own(spawned: tuple[np.ndarray, ...]) -> None:
    turned = difference(spawned[2], spawn(spawn_turn=0.0)[2])
    for turn in turned:
        assert -0.4 <= turn.min() < -0.398
        assert 0.398 < turn.max() <= 0.4
    assert abs(np.corrcoef(turned)[0, 1]) < 0.06


def test_a_seed_always_gives_the_same_start() -> None:
    ships = new_worlds([Setup("duel", 12345)])["ships"]
    assert ships[Position].x[:, 0].tolist() == [-450.44760661020507, 385.49554822548475]
    assert ships[Heading].angle[:, 0].tolist() == [3801634308, 1288847297]
