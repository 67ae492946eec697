"""Integers as pages hold them, against a decoder that is written differently."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from viewer.web.varint import encode, first_differences, runs, second_differences

WHOLE = st.integers(-(2**62), 2**62)


def decode(data: bytes) -> list[int]:
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(-(value + 1) // 2 if value % 2 else value // 2)
            value, shift = 0, 0
    assert shift == 0
    return found


@given(st.lists(WHOLE | st.integers(-200, 200)))
def test_integers_come_back(numbers: list[int]) -> None:
    assert decode(encode(np.array(numbers, np.int64))) == numbers


def test_small_integers_take_a_byte() -> None:
    assert encode(np.array([[0, -1, 1], [63, -64, 64]])) == bytes([0, 1, 2, 126, 127, 128, 1])


@given(arrays(np.int32, (5, 3), elements=st.integers(-1000, 1000)))
def test_columns_come_back_from_their_differences(columns: np.ndarray) -> None:
    assert (first_differences(columns).T.cumsum(axis=0) == columns).all()
    assert (second_differences(columns).T.cumsum(axis=0).cumsum(axis=0) == columns).all()


@given(arrays(np.bool_, (9, 4)))
def test_masks_come_back_from_their_runs(mask: np.ndarray) -> None:
    counts, gaps = runs(mask)
    start, found = 0, np.zeros_like(mask)
    for column, count in enumerate(counts):
        for change in np.cumsum(gaps[start : start + count]):
            found[change:, column] ^= True
        start += count
    assert (found == mask).all()
