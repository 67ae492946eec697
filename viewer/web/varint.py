"""Integers as bytes: differences along time, zigzag and variable length, seven bits a byte, the low ones first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def encode(values: NDArray[Any]) -> bytes:
    """Return integers of any shape as bytes, in C order."""
    numbers = np.asarray(values, np.int64).reshape(-1)
    zigzag = ((numbers << 1) ^ (numbers >> 63)).view(np.uint64)
    lengths = np.ones(len(zigzag), np.intp)
    rest = zigzag >> np.uint64(7)
    while rest.any():
        lengths += rest > 0
        rest >>= np.uint64(7)
    ends = np.cumsum(lengths)
    encoded = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    starts = ends - lengths
    for place in range(int(lengths.max(initial=0))):
        there = lengths > place
        more = lengths[there] > place + 1
        bits = (zigzag[there] >> np.uint64(7 * place)) & np.uint64(127)
        encoded[starts[there] + place] = bits.astype(np.uint8) | (more.astype(np.uint8) << 7)
    return encoded.tobytes()


def first_differences(columns: NDArray[Any]) -> Ints:
    """Return the differences along the first axis, column by column: `[states, n]` to `[n, states]`."""
    numbers: Ints = columns.astype(np.int64)
    numbers[1:] -= numbers[:-1].copy()
    return numbers.T


def second_differences(columns: NDArray[Any]) -> Ints:
    """Return the differences of the differences along the first axis: `[states, n]` to `[n, states]`."""
    return first_differences(first_differences(columns).T)


def runs(mask: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return how often each column of `[states, n]` changes, from False, and the gaps between its changes."""
    changed = np.diff(mask, axis=0, prepend=False).T
    column, state = changed.nonzero()
    counts = changed.sum(axis=1)
    return counts.astype(np.int64), gaps(column, state)


def gaps(group: NDArray[Any], place: NDArray[Any]) -> Ints:
    """Return the differences of ascending places within each group; the first of a group is kept."""
    first = np.diff(group, prepend=-1) != 0
    return np.where(first, place, np.diff(place, prepend=0)).astype(np.int64)
