"""A camera that keeps the action in sight: where to look is a function of time alone, so a seek shows the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WINDOW = 30  # ticks before and after that are seen with each, and then averaged, so that the camera glides
_WIDTH = 2 * _WINDOW + 1
_MARGIN = 130.0  # m around the ships
_LEAST = 300.0  # m, half of the smaller side of what is seen


class AutoCamera:
    """What to look at so that all living ships are seen.

    Args:
        tracks: `[ticks + 1, ships, 2]` in m, NaN for the dead.
        reach: m, the radius of the arena: of a small one no more is shown than there is.
    """

    def __init__(self, tracks: NDArray[np.float32], reach: float) -> None:
        self._least = min(_LEAST, reach)
        dead = np.isnan(tracks)
        there: NDArray[np.bool_] = np.any(~dead, axis=(1, 2))
        seen = there[:, None]
        low = np.where(seen, np.where(dead, np.inf, tracks).min(axis=1), 0.0)
        high = np.where(seen, np.where(dead, -np.inf, tracks).max(axis=1), 0.0)
        edges = np.concatenate([low, -high], axis=1)
        edges = edges[np.maximum.accumulate(np.where(there, np.arange(len(edges)), 0))]  # the last that was seen
        # A mean alone would cut out who is far away and dies soon. The widest of as many ticks has it in every term.
        self._edges = _mean(_lowest(edges))

    def at(self, position: float) -> tuple[float, float, float, float]:
        """Middle and half sizes, in m, of what to show at a position: x, y, half width, half height."""
        tick = min(int(position), len(self._edges) - 1)
        after = min(tick + 1, len(self._edges) - 1)
        edges = self._edges[tick] + (self._edges[after] - self._edges[tick]) * (position - tick)
        west, south, east, north = (edges * (1, 1, -1, -1)).tolist()
        half_width, half_height = (max(size / 2 + _MARGIN, self._least) for size in (east - west, north - south))
        return (west + east) / 2, (south + north) / 2, half_width, half_height


def _around(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """The rows, the first and last repeated so that each has as many before and after it as are seen with it."""
    return np.pad(rows, [(_WINDOW, _WINDOW), (0, 0)], mode="edge")


def _lowest(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """The least of each row and those around it: a match that is watched asks for it with every tick that comes."""
    found, reach = _around(rows), 1
    while 2 * reach <= _WIDTH:
        found, reach = np.minimum(found[:-reach], found[reach:]), 2 * reach
    rest = _WIDTH - reach  # two reaches that overlap make up the rest
    lowest: NDArray[np.floating] = np.minimum(found[:-rest], found[rest:])
    return lowest


def _mean(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """The mean of each row and those around it."""
    sums = np.pad(_around(rows).cumsum(axis=0, dtype=np.float64), [(1, 0), (0, 0)])
    mean: NDArray[np.floating] = (sums[_WIDTH:] - sums[:-_WIDTH]) / _WIDTH
    return mean
