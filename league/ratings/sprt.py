"""Which of two programs is stronger, as soon as the games tell: a sequential test over pairs.

Wald's sequential probability ratio test ("Sequential tests of statistical hypotheses", 1945), for each side: that it is
stronger by `elo1` against that it is by `elo0`. Both run at once, as in Sobel and Wald ("A sequential decision
procedure for choosing one of three hypotheses", 1949), so that an end can be a, b, or that neither is so much stronger.

A pair is two games from one seed with the seats exchanged, which are not independent of each other; so the ratio is
that of a pair's five scores (pentanomial), with their chances by maximum likelihood under either hypothesis (Van den
Bergh, "A practical introduction to the GSPRT", as chess engines' testers do it).

How much stronger a is comes from the same ratio: the interval is what the pairs do not speak against (Owen, "Empirical
likelihood ratio confidence intervals for a single functional", 1988). A few pairs may be alike by chance and seem surer
than they are. So one pair is added to them, half of it all won and half all lost, and the ratio's root is held against
Student's distribution in place of the normal one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

SCORES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])  # of a pair, a game's mean
_ALMOST_NONE = 1e-3  # what counts for a score that no pair has had yet, so that all chances are above 0
_PRIOR = np.array([0.5, 0.0, 0.0, 0.0, 0.5])  # what intervals add to the pairs
_HALVINGS = 44
_ENDS = np.array([0.975, 0.025])  # how sure it is that a is stronger than a 95 % interval's low end and its high one
_MOST = 3200.0  # Elo either side within which an interval's ends are looked for

Floats = NDArray[np.float64]


def expected(elo: ArrayLike) -> Floats:
    """The mean score of who is stronger by so many Elo."""
    return np.asarray(1 / (1 + 10 ** (-np.asarray(elo, np.float64) / 400)), np.float64)


def log_likelihood_ratio(counts: ArrayLike, elo0: ArrayLike, elo1: ArrayLike) -> Floats:
    """How much likelier the pairs are if the mean score is that of `elo1` than if it is that of `elo0`, as a logarithm.

    Args:
        counts: `[..., 5]`, how many pairs had each of SCORES.
        elo0, elo1: `[...]`.

    Returns:
        `[...]`.
    """
    found = np.maximum(np.asarray(counts, np.float64), _ALMOST_NONE)

    def told(elo: ArrayLike) -> Floats:
        gap = SCORES - expected(elo)[..., None]
        # The likeliest chances of mean `expected` are found / (1 + t gap): t is where their mean is right.
        low, high = -1 / gap[..., -1:], -1 / gap[..., :1]
        for _ in range(_HALVINGS):
            t = (low + high) / 2
            rising = (found * gap / (1 + t * gap)).sum(axis=-1, keepdims=True) > 0
            low, high = np.where(rising, t, low), np.where(rising, high, t)
        return np.asarray((found * np.log1p((low + high) / 2 * gap)).sum(axis=-1), np.float64)

    return told(elo0) - told(elo1)


def likeliest(counts: ArrayLike) -> Floats:
    """By how many Elo a is stronger by the mean score of the pairs and the one that is added to them.

    Args:
        counts: `[..., 5]`, as above.

    Returns:
        `[...]`, finite.
    """
    found = np.asarray(counts, np.float64) + _PRIOR
    score = found @ SCORES / found.sum(axis=-1)
    return np.asarray(400 * np.log10(score / (1 - score)), np.float64)


def superiority(counts: ArrayLike, elo: ArrayLike) -> Floats:
    """How sure the pairs make it that a is stronger by more than `elo`, 0..1: it falls as `elo` rises.

    Args:
        counts: `[..., 5]`, as above.
        elo: `[...]`.

    Returns:
        `[...]`.
    """
    found = np.asarray(counts, np.float64) + _PRIOR
    best, pairs = likeliest(counts), found.sum(axis=-1)
    ratio = log_likelihood_ratio(found, elo, best).clip(0)
    # Student's t of so many degrees of freedom as a normal deviate: Wallace, "Bounds on normal approximations", 1959.
    root = (8 * pairs + 1) / (8 * pairs + 3) * np.sqrt(pairs * np.log1p(2 * ratio / pairs))
    return _normal(np.where(np.asarray(elo) < best, root, -root))


_erfc = np.vectorize(math.erfc, otypes=[np.float64])


def _normal(deviate: Floats) -> Floats:
    """The normal distribution, up to so many standard deviations."""
    return np.asarray(0.5 * _erfc(-deviate / math.sqrt(2)), np.float64)


@dataclass
class Sprt:
    """A test as it goes on.

    Args:
        elo0, elo1: 0 <= elo0 < elo1.
        alpha: how often at most a side is called stronger by `elo1` that is not by `elo0`.
        beta: how often at most one that is by `elo1` is not called so.
    """

    elo0: float
    elo1: float
    alpha: float
    beta: float
    counts: list[int] = field(default_factory=lambda: [0] * len(SCORES))  # pairs by a's score, as SCORES
    decision: str | None = None  # a, b, none (neither is stronger by elo1); None while it is open
    llr: float = 0.0  # that a is stronger
    llr_b: float = 0.0  # that b is
    _open_a: bool = True
    _open_b: bool = True

    @property
    def low(self) -> float:
        """The ratio at which a side is not stronger."""
        return math.log(self.beta / (1 - self.alpha))

    @property
    def high(self) -> float:
        """The ratio at which it is."""
        return math.log((1 - self.beta) / self.alpha)

    @property
    def pairs(self) -> int:
        return sum(self.counts)

    def add(self, score: float) -> None:
        """Take in the next pair, by a's mean score in it; in the order of the pairs, not in that of their ends."""
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
        """What a is stronger by, its 95 % interval, and the likelihood that it is stronger at all (0..1)."""
        low, high = np.full(2, -_MOST), np.full(2, _MOST)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = superiority(self.counts, middle) > _ENDS
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return float(likeliest(self.counts)), float(low[0]), float(low[1]), float(superiority(self.counts, 0.0))
