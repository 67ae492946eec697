"""The nearest things, of each ship and world at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ABSENT = np.int32(2**31 - 1)


def nearest(
    squared: NDArray[np.float64], present: NDArray[np.bool_], count: int
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return the rows of the `count` nearest things that are present, by ascending distance, and which there are.

    A squared distance and the row are packed into one integer, so that a minimum finds both: distances that differ by
    less than a share of 2^-23 times the number of rows count as the same, and then the lower row comes first.

    Args:
        squared: of the distance to each thing, `[rows, …]`.
        present: `[rows, …]`.

    Returns:
        Rows `[count, …]`, 0 where there is none, and whether there is one, `[count, …]`.
    """
    rows = len(squared)
    low = (1 << (rows - 1).bit_length()) - 1
    keys = squared.astype(np.float32).view(np.int32)  # in the same order, as no square is negative
    keys &= ~np.int32(low)
    keys |= np.arange(rows, dtype=np.int32).reshape(-1, *[1] * (squared.ndim - 1))
    keys[~present] = _ABSENT
    found = np.full((count, *squared.shape[1:]), _ABSENT)
    for row in found:
        np.minimum.reduce(keys, axis=0, out=row)
        if np.minimum.reduce(row, axis=None) == _ABSENT:
            break
        keys[keys == row] = _ABSENT
    there = found != _ABSENT
    return (found & np.int32(low)) * there, there
