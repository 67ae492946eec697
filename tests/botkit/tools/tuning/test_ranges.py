from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botkit.tools.tuning.constants import Constant, Number
from botkit.tools.tuning.ranges import DIGITS, Categorical, Grid, parse_range
from league.cli.errors import LeagueError

ROOT = Path(__file__).parents[4]


NUMBERS = st.decimals(1 - 10**DIGITS, 10**DIGITS - 1, places=3)


def constant(value: Number) -> Constant:
    return Constant("main.py", "A", value, (0, 1), None)


@pytest.mark.parametrize(
    ("present", "text", "count", "first", "second", "last"),
    [
        (250, "100:500", 401, 100, 101, 500),
        (250, "100:500:50", 9, 100, 150, 500),
        (250, "100:490:50", 8, 100, 150, 450),
        (250, "-5:5", 11, -5, -4, 5),
        (250, "1e2:500", 401, 100, 101, 500),
        (250, "0.5:1.5:0.25", 5, 0.5, 0.75, 1.5),  # an int whose bounds are not
        (2.0, "1:3", 201, 1.0, 1.01, 3.0),  # a float stays one
        (0.75, "0.1:0.3:0.1", 3, 0.1, 0.2, 0.3),  # and has no digits of binary fractions
        (0.75, "0.5:1.0", 501, 0.5, 0.501, 1.0),
        (70, "90,50,70", 3, 90, 50, 70),
        (70.0, "50,70,70.0,90", 3, 50.0, 70.0, 90.0),
        (70, "50,70.5", 2, 50.0, 70.5, 70.5),
    ],
)
def test_the_values_of_a_range(
    present: Number, text: str, count: int, first: Number, second: Number, last: Number
) -> None:
    values = parse_range(constant(present), text)
    found = [values.value(0), values.value(1), values.value(values.count - 1)]
    assert values.count == count
    assert list(map(repr, found)) == list(map(repr, [first, second, last]))
    for place in range(count):
        assert values.index(values.value(place)) == place
    assert values.index(1234.5) is None
    again = parse_range(constant(present), values.text)
    assert [again.value(place) for place in range(count)] == [values.value(place) for place in range(count)]


def test_a_value_between_those_of_the_grid_has_no_place() -> None:
    assert parse_range(constant(250), "100:500:100").index(250) is None
    assert parse_range(constant(0.75), "0:1").index(0.755) is None
    assert parse_range(constant(0.75), "0:1").index(0.75) == 75


def test_floats_of_a_range_differ() -> None:
    with pytest.raises(LeagueError, match="floats cannot tell its values apart"):
        parse_range(constant(0.5), "499999999999999.469:499999999999999.470")
    with pytest.raises(LeagueError, match="floats cannot tell its values apart"):
        parse_range(constant(0.5), "1e14:100000000000001:0.01")
    assert parse_range(constant(0.5), "1e14:100000000000001:0.03125").count == 33


@given(NUMBERS, NUMBERS)
def test_any_range_without_a_step_has_values_within_its_bounds(a: object, b: object) -> None:
    if a == b:
        return
    low, high = sorted((a, b))  # type: ignore[type-var]
    if high - low < Decimal(math.ulp(1e15)) * 2000:  # type: ignore[operator]
        return  # floats of this size may be too far apart
    values = parse_range(constant(0.5), f"{low}:{high}")
    assert isinstance(values, Grid)
    assert 100 < values.count <= 1001
    assert float(low) <= values.value(0) < values.value(values.count - 1) <= float(high)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5", "'5' is not a range: write LO:HI, LO:HI:STEP, or choices as A,B,C"),
        ("", "'' is not a number"),
        ("1:2:3:4", "'1:2:3:4' is not a range"),
        ("5:", "'' is not a number"),
        ("a:b", "'a' is not a number"),
        ("nan:5", "'nan' is not a number"),
        ("0:inf", "'inf' is not a number"),
        ("5:1", "'5:1': the lower bound must be below the upper one"),
        ("5:5", "'5:5': the lower bound must be below the upper one"),
        ("1:5:0", "'1:5:0': the step must be above 0, and at most the range"),
        ("1:5:-1", "the step must be above 0"),
        ("1:5:10", "the step must be above 0, and at most the range"),
        ("0:1e999999999", "'1e999999999' is too large or too small: use 1e-15 to 1e15"),
        ("0:1:1e-99", "too large or too small"),
        ("0:9e14", "has too many values: choose a larger step"),
        ("5,5", "'5,5' has only one value"),
        ("5,", "'' is not a number"),
        ("1" * 50 + ":2", "is not a number"),
    ],
)
def test_what_is_no_range_is_refused_with_the_name(text: str, words: str) -> None:
    with pytest.raises(LeagueError) as refused:
        parse_range(constant(250), text)
    assert words in str(refused.value)
    assert str(refused.value).startswith("A: ")


def test_choices_are_of_one_kind() -> None:
    values = parse_range(constant(70), "1,2.5")
    assert isinstance(values, Categorical)
    assert values.values == (1.0, 2.5) and all(isinstance(value, float) for value in values.values)
