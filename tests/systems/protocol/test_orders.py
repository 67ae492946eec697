from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.components import FAULTS, Orders, ProgramStatus
from systems.protocol.orders import MAX_DEPTH, Order, clear_orders, give_orders, inputs_of, read_action, set_status
from systems.setup import Setup
from systems.worlds import new_worlds


def order(ids: tuple[int, ...] = (0,), **order: Any) -> Order:
    return read_action(json.dumps({"ships": {"0": order}}), ids).orders[0]


@given(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1.1, 1.1))
def test_thrust_turn_and_strafe_are_rounded_to_hundredths_and_clamped(value: float) -> None:
    wanted = int(np.rint(100 * np.clip(value, -1, 1)))
    assert order(thrust=value) == (wanted, 0, 0, 0, 0)
    assert order(turn=value) == (0, wanted, 0, 0, 0)
    assert order(strafe=value) == (0, 0, 0, 0, wanted)


@given(st.integers())
def test_whole_numbers_are_clamped_however_long(value: int) -> None:
    clamped = max(-1, min(1, value))
    assert order(thrust=value, turn=value, strafe=value) == (100 * clamped, 100 * clamped, 0, 0, 100 * clamped)
    assert order(fire=value) == (0, 0, max(0, min(3, value)), 0, 0)


@pytest.mark.parametrize(
    ("sent", "taken"), [(0.005, 0), (0.015, 2), (-0.005, 0), (0.994, 99), (0.995, 100), (1e300, 100)]
)
def test_halves_go_to_the_even_hundredth(sent: float, taken: int) -> None:
    assert order(thrust=sent)[0] == taken == int(np.rint(100 * np.clip(sent, -1, 1)))


def test_a_number_beyond_what_floats_hold_is_clamped() -> None:
    assert read_action('{"ships": {"0": {"thrust": 1e999, "turn": -1e999}}}', [0]).orders[0][:2] == (100, -100)
    assert read_action('{"ships": {"0": {"thrust": %s}}}' % ("9" * 400), [0]).orders[0][0] == 100


def test_true_fires_with_power_1_and_the_result_is_whole_numbers() -> None:
    taken = order(fire=True, shield=True)
    assert taken == (0, 0, 1, 1, 0)
    assert all(type(number) is int for number in taken)
    assert order(fire=False, shield=False) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("text", ["{}", '{"ships": {}}', '{"log": "hello"}', '{"ships": {"0": {}}}', '{"other": [1]}'])
def test_everything_is_optional(text: str) -> None:
    assert all(not any(order) for order in read_action(text, [0]).orders.values())


def test_unknown_keys_dead_ships_and_other_sides_ships_are_ignored_whatever_they_hold() -> None:
    text = {"ships": {"0": "x", "1": None, "2": {"thrust": 1, "dance": [1]}, "7": {"fire": "y"}, "02": 3, " 2": 3}}
    assert read_action(json.dumps(text), [2, 3]).orders == {2: (100, 0, 0, 0, 0)}


def test_the_last_of_two_equal_keys_counts() -> None:
    assert read_action('{"ships": {"0": {"fire": 9, "fire": 2}}}', [0]).orders == {0: (0, 0, 2, 0, 0)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("{} {}", "not JSON"),
        ("{'ships': 1}", "not JSON"),
        ("[" * 3_000, "keys and values"),
        ('{"x":' * 1_500, "keys and values"),
        ("9" * 5000, "a number of more than 4,300 digits"),
        ("null", "is null, not an object"),
        ("[]", "is a list, not an object"),
        ('"x"', "'x', not an object"),
        ("true", "a truth value, not an object"),
        ("7", "is 7, not an object"),
        ('{"ships": []}', "'ships' is a list"),
        ('{"ships": null}', "'ships' is null"),
        ('{"ships": {"0": 5}}', "ship 0: 5 is not an object"),
        ('{"ships": {"0": null}}', "ship 0: null is not an object"),
        ('{"ships": {"0": {"thrust": "1"}}}', "thrust is '1', not a number"),
        ('{"ships": {"0": {"thrust": null}}}', "thrust is null"),
        ('{"ships": {"0": {"turn": true}}}', "turn is a truth value"),
        ('{"ships": {"0": {"turn": [1]}}}', "turn is a list"),
        ('{"ships": {"0": {"thrust": NaN}}}', "NaN is no number"),
        ('{"ships": {"0": {"turn": Infinity}}}', "Infinity is no number"),
        ('{"ships": {"0": {"turn": -Infinity}}}', "-Infinity is no number"),
        ('{"plot": {"x": NaN}}', "NaN is no number"),
        ('{"ships": {"0": {"fire": 1.0}}}', "fire is 1.0, not a whole number"),
        ('{"ships": {"0": {"fire": "1"}}}', "fire is '1'"),
        ('{"ships": {"0": {"fire": null}}}', "fire is null"),
        ('{"ships": {"0": {"shield": 1}}}', "shield is 1, not true or false"),
        ('{"ships": {"0": {"shield": "on"}}}', "shield is 'on'"),
        ('{"ships": {"0": {"strafe": "left"}}}', "strafe is 'left', not a number"),
        ('{"ships": {"0": {"strafe": true}}}', "strafe is a truth value, not a number"),
        ('{"ships": {"0": {"strafe": null}}}', "strafe is null, not a number"),
        ('{"ships": {"0": {"strafe": NaN}}}', "NaN is no number"),
        ('{"ships": {}, "actions": []}', "both 'ships' and 'actions'"),
        ('{"actions": "FORWARD"}', "'actions' is 'FORWARD', not a list"),
        ('{"actions": {"FORWARD": 1}}', "'actions' is an object"),
        ('{"actions": ["forward"]}', "'forward' is not one of: FORWARD"),
        ('{"actions": ["STRAFE"]}', "'STRAFE' is not one of: FORWARD"),
        ('{"actions": [["FORWARD"]]}', "a list is not one of"),
        ('{"actions": [1]}', "1 is not one of"),
    ],
)
def test_anything_else_voids_the_answer_and_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_action(text, [0])
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


