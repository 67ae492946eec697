from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from systems.protocol.text import Fields, NumberFormatter, RowText

KINDS = {"x": "milli", "y": "milli", "vx": "milli", "vy": "milli", "id": "whole", "heading": "micro", "shield": "truth"}
FIELDS = Fields(KINDS)

milli = st.floats(-20_000, 20_000) | st.sampled_from(
    [0.0, -0.0, -0.0004, 0.0005, 999.9996, -9999.9995, 10_000.0, 0.0015]
)
whole = st.integers(0, 9_999_999) | st.sampled_from([0, 9, 10, 999, 1000, 9_999, 10_000, 10_001, 99_999, 100_000])
micro = st.floats(-9.999999, 9.999999) | st.sampled_from([-0.0, 1e-6, -4e-7, 0.01, -0.999999, 3.1415926])
row = st.tuples(milli, milli, milli, milli, whole, micro, st.booleans())


def written(numbers: list[tuple], most: int, keys: bool) -> tuple[list, int]:
    """Return numbers as written by a formatter for `most` rows, after three others, and the length of a row."""
    first, last = NumberFormatter([(FIELDS, 3), (FIELDS, most)]).cells(
        [np.zeros((3, len(KINDS))), np.array(numbers, np.float64).reshape(-1, len(KINDS))]
    )
    assert first.shape == (3, len(KINDS))
    form = RowText(FIELDS, list(KINDS), keys)
    rows = form.write(last)
    return json.loads(b"[" + rows.tobytes()[:-1] + b"]"), rows.itemsize


@given(numbers=st.lists(row, min_size=1, max_size=5))
def test_numbers_are_written_rounded_and_clamped(numbers: list[tuple]) -> None:
    told, _ = written(numbers, 5, keys=False)
    for (*motion, count, angle, truth), (*milli_told, whole_told, micro_told, truth_told) in zip(
        numbers, told, strict=True
    ):
        assert milli_told == [float(np.clip(np.round(v, 3), -9999.999, 9999.999)) for v in motion]
        assert (whole_told, micro_told, truth_told) == (count, float(np.round(angle, 6)), truth)
        assert type(whole_told) is int and type(truth_told) is bool


@given(numbers=st.lists(row, min_size=1, max_size=3))
def test_rows_are_of_one_length_and_zeros_without_a_sign(numbers: list[tuple]) -> None:
    told, size = written(numbers, 3, keys=True)
    assert [list(one) for one in told] == [list(KINDS)] * len(numbers)
    assert written([(0,) * len(KINDS)], 3, keys=True)[1] == size
    assert not any(str(value) == "-0.0" for one in told for value in one.values())


def test_each_number_of_a_kind_is_written_as_it_is() -> None:
    """Test every integer and every thousandth of a range, so that every text in the tables is covered."""
    thousandths = np.arange(-10_000, 10_000) / 10 + np.arange(20_000) % 1000 / 1000
    counts = np.arange(20_000) * 499 + np.arange(20_000) % 7
    numbers = [(x, -x, 9 * x, -9 * x, count, x / 1000, 0) for x, count in zip(thousandths, counts, strict=True)]
    told, _ = written(numbers, 20_000, keys=False)
    expected = np.array(numbers)
    assert (
        np.array(told) == np.column_stack([np.round(expected[:, :5], 3), np.round(expected[:, 5], 6), expected[:, 6]])
    ).all()
