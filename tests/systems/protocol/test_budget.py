"""What parsing an answer may cost is bounded before it is parsed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit.draw import ROWS, TEXT_LENGTH
from botkit.output import LOG_LENGTH, PLOTS
from systems.protocol import orders
from systems.protocol.budget import ESCAPES, MAX_PARTS, MAX_PLAIN, check_budget

ORDER = {"thrust": -0.55, "turn": 0.45, "fire": 3, "shield": True, "strafe": -0.35}
FULL = {
    "ships": {str(ship): ORDER for ship in range(10)},
    "log": "",
    "draw": [["line", -1.234567890123456e-20, 1e-20 / 3, 1e-20, 1e-20, "#eeeeee"]] * ROWS,
    "plot": {f'"plot, [{n}]:': n / 7e20 for n in range(PLOTS)},
}


@pytest.mark.parametrize("text", [',:[{"\\e', '"', "\\", "\n", "\u00e9"])
def test_an_answer_with_all_that_the_kit_can_send_is_within_the_budget(text: str) -> None:
    log = (text * LOG_LENGTH)[:LOG_LENGTH]
    drawn = ["text", -0.1234567890123456, 1 / 3, (text * TEXT_LENGTH)[:TEXT_LENGTH], "#ff00aa"]
    answer = json.dumps({**FULL, "log": log, "draw": [drawn] * ROWS})
    assert orders.read_action(answer, range(10)).orders[0] == (-55, 45, 3, 1, -35)
    assert orders.read_action(json.dumps({**FULL, "log": log}), range(10)).orders[0] == (-55, 45, 3, 1, -35)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"x":[' + ",".join(["[]"] * MAX_PARTS) + "]}", f"more than {MAX_PARTS:,} keys and values"),
        ('{"x":[' + ",".join(["1"] * (MAX_PARTS + 9)) + "]}", f"more than {MAX_PARTS:,} keys and values"),
        ('{"x":[' + ",".join(["1.1e-308"] * (MAX_PARTS // 3 + 9)) + "]}", f"more than {MAX_PARTS:,} keys and values"),
        ('{"x":' + "9" * MAX_PLAIN + "}", f"more than {MAX_PLAIN:,} characters outside strings"),
        (" " * 65_000 + "{}", f"more than {MAX_PLAIN:,} characters outside strings"),
        ('{"x":[' + ",".join(['""'] * 20_000) + "]}", f"every {ESCAPES} escapes"),
        ('{"x":"' + "\\u0007" * 9_000 + '","y":[' + ",".join(["1"] * 1_000) + "]}", f"every {ESCAPES} escapes"),
    ],
)
def test_an_answer_beyond_the_budget_is_refused_before_it_is_parsed(text, told, monkeypatch) -> None:
    monkeypatch.setattr(orders, "_decode", None)
    with pytest.raises(ValueError, match=told):
        orders.read_action(text, (0,))


@pytest.mark.parametrize("text", ['"' + "x" * 40_000, '"' + '\\"' * 14_000, '{"a":"' + ",[:{" * 15_000 + '"}'])
def test_what_stands_in_strings_is_not_counted(text: str) -> None:
    check_budget(text)


SCALARS = st.none() | st.floats() | st.text()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_small_documents_are_within_the_budget(value: object) -> None:
    check_budget(json.dumps(value))
