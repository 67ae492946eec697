"""The nearest things, of each ship and world at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int32]

_ABSENT = np.int32(2**31 - 1)


def nearest(
    squared: NDArray[np.float64], present: NDArray[np.bool_], labels: Labels, count: int
) -> tuple[Labels, NDArray[np.bool_]]:
    """Return the labels of the `count` nearest things that are present, by ascending distance, and which there are.

    A squared distance and its label are packed into one integer, so that one minimum finds both. Distances that differ
    by less than a share of 2^-23 times the highest label count as the same, and the lower label comes first.

    Args:
        squared: of the distance to each thing, `[rows, …]`.
        present: `[rows, …]`.
        labels: of things, not negative, which broadcast to the same shape; those compared with each other differ.

    Returns:
        Labels, 0 where there is none, and whether there is one, `[count, …]` each.
    """
    low = np.int32((1 << int(labels.max()).bit_length()) - 1)
    keys = squared.astype(np.float32).view(np.int32)  # in the same order, as no square is negative
    keys &= ~low
    keys |= labels
    np.copyto(keys, _ABSENT, where=~present)
    found = np.empty((count, *squared.shape[1:]), np.int32)
    for n, row in enumerate(found):
        np.minimum.reduce(keys, axis=0, out=row)
        if np.minimum.reduce(row, axis=None) == _ABSENT:
            found[n:] = _ABSENT
            break
        np.copyto(keys, _ABSENT, where=keys == row)
    there = found != _ABSENT
    found &= low
    found *= there
    return found, there