def test_an_answer_that_is_nested_too_deeply_is_void_before_anyone_writes_it_down() -> None:
    for depth in (MAX_DEPTH + 1, 500, 900):
        with pytest.raises(ValueError, match=r"nested|not JSON"):
            read_action('{"draw": %s}' % ("[" * depth + "]" * depth), [0])
    wide = {"draw": [["line", 0, 0, 1, 1, "#ffffff"]] * 64, "ships": {"0": {"fire": 1}}}
    assert read_action(json.dumps(wide), [0]).orders == {0: (0, 0, 1, 0, 0)}


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ([], (0, 0, 0, 0, 0)),
        (["FORWARD"], (100, 0, 0, 0, 0)),
        (["BACKWARD"], (-100, 0, 0, 0, 0)),
        (["LEFT"], (0, 100, 0, 0, 0)),
        (["RIGHT"], (0, -100, 0, 0, 0)),
        (["SHOOT"], (0, 0, 1, 0, 0)),
        (["SHIELD"], (0, 0, 0, 1, 0)),
        (["STRAFE_LEFT"], (0, 0, 0, 0, 100)),
        (["STRAFE_RIGHT", "LEFT"], (0, 100, 0, 0, -100)),
        (["STRAFE_RIGHT", "STRAFE_LEFT"], (0, 0, 0, 0, 0)),
        (["FORWARD", "BACKWARD", "LEFT", "RIGHT"], (0, 0, 0, 0, 0)),
        (["FORWARD", "FORWARD", "LEFT", "SHOOT", "SHIELD"], (100, 100, 1, 1, 0)),
    ],
)
def test_plain_words_go_to_every_living_ship_of_the_side(words: list[str], taken: tuple[int, ...]) -> None:
    assert read_action(json.dumps({"actions": words}), [3, 5]).orders == {3: taken, 5: taken}


def test_what_is_meant_for_the_viewer_is_kept_as_it_was_sent() -> None:
    action = read_action('{"ships": {"0": {"fire": 9}}, "log": "a", "draw": [], "plot": {"x": 1}, "more": 2}', [0])
    assert action.notes == {"log": "a", "draw": [], "plot": {"x": 1}}
    assert action.text == '{"0":{"fire":3}}'


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda v: (
            st.lists(v) | st.dictionaries(st.text() | st.sampled_from(["0", "ships", "actions", "strafe", "fire"]), v)
        ),
        max_leaves=8,
    )
)
def test_no_answer_does_more_than_give_orders_within_range_or_be_refused(value: Any) -> None:
    try:
        orders = read_action(json.dumps(value), [0]).orders
    except ValueError:
        return
    for thrust, turn, fire, shield, strafe in orders.values():
        assert all(-100 <= share <= 100 for share in (thrust, turn, strafe))
        assert 0 <= fire <= 3
        assert shield in (0, 1)


@given(
    st.dictionaries(
        st.sampled_from(["0", "1", "7"]),
        st.fixed_dictionaries(
            {},
            optional={
                "thrust": st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
                "turn": st.floats(-1, 1),
                "fire": st.integers() | st.booleans(),
                "shield": st.booleans(),
                "strafe": st.floats(-2, 2) | st.integers(),
            },
        ),
    )
)
def test_what_was_told_is_what_was_sent_within_its_range_and_gives_the_same_orders(ships: Any) -> None:
    action = read_action(json.dumps({"ships": ships}), [0, 1])
    told = json.loads(action.text)
    assert told.keys() == ships.keys() - {"7"}
    for ship, order in told.items():
        assert order.keys() == ships[ship].keys()
        for name, value in order.items():
            sent = ships[ship][name]
            assert value == (min(max(sent, 0), 3) if name == "fire" else min(max(sent, -1), 1))
    assert read_action(json.dumps({"ships": told}), [0, 1]) == action


def test_an_action_that_was_read_before_is_read_for_the_ships_that_live_now() -> None:
    text = '{"ships": {"0": {"fire": 1}, "1": {"fire": 2}}}'
    assert read_action(text, [0, 1]).orders == {0: (0, 0, 1, 0, 0), 1: (0, 0, 2, 0, 0)}
    assert read_action(text, [1]).orders == {1: (0, 0, 2, 0, 0)}
    assert (
        read_action('{"actions": ["SHOOT"]}', [3]).orders.keys()
        != read_action('{"actions": ["SHOOT"]}', [4]).orders.keys()
    )


def test_orders_and_statuses_stand_in_the_inputs_in_their_order_and_are_cleared() -> None:
    world = new_worlds([Setup("duel", seed) for seed in range(3)])
    give_orders(world, [(1, 0, (-100, 7, 3, 1, 9)), (1, 1, (50, -7, 2, 0, -11))])
    set_status(world, 1, 1, "trap")
    assert inputs_of(world)[:, 1].tolist() == [-100, 50, 7, -7, 3, 2, 1, 0, 9, -11, 0, FAULTS.index("trap")]
    assert not inputs_of(world)[:, [0, 2]].any()
    assert world["ships"][Orders].thrust[1, 1] == 50
    clear_orders(world)
    assert not inputs_of(world).any()
    assert not world["seats"][ProgramStatus].status.any()
