"""The measurement of tuned values against the present ones, on games that the search has not seen.

Both play the same blocks: a pair from the block's seed against each opponent. Blocks are independent of each other and
of the search, so the mean of their differences is unbiased, and a Student interval holds for it. A few blocks may agree
by chance, as they do where values make no difference; one pair more is therefore added to the variance, half of it won
and half of it lost, as in `league.ratings.sprt`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_DEVIATE = 1.959963984540054  # of the normal distribution, for 95 %


@dataclass(frozen=True)
class Estimate:
    """Shares of the points, 0..1, of tuned and present values, and their difference with its 95 % interval."""

    tuned: float
    present: float
    difference: float
    low: float
    high: float

    @property
    def decision(self) -> str:
        """better, worse, or none if the interval holds 0."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else "none"


def estimate(tuned: ArrayLike, present: ArrayLike) -> Estimate | None:
    """Estimate the difference from the scores `[blocks][opponents]` of both; None with fewer than two blocks."""
    ours, theirs = np.asarray(tuned, np.float64), np.asarray(present, np.float64)
    if len(ours) < 2:
        return None
    blocks, opponents = ours.shape
    differences = (ours - theirs).mean(axis=1)
    mean = float(differences.mean())
    squares = float(((differences - mean) ** 2).sum()) + 1 / opponents**2
    half = _student(blocks - 1) * math.sqrt(squares / (blocks - 1) / blocks)
    return Estimate(float(ours.mean()), float(theirs.mean()), mean, max(mean - half, -1.0), min(mean + half, 1.0))


def _student(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t by Wallace, "Bounds on normal approximations", 1959."""
    deviate = _DEVIATE * (8 * freedom + 3) / (8 * freedom + 1)
    return math.sqrt(freedom * math.expm1(deviate * deviate / freedom))
