from __future__ import annotations

import math

import numpy as np
import pytest

from systems.components import BeaconPosition
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import seeded_worlds, step


def places(arena: str, **rules: float) -> np.ndarray:
    """Return the beacon's position at the start of 500 matches, `[2, 500]`."""
    world = seeded_worlds(Setup("duel", 0, arena, rules=Rules(**rules)), range(500))
    return world["matches"][BeaconPosition].fields[:, 0].copy()


@pytest.mark.parametrize("arena", ["open", "belt"])
def test_its_place_is_drawn_from_the_seed(arena: str) -> None:
    x, y = places(arena, beacon_distance_min=50.0, beacon_distance_max=300.0)
    away = np.hypot(x, y)
    assert 50 <= away.min() < 60
    assert 290 < away.max() <= 300
    for half in (x > 0, y > 0):
        assert 200 < half.sum() < 300


def test_it_is_the_same_for_the_same_seed() -> None:
    assert (places("open") == places("open")).all()


def test_in_the_well_it_starts_anywhere_on_its_orbit() -> None:
    x, y = places("well")
    assert np.allclose(np.hypot(x, y), Rules().well_beacon_distance)
    assert 200 < (x > 0).sum() < 300


def test_in_the_well_it_goes_round() -> None:
    world = seeded_worlds(Setup("duel", 7, "well"), [7])
    before = world["matches"][BeaconPosition].fields[:, 0, 0].copy()
    for _ in range(round(30 / Rules().well_beacon_turns / 4)):
        step(world)
    after = world["matches"][BeaconPosition].fields[:, 0, 0]
    assert after.tolist() == pytest.approx([-before[1], before[0]], abs=0.1)  # a quarter, counter-clockwise


def test_elsewhere_it_stays(duel) -> None:
    d = duel(beacon_distance_max=300.0)
    place = d.beacon
    assert math.hypot(*place) > 0
    d.step(40)
    assert d.beacon == place
