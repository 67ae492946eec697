"""The nearest things, of each ship and world at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int32]

_FEW = 8  # rows that are sorted all at once
_ABSENT = np.int32(2**31 - 1)


def nearest(
    squared: NDArray[Any], present: NDArray[np.bool_], labels: Labels, count: int, highest: int
) -> tuple[Labels, NDArray[np.bool_]]:
    """Return the labels of the `count` nearest things that are present, by ascending distance, and which there are.

    A squared distance and its label are packed into one integer, so that one minimum finds both. Distances that differ
    by less than a share of about 2^-23 times the highest label count as the same, and the lower label comes first.

    Args:
        squared: of the distance to each thing, `[rows, …]`.
        present: `[rows, …]`.
        labels: of things, which broadcast to the same shape; those compared with each other differ.
        highest: bound of labels, which are 0 .. highest.

    Returns:
        Labels, 0 where there is none, and whether there is one, `[count, …]` each.
    """
    low = np.int32((1 << highest.bit_length()) - 1)
    keys = squared.astype(np.float32).view(np.int32)  # in the same order, as no square is negative
    keys &= ~low
    keys |= labels
    np.copyto(keys, _ABSENT, where=~present)
    found = _sorted(keys)[:count] if len(keys) <= _FEW else _least(keys, count)
    there = found != _ABSENT
    found &= low
    found *= there
    return found, there


def _sorted(keys: Labels) -> Labels:
    """Sort keys `[rows, …]` in place, and return them, by odd-even transposition: pairs of rows at once."""
    for parity in range(len(keys)):
        lower, upper = keys[parity % 2 : -1 : 2], keys[parity % 2 + 1 :: 2]
        least = np.minimum(lower, upper)
        np.maximum(lower, upper, out=upper)
        lower[...] = least
    return keys


def _least(keys: Labels, count: int) -> Labels:
    """Return the `count` least keys, ascending, `[count, …]`; `keys` is overwritten."""
    found = np.full((count, *keys.shape[1:]), _ABSENT)
    for row in found:
        np.minimum.reduce(keys, axis=0, out=row)
        if np.minimum.reduce(row, axis=None) == _ABSENT:
            break
        np.copyto(keys, _ABSENT, where=keys == row)
    return found
