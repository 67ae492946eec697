"""Broad phase: which bodies are near each other, as index arrays.

Few bodies are compared pairwise; many are first sorted along x, so that only neighbours are compared. Both methods find
the same pairs in the same order, because the final test of each pair is the same, bit for bit.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.component import any_true, flat_indices
from engine.vectors import dot

F = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]

DENSE = 5_000  # pairs per world up to which comparing all is faster
_NONE = np.zeros(0, np.intp)


def near_pairs(place: F, reach: float) -> tuple[Index, Index, Index]:
    """Find pairs of rows of one table closer than `reach`, in m.

    Args:
        place: x and y of each row, `[2, N, W]`.

    Returns:
        Rows i < j and worlds w, one entry per pair, sorted by (i, j, w).
    """
    _, rows, worlds = place.shape
    if rows * (rows - 1) > 2 * DENSE:
        return _in_order([_sorted_pairs(place[:, :, w], reach) for w in range(worlds)])
    first, second = _triangle(rows)
    apart = place.take(second, axis=1) - place.take(first, axis=1)
    near = dot(apart, apart) < reach * reach
    if not any_true(near):
        return _NONE, _NONE, _NONE
    pair, w = near.nonzero()
    return first.take(pair), second.take(pair), w


def near_between(a: F, b: F, reach: float, among: Mask) -> tuple[Index, Index, Index]:
    """Find pairs of a row of one table and a row of another that are closer than `reach`, in m.

    Args:
        a: x and y of each row of the first, `[2, N, W]`.
        b: x and y of each row of the second, `[2, M, W]`.
        among: mask of the rows of the second to consider, `[M, W]`.

    Returns:
        Rows i of the first and j of the second table and worlds w, sorted by (i, j, w).
    """
    worlds = among.shape[1]
    if a.shape[1] * b.shape[1] > DENSE:
        return _in_order([_sorted_between(a[:, :, w], b[:, :, w], reach, among[:, w]) for w in range(worlds)])
    cell = flat_indices(among)
    j, w = np.divmod(cell, worlds)
    apart = b.reshape(2, 1, -1).take(cell, axis=2) - a.take(w, axis=2)
    i, pair = (dot(apart, apart) < reach * reach).nonzero()
    return i, j.take(pair), w.take(pair)


def _sorted_pairs(place: F, reach: float) -> tuple[Index, Index]:
    """`near_pairs` of one world, unsorted."""
    x, y = place
    order = np.lexsort((x,))
    line = x[order]
    one, other = _windows(np.arange(1, len(x) + 1), np.searchsorted(line, line + _margin(line, reach), "right"))
    one, other = order[one], order[other]
    i, j = np.minimum(one, other), np.maximum(one, other)
    dx, dy = x[j] - x[i], y[j] - y[i]
    near = dx * dx + dy * dy < reach * reach
    return i[near], j[near]


def _sorted_between(a: F, b: F, reach: float, among: Mask) -> tuple[Index, Index]:
    """`near_between` of one world, unsorted."""
    (ax, ay), (bx, by) = a, b
    (there,) = among.nonzero()
    order = there[np.lexsort((bx[there],))]
    line, margin = bx[order], _margin(ax, reach)
    i, place = _windows(np.searchsorted(line, ax - margin, "left"), np.searchsorted(line, ax + margin, "right"))
    j = order[place]
    dx, dy = bx[j] - ax[i], by[j] - ay[i]
    near = dx * dx + dy * dy < reach * reach
    return i[near], j[near]


def _margin(x: F, reach: float) -> F:
    """Return the maximum distance along x to a body within reach, including rounding, `[N]`."""
    return reach * (1 + 2.0**-20) + np.abs(x) * 2.0**-40


def _windows(start: Index, end: Index) -> tuple[Index, Index]:
    """Return every (row, place) with start[row] <= place < end[row]."""
    count = np.maximum(end - start, 0)
    row = np.repeat(np.arange(len(count)), count)
    before = count.cumsum() - count  # number of places of the rows before
    return row, np.arange(len(row)) - before[row] + start[row]


def _in_order(found: list[tuple[Index, Index]]) -> tuple[Index, Index, Index]:
    """Combine the pairs of each world into arrays sorted by (i, j, w)."""
    i, j = np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])
    w = np.repeat(np.arange(len(found)), [len(i) for i, _ in found])
    order = np.lexsort((w, j, i))
    return i[order], j[order], w[order]


@cache
def _triangle(rows: int) -> tuple[Index, Index]:
    return np.triu_indices(rows, 1)
