"""What parsing an answer may cost is bounded before it is parsed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit.draw import ROWS, TEXT_LENGTH
from botkit.output import LOG_LENGTH, PLOTS
from systems.protocol import orders
from systems.protocol.budget import MAX_ELEMENTS, MAX_PLAIN, MAX_QUOTES, check_budget

FULL = {
    "ships": {str(ship): {"thrust": -0.55, "turn": 0.45, "fire": 3, "shield": True} for ship in range(10)},
    "log": ',:[{"\\' * (LOG_LENGTH // 6),
    "draw": [["text", -0.1234567890123456, 1 / 3, '",:[{' * (TEXT_LENGTH // 5), "#ff00aa"]] * ROWS,
    "plot": {f'"plot, [{n}]:': n / 7 for n in range(PLOTS)},
}


def test_an_answer_with_all_that_the_kit_can_send_is_within_the_budget() -> None:
    assert orders.read_action(json.dumps(FULL), range(10)).orders[0] == (-55, 45, 3, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"x":[' + ",".join(["[]"] * MAX_ELEMENTS) + "]}", f"more than {MAX_ELEMENTS:,} keys and values"),
        ('{"x":[' + ",".join(["1"] * (MAX_ELEMENTS + 9)) + "]}", f"more than {MAX_ELEMENTS:,} keys and values"),
        ('{"x":' + "9" * MAX_PLAIN + "}", f"more than {MAX_PLAIN:,} characters outside strings"),
        (" " * 65_000 + "{}", f"more than {MAX_PLAIN:,} characters outside strings"),
        ('{"x":[' + ",".join(['""'] * 20_000) + "]}", f"more than {MAX_QUOTES:,} quotation marks"),
    ],
)
def test_an_answer_beyond_the_budget_is_refused_before_it_is_parsed(text, told, monkeypatch) -> None:
    monkeypatch.setattr(orders, "_decode", None)
    with pytest.raises(ValueError, match=told):
        orders.read_action(text, (0,))


@pytest.mark.parametrize("text", ['"' + "x" * 40_000, '"' + '\\"' * 11_000, '{"a":"' + ",[:{" * 15_000 + '"}'])
def test_what_stands_in_strings_is_not_counted(text: str) -> None:
    check_budget(text)


SCALARS = st.none() | st.floats() | st.text()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_small_documents_are_within_the_budget(value: object) -> None:
    check_budget(json.dumps(value))
