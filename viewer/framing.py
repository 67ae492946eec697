"""A camera that keeps the action in sight: where to look is a function of time alone, so a seek shows the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WINDOW = 45  # ticks before and after that are averaged, so that the camera glides
_MARGIN = 130.0  # m around the ships
_LEAST = 300.0  # m, half of the smaller side of what is seen


class Framing:
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
        boxes = np.concatenate([(low + high) / 2, (high - low) / 2], axis=1)
        boxes = boxes[np.maximum.accumulate(np.where(there, np.arange(len(boxes)), 0))]  # the last that was seen
        edge = [(_WINDOW, _WINDOW), (0, 0)]
        sums = np.concatenate([np.zeros((1, 4)), np.pad(boxes, edge, mode="edge").cumsum(axis=0)])
        width = 2 * _WINDOW + 1
        self._boxes = (sums[width:] - sums[:-width]) / width

    def at(self, position: float) -> tuple[float, float, float, float]:
        """Middle and half sizes, in m, of what to show at a position: x, y, half width, half height."""
        tick = min(int(position), len(self._boxes) - 1)
        after = min(tick + 1, len(self._boxes) - 1)
        x, y, width, height = self._boxes[tick] + (self._boxes[after] - self._boxes[tick]) * (position - tick)
        return float(x), float(y), max(float(width) + _MARGIN, self._least), max(float(height) + _MARGIN, self._least)
