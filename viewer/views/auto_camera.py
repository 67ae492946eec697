"""A camera that keeps the action in view, as a function of time alone, so that it does not depend on seeks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WINDOW = 30  # ticks on either side over which extents are taken and then averaged, for a smooth camera
_WIDTH = 2 * _WINDOW + 1
_MARGIN = 130.0  # m around the ships
_LEAST = 300.0  # m, minimum of half the smaller side of the view


class AutoCamera:
    """A camera that shows all living ships.

    Args:
        tracks: `[ticks + 1, ships, 2]` in m, NaN for dead ships.
        reach: radius of the arena in m, which bounds the view in small arenas.
    """

    def __init__(self, tracks: NDArray[np.float32], reach: float) -> None:
        self._least = min(_LEAST, reach)
        dead = np.isnan(tracks)
        there: NDArray[np.bool_] = np.any(~dead, axis=(1, 2))
        seen = there[:, None]
        low = np.where(seen, np.where(dead, np.inf, tracks).min(axis=1), 0.0)
        high = np.where(seen, np.where(dead, -np.inf, tracks).max(axis=1), 0.0)
        edges = np.concatenate([low, -high], axis=1)
        edges = edges[np.maximum.accumulate(np.where(there, np.arange(len(edges)), 0))]  # the last valid row
        # A mean alone would cut off a distant ship that dies soon; the running extremes keep it in every term.
        self._edges = _mean(_lowest(edges))

    def at(self, position: float) -> tuple[float, float, float, float]:
        """Return the centre and half sizes, in m, of the view at a position: x, y, half width, half height."""
        tick = min(int(position), len(self._edges) - 1)
        after = min(tick + 1, len(self._edges) - 1)
        edges = self._edges[tick] + (self._edges[after] - self._edges[tick]) * (position - tick)
        west, south, east, north = (edges * (1, 1, -1, -1)).tolist()
        half_width, half_height = (max(size / 2 + _MARGIN, self._least) for size in (east - west, north - south))
        return (west + east) / 2, (south + north) / 2, half_width, half_height


def _around(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Pad the rows by repeating the first and last, so that every row has a full window."""
    return np.pad(rows, [(_WINDOW, _WINDOW), (0, 0)], mode="edge")


def _lowest(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the minimum over each row's window, quickly, as each tick of a live match needs it again."""
    found, reach = _around(rows), 1
    while 2 * reach <= _WIDTH:
        found, reach = np.minimum(found[:-reach], found[reach:]), 2 * reach
    rest = _WIDTH - reach  # the rest is covered by two overlapping windows
    lowest: NDArray[np.floating] = np.minimum(found[:-rest], found[rest:])
    return lowest


def _mean(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the mean over each row's window."""
    sums = np.pad(_around(rows).cumsum(axis=0, dtype=np.float64), [(1, 0), (0, 0)])
    mean: NDArray[np.floating] = (sums[_WIDTH:] - sums[:-_WIDTH]) / _WIDTH
    return mean
