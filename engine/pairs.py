"""Which bodies are near each other, as index arrays."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]
Index = NDArray[np.intp]


def near_pairs(x: F, y: F, reach: float) -> tuple[Index, Index, Index]:
    """Pairs of rows of one table closer than `reach`, in m.

    Args:
        x, y: `[N, W]`.

    Returns:
        Rows i < j and worlds w, one entry a pair, in the order of (i, j, w).
    """
    first, second = _triangle(len(x))
    dx = x[second] - x[first]
    dy = y[second] - y[first]
    pair, w = (dx * dx + dy * dy < reach * reach).nonzero()
    return first[pair], second[pair], w


def near_between(ax: F, ay: F, bx: F, by: F, reach: float) -> tuple[Index, Index, Index]:
    """Pairs of a row of one table and a row of another that are closer than `reach`, in m.

    Args:
        ax, ay: `[N, W]`.
        bx, by: `[M, W]`.

    Returns:
        Rows i of the first and j of the second table and worlds w, in the order of (i, j, w).
    """
    dx = bx - ax[:, None]
    dy = by - ay[:, None]
    i, j, w = (dx * dx + dy * dy < reach * reach).nonzero()
    return i, j, w


@cache
def _triangle(rows: int) -> tuple[Index, Index]:
    return np.triu_indices(rows, 1)
