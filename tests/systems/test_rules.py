from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.components import Hull, Position, Velocity
from systems.protocol.orders import inputs_of
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

DEFAULTS = Rules().as_dict()


def test_the_rules_come_back_from_their_json() -> None:
    rules = Rules(drag=0.2, shot_wait=(5, 6, 7), max_faults=3)
    assert Rules.from_dict(json.loads(json.dumps(rules.as_dict()))) == rules


def test_whole_numbers_may_stand_for_floats_but_not_the_other_way_round() -> None:
    assert Rules.from_dict({**DEFAULTS, "hull": 90}) == Rules(hull=90.0)
    with pytest.raises(ValueError, match="max_faults"):
        Rules.from_dict({**DEFAULTS, "max_faults": 3.0})


@pytest.mark.parametrize("name", DEFAULTS)
@pytest.mark.parametrize(
    "value", [None, "1", True, {}, [], [1.0], [[1, 1, 1]] * 3, -1, -0.001, 10**6, 10**400, float("nan"), float("inf")]
)
def test_a_hostile_number_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        Rules.from_dict({**DEFAULTS, name: value})


@pytest.mark.parametrize(
    "value", [["4", 8, 12], [4, 8, -12], [4, 8], [4, 8, 12, 16], [4, 8, float("nan")], [4, 8, 1e9]]
)
def test_a_hostile_number_in_a_list_is_refused(value: list[Any]) -> None:
    for name in ("shot_cost", "shot_moves"):
        with pytest.raises(ValueError, match=name):
            Rules.from_dict({**DEFAULTS, name: value})


@pytest.mark.parametrize(
    "numbers", [None, [], "x", {}, {**DEFAULTS, "more": 1}, {k: DEFAULTS[k] for k in list(DEFAULTS)[1:]}]
)
def test_missing_and_unknown_numbers_are_refused(numbers: Any) -> None:
    with pytest.raises(ValueError, match="not those of this version"):
        Rules.from_dict(numbers)


@pytest.mark.parametrize(
    "values",
    [
        {"wall_restitution": 1.01},
        {"collision_restitution": 2.0},
        {"drag": 31.0},
        {"turn_drag": 31.0},
        {"turn_drag": 0.0},
        {"turn_acceleration": 10_000.0},
        {"spawn_turn": 3.1},
        {"thrust_cost": 0.0},
        {"thrust_cost": 2.5},
        {"shot_damage": [2.7, 5.4, 5000.0]},
        {"hull": 10_000.0},
        {"energy": 10_000.0},
        {"shield_percent": 101},
        {"shot_moves": [0, 39, 47]},
        {"shot_wait": [0, 14, 18]},
        {"shot_moves": [33, 39, 100_000]},
        {"ship_radius": 0.0},
        {"ship_radius": 500.0},
        {"zone_start": 1800},
        {"zone_radius": 1001.0},
        {"melee_zone_start": 1800},
        {"well_zone_radius": 1001.0},
        {"sumo_restitution": 1.1},
        {"sumo_radius": 24.0},
        {"asteroid_pairs": 33},
        {"asteroid_radius_min": 0.0},
        {"asteroid_radius_min": 61.0},
        {"asteroid_radius_max": 1000.0},
        {"asteroid_distance_min": 851.0},
        {"asteroid_distance_max": 1001.0},
        {"star_radius": 0.9},
        {"star_radius": 1000.0},
    ],
)
def test_numbers_that_the_engine_could_not_hold_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Rules.from_dict({**DEFAULTS, **values})


def number(default: Any) -> st.SearchStrategy[Any]:
    if isinstance(default, list):
        return st.tuples(*map(number, default)).map(list)
    if isinstance(default, int):
        return st.just(default) | st.integers(0, 100) | st.just(100_000)
    return st.just(default) | st.floats(0, 50) | st.sampled_from([0.0, 1.0, 10_000.0])


WHERE = [("duel", "open"), ("duel", "belt"), ("duel", "well"), ("sumo", "open")]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(DEFAULTS)), max_size=6, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: number(DEFAULTS[name]) for name in names})
    ),
    st.integers(0, 999),
)
def test_whatever_rules_are_let_in_the_state_stays_finite_and_hulls_never_grow(changes: Any, seed: int) -> None:
    numbers = {**DEFAULTS, **changes}
    for name in ("wall_restitution", "collision_restitution", "sumo_restitution"):
        numbers[name] = min(numbers[name], 1.0)
    numbers["asteroid_pairs"] = min(numbers["asteroid_pairs"], 32)
    try:
        rules = Rules.from_dict(numbers)
    except ValueError:
        return
    with np.errstate(all="raise", under="ignore"):
        mode, arena = WHERE[seed % len(WHERE)]
        world = new_worlds([Setup(mode, seed + k, arena, rules=rules) for k in range(8)])
        rng, hull = np.random.default_rng(seed), world["ships"][Hull].points.copy()
        for _ in range(40):
            inputs = inputs_of(world)
            inputs[:4], inputs[4:6], inputs[6:8] = rng.integers(-100, 101, (4, 8)), rng.integers(0, 4, (2, 8)), 1
            step(world)
            assert (world["ships"][Hull].points <= hull).all()
            hull = world["ships"][Hull].points.copy()
    for component in (Position, Velocity):
        for table in ("ships", "shots", "asteroids"):
            assert np.isfinite(world[table][component].x).all()
            assert np.isfinite(world[table][component].y).all()
