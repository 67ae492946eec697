from __future__ import annotations

import math

import numpy as np
import pytest

from engine.angle import TURN
from systems.components import Heading, Position
from systems.modes import MODES
from systems.rules import Rules
from systems.setup import Setup
from systems.step.combat import COMBAT
from systems.worlds import new_worlds

N = 400


def spawned(ships: int, **rules: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    world = new_worlds([Setup("fleet", seed, ships=ships, rules=Rules(**rules)) for seed in range(N)])
    position = world["ships"][Position]
    shape = (2, ships, N)
    heading = world["ships"][Heading].angle * math.tau / TURN
    return position.x.reshape(shape), position.y.reshape(shape), heading.reshape(shape)


@pytest.mark.parametrize("ships", [3, 5, 10])
def test_a_side_stands_in_a_line_60_m_apart_with_its_ids_from_left_to_right(ships: int) -> None:
    x, y, heading = spawned(ships, spawn_turn=0.0)
    step_x, step_y = np.diff(x, axis=1), np.diff(y, axis=1)
    assert np.abs(np.hypot(step_x, step_y) - 60).max() < 1e-6
    right = heading[:, 1:] - math.pi / 2
    assert np.abs(step_x - 60 * np.cos(right)).max() < 0.02
    assert np.abs(step_y - 60 * np.sin(right)).max() < 0.02


def test_the_middles_of_the_lines_stand_as_the_ships_of_a_duel() -> None:
    x, y, _ = spawned(4, spawn_shift=0.0, spawn_turn=0.0)
    x, y = x.mean(axis=1), y.mean(axis=1)
    distance = np.hypot(x, y)
    assert 600 <= distance.min() < 603
    assert 797 < distance.max() <= 800
    assert np.abs(x[0] + x[1]).max() < 1e-6
    assert np.abs(y[0] + y[1]).max() < 1e-6


def test_a_line_is_shifted_and_turned_as_a_whole() -> None:
    x, y, heading = spawned(5)
    x0, y0, heading0 = spawned(5, spawn_shift=0.0, spawn_turn=0.0)
    turned = (heading - heading0 + math.pi) % math.tau - math.pi
    for moved, most in ((x - x0, 80), (y - y0, 80), (turned, 0.4)):
        assert np.ptp(moved, axis=1).max() < 1e-6
        assert 0.98 * most < np.abs(moved).max() <= most + 1e-6
        assert np.abs(moved[0] - moved[1]).max() > most / 2


def test_every_ship_starts_inside_the_wall_whatever_is_drawn() -> None:
    for ships in (3, 10):
        x, y, _ = spawned(ships)
        assert np.hypot(x, y).max() < 988


def test_the_story_is_that_of_a_duel_and_five_ships_are_usual() -> None:
    assert MODES["fleet"].schedule is COMBAT
    assert (MODES["fleet"].usual_ships, MODES["fleet"].ships) == (5, (3, 10))


def test_a_side_falls_with_its_last_ship_and_hulls_are_added_up(duel) -> None:
    d = duel(mode="fleet", ships=3, max_ticks=9)
    for ship in range(6):
        d.place(ship, 100 * ship - 250, 500)
    d.set_hull(3, 0)
    d.set_hull(4, 0)
    assert d.step().ended == 0
    found = d.result["seats"]
    assert [seat["hull"] for seat in found] == [300, 100]
    d.set_hull(5, 0)
    assert d.step().ended == 2
    assert (d.result["how"], d.result["winner"]) == ("elimination", 0)


def test_a_forfeit_takes_all_ships_of_the_side_and_none_of_the_other(duel) -> None:
    d = duel(mode="fleet", ships=3)
    d.fault(1, "start").step()
    assert [d.alive(ship) for ship in range(6)] == [True] * 3 + [False] * 3
