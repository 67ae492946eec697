"""A sequential probability ratio test over pairings: which of two programs is stronger, in as few games as possible.

For each side, Wald's test ("Sequential tests of statistical hypotheses", 1945) compares the hypothesis that it is
stronger by `elo1` with the hypothesis that it is stronger by `elo0`. Both tests run at once, as in Sobel and Wald ("A
sequential decision procedure for choosing one of three hypotheses", 1949), so the result is a, b, or that neither is
stronger by that much.

A pairing is two games from one seed with the seats exchanged, which are not independent. The likelihood ratio is
therefore that of a pairing's five scores (pentanomial), whose probabilities are estimated by maximum likelihood under
either hypothesis (Van den Bergh, "A practical introduction to the GSPRT", as in the testing of chess engines).

The Elo difference comes from the same ratio: its interval holds the differences that the pairings do not reject (Owen,
"Empirical likelihood ratio confidence intervals for a single functional", 1988). A few pairings may agree by chance and
give too narrow an interval. So one pairing is added to them, half of it all won and half all lost, and the root of the
ratio is compared with Student's distribution instead of the normal one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

SCORES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])  # mean score per game of a pairing
_ALMOST_NONE = 1e-3  # pseudo-count of a score that has not occurred, so that all probabilities are positive
_PRIOR = np.array([0.5, 0.0, 0.0, 0.0, 0.5])  # pseudo-counts added to the pairings for estimates and intervals
_HALVINGS = 44
_ENDS = np.array([0.975, 0.025])  # probability that a is stronger than the low end and the high end of a 95 % interval
_MOST = 3200.0  # Elo, bound on the ends of an interval in either direction

Floats = NDArray[np.float64]


def expected(elo: ArrayLike) -> Floats:
    """Return the expected score of a player stronger by `elo`."""
    return np.asarray(1 / (1 + 10 ** (-np.asarray(elo, np.float64) / 400)), np.float64)


def log_likelihood_ratio(counts: ArrayLike, elo0: ArrayLike, elo1: ArrayLike) -> Floats:
    """Return log of the likelihood ratio between a mean score as expected for `elo1` and one as for `elo0`.

    Args:
        counts: `[..., 5]`, number of pairings with each of SCORES.
        elo0, elo1: `[...]`.

    Returns:
        `[...]`, positive if `elo1` is more likely.
    """
    found = np.maximum(np.asarray(counts, np.float64), _ALMOST_NONE)

    def log_likelihood(elo: ArrayLike) -> Floats:
        gap = SCORES - expected(elo)[..., None]
        # Under the constraint, the likeliest probabilities are found / (1 + t gap), with t so that their mean is right.
        low, high = -1 / gap[..., -1:], -1 / gap[..., :1]
        for _ in range(_HALVINGS):
            t = (low + high) / 2
            rising = (found * gap / (1 + t * gap)).sum(axis=-1, keepdims=True) > 0
            low, high = np.where(rising, t, low), np.where(rising, high, t)
        return np.asarray((found * np.log1p((low + high) / 2 * gap)).sum(axis=-1), np.float64)

    return log_likelihood(elo0) - log_likelihood(elo1)


def likeliest(counts: ArrayLike) -> Floats:
    """Return the Elo difference estimated from the mean score of the pairings and the one added to them.

    Args:
        counts: `[..., 5]`, number of pairings with each of SCORES.

    Returns:
        `[...]`, finite.
    """
    found = np.asarray(counts, np.float64) + _PRIOR
    score = found @ SCORES / found.sum(axis=-1)
    return np.asarray(400 * np.log10(score / (1 - score)), np.float64)


def superiority(counts: ArrayLike, elo: ArrayLike) -> Floats:
    """Return the confidence, 0..1, that a is stronger by more than `elo`; it falls as `elo` rises.

    Args:
        counts: `[..., 5]`, number of pairings with each of SCORES.
        elo: `[...]`.

    Returns:
        `[...]`.
    """
    found = np.asarray(counts, np.float64) + _PRIOR
    best, pairs = likeliest(counts), found.sum(axis=-1)
    ratio = log_likelihood_ratio(found, elo, best).clip(0)
    # Student's t with `pairs` degrees of freedom as a normal deviate: Wallace, "Bounds on normal approximations", 1959.
    root = (8 * pairs + 1) / (8 * pairs + 3) * np.sqrt(pairs * np.log1p(2 * ratio / pairs))
    return _normal(np.where(np.asarray(elo) < best, root, -root))


_erfc = np.vectorize(math.erfc, otypes=[np.float64])


def _normal(deviate: Floats) -> Floats:
    """Return the cumulative distribution function of the standard normal distribution."""
    return np.asarray(0.5 * _erfc(-deviate / math.sqrt(2)), np.float64)


@dataclass
class Sprt:
    """A running test.

    Args:
        elo0, elo1: 0 <= elo0 < elo1.
        alpha: type I error rate: how often at most a side is called stronger by `elo1` that is not.
        beta: type II error rate: how often at most a side that is stronger by `elo1` is not called so.
    """

    elo0: float
    elo1: float
    alpha: float
    beta: float
    counts: list[int] = field(default_factory=lambda: [0] * len(SCORES))  # number of pairings with each of SCORES
    decision: str | None = None  # a, b, or none (neither is stronger by elo1); None while undecided
    llr: float = 0.0  # log likelihood ratio that a is stronger
    llr_b: float = 0.0  # log likelihood ratio that b is stronger
    _open_a: bool = True
    _open_b: bool = True

    @property
    def low(self) -> float:
        """The log likelihood ratio at or below which a side is not stronger."""
        return math.log(self.beta / (1 - self.alpha))

    @property
    def high(self) -> float:
        """The log likelihood ratio at or above which a side is stronger."""
        return math.log((1 - self.beta) / self.alpha)

    @property
    def pairs(self) -> int:
        return sum(self.counts)

    def add(self, score: float) -> None:
        """Add the next pairing by a's mean score in it; in the order of the pairings, not that in which they finish."""
        self.counts[round(4 * score)] += 1
        if self._open_a:
            self.llr = float(log_likelihood_ratio(self.counts, self.elo0, self.elo1))
        if self._open_b:
            self.llr_b = float(log_likelihood_ratio(self.counts[::-1], self.elo0, self.elo1))
        self._open_a = self._open_a and self.llr > self.low
        self._open_b = self._open_b and self.llr_b > self.low
        if self.llr >= self.high or self.llr_b >= self.high:
            self.decision = "a" if self.llr >= self.high else "b"
        elif not self._open_a and not self._open_b:
            self.decision = "none"

    def elo(self) -> tuple[float, float, float, float]:
        """Return a's Elo advantage, the ends of its 95 % interval, and the likelihood of superiority (0..1)."""
        low, high = np.full(2, -_MOST), np.full(2, _MOST)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = superiority(self.counts, middle) > _ENDS
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return float(likeliest(self.counts)), float(low[0]), float(low[1]), float(superiority(self.counts, 0.0))
