"""Actions are quantised exactly as a bot's, and wrong ones are errors."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit.gym.actions import as_box, give_orders, orders_of
from botkit.network.arithmetic import LEVELS
from systems.components import Hull
from systems.protocol.orders import inputs_of, read_action
from systems.setup import Setup
from systems.worlds import new_worlds

NUMBERS = st.floats(width=32, allow_nan=False) | st.floats(-1.25, 1.25, width=32)


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def test_an_action_becomes_the_orders_of_a_bot_that_sends_its_numbers(action: tuple[float, ...]) -> None:
    thrust, turn, fire, shield, strafe = action
    power = round(3 * min(max(fire, 0), 1))
    sent = {"thrust": thrust, "turn": turn, "fire": power, "shield": shield > 0.5, "strafe": strafe}
    text = json.dumps({"ships": {"0": sent}}).replace("Infinity", "1e999")
    assert orders_of(np.array(action, np.float32), (5,)).tolist() == list(read_action(text, [0]).orders[0])


def test_every_discrete_action_is_one_of_the_levels() -> None:
    every = np.stack(np.meshgrid(*(range(len(levels)) for levels in LEVELS)), axis=-1).reshape(-1, 5)
    values = as_box(every)
    assert values.tolist() == [[LEVELS[n][index] for n, index in enumerate(row)] for row in every.tolist()]
    orders = orders_of(every, every.shape, "multidiscrete")
    assert (orders == orders_of(values, values.shape)).all()
    assert (orders == orders_of(every.astype(np.uint64), every.shape, "multidiscrete")).all()
    assert sorted(set(orders[2].tolist())) == [0, 1, 2, 3] and sorted(set(orders[3].tolist())) == [0, 1]


def test_destroyed_ships_give_no_orders() -> None:
    """Or the log would not verify: nobody can have given them."""
    world = new_worlds([Setup("fleet", seed, ships=3) for seed in range(2)])
    world["ships"][Hull].alive[[0, 4], [0, 1]] = False
    give_orders(world, slice(6), np.ones((5, 6, 2), np.int8))
    given = inputs_of(world)[:30].reshape(5, 6, 2)
    assert (given == world["ships"][Hull].alive).all() and not inputs_of(world)[30:].any()
    give_orders(world, [3, 4], np.full((5, 2, 2), 2, np.int8))
    assert given[0].tolist() == [[0, 1], [1, 1], [1, 1], [2, 2], [2, 0], [1, 1]]


@pytest.mark.parametrize(
    ("actions", "kind", "message"),
    [
        (np.zeros(5), "box", r"actions have the shape \(5,\), not \(2, 5\)"),
        (np.zeros((2, 4)), "box", r"actions have the shape \(2, 4\), not \(2, 5\)"),
        (None, "box", r"actions have the shape \(\), not \(2, 5\)"),
        ([[0, 0, 0, 0, 0], [0, np.nan, 0, 0, 0]], "box", r"actions are NaN at \(1, 1\): turn"),
        (np.full((2, 5), "1"), "box", "actions are of type <U1, not numbers"),
        (np.zeros((2, 5)), "multidiscrete", "actions are of type float64, not integers"),
        (np.full((2, 5), -1), "multidiscrete", r"out of range: they are integers from 0, below \(3, 9, 4, 2, 3\)"),
        ([[0, 0, 0, 0, 0], [0, 9, 0, 0, 0]], "multidiscrete", "out of range"),
    ],
)
def test_actions_that_are_not_possible_are_errors(actions: Any, kind: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        orders_of(actions, (2, 5), kind)
