"""Which bodies are near each other, as index arrays.

Few bodies are compared each with each; many are sorted along x first, so that only neighbours are. Both ways find the
same pairs, in the same order: the last test of each pair is the same, bit for bit.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.component import cells

F = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

DENSE = 5_000  # pairs a world, up to which comparing all is faster


def near_pairs(x: F, y: F, reach: float) -> tuple[Index, Index, Index]:
    """Pairs of rows of one table closer than `reach`, in m.

    Args:
        x, y: `[N, W]`.

    Returns:
        Rows i < j and worlds w, one entry a pair, in the order of (i, j, w).
    """
    if len(x) * (len(x) - 1) > 2 * DENSE:
        return _in_order([_sorted_pairs(x[:, w], y[:, w], reach) for w in range(x.shape[1])])
    first, second = _triangle(len(x))
    dx = x.take(second, axis=0) - x.take(first, axis=0)
    dy = y.take(second, axis=0) - y.take(first, axis=0)
    pair, w = (dx * dx + dy * dy < reach * reach).nonzero()
    return first.take(pair), second.take(pair), w


def near_between(ax: F, ay: F, bx: F, by: F, reach: float, among: Mask) -> tuple[Index, Index, Index]:
    """Pairs of a row of one table and a row of another that are closer than `reach`, in m.

    Args:
        ax, ay: `[N, W]`.
        bx, by: `[M, W]`.
        among: which of the second count at all, `[M, W]`.

    Returns:
        Rows i of the first and j of the second table and worlds w, in the order of (i, j, w).
    """
    if len(ax) * len(bx) > DENSE:
        worlds = range(ax.shape[1])
        columns = [(ax[:, w], ay[:, w], bx[:, w], by[:, w], reach, among[:, w]) for w in worlds]
        return _in_order([_sorted_between(*column) for column in columns])
    cell = cells(among)
    j, w = np.divmod(cell, among.shape[1])
    dx = bx.reshape(-1).take(cell) - ax.take(w, axis=1)
    dy = by.reshape(-1).take(cell) - ay.take(w, axis=1)
    i, pair = (dx * dx + dy * dy < reach * reach).nonzero()
    return i, j.take(pair), w.take(pair)


def _sorted_pairs(x: F, y: F, reach: float) -> tuple[Index, Index]:
    """`near_pairs` of one world, in no certain order."""
    order = np.lexsort((x,))
    line = x[order]
    place = np.arange(len(x))
    one, other = _windows(place + 1, np.searchsorted(line, line + _margin(line, reach), "right"))
    one, other = order[one], order[other]
    i, j = np.minimum(one, other), np.maximum(one, other)
    dx, dy = x[j] - x[i], y[j] - y[i]
    near = dx * dx + dy * dy < reach * reach
    return i[near], j[near]


def _sorted_between(ax: F, ay: F, bx: F, by: F, reach: float, among: Mask) -> tuple[Index, Index]:
    """`near_between` of one world, in no certain order."""
    (there,) = among.nonzero()
    order = there[np.lexsort((bx[there],))]
    line, margin = bx[order], _margin(ax, reach)
    i, place = _windows(np.searchsorted(line, ax - margin, "left"), np.searchsorted(line, ax + margin, "right"))
    j = order[place]
    dx, dy = bx[j] - ax[i], by[j] - ay[i]
    near = dx * dx + dy * dy < reach * reach
    return i[near], j[near]


def _margin(x: F, reach: float) -> F:
    """How far along x a body within reach can be, rounding included: `[N]`."""
    return reach * (1 + 2.0**-20) + np.abs(x) * 2.0**-40


def _windows(start: Index, end: Index) -> tuple[Index, Index]:
    """Every (row, place) with start[row] <= place < end[row]."""
    count = np.maximum(end - start, 0)
    row = np.repeat(np.arange(len(count)), count)
    before = count.cumsum() - count  # how many places the rows before have
    return row, np.arange(len(row)) - before[row] + start[row]


def _in_order(found: list[tuple[Index, Index]]) -> tuple[Index, Index, Index]:
    """The pairs of each world, as those of all worlds in the order of (i, j, w)."""
    i, j = np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])
    w = np.repeat(np.arange(len(found)), [len(i) for i, _ in found])
    order = np.lexsort((w, j, i))
    return i[order], j[order], w[order]


@cache
def _triangle(rows: int) -> tuple[Index, Index]:
    return np.triu_indices(rows, 1)
