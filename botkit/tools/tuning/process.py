"""A Gaussian process: what is known of the score of any values, from the noisy scores of some.

Rasmussen and Williams, "Gaussian processes for machine learning", 2006: the kernel is Matérn's with 5/2, with a length
for each constant; lengths, amplitude and noise are those of the largest posterior density, found by coordinate search.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MEAN, MEAN_DEVIATION = 0.5, 0.2  # of the score, before anything is known
AMPLITUDE = 0.1  # deviation of scores from their mean over all values, …
NOISE = 0.25  # of a pair's score from its expectation, …
COMMON = 0.15  # the same for all points of a round, whose pairs have the same seeds, …
LENGTH, CHOICE_LENGTH = (
    0.5,
    1.0,
)  # and how far values tell of others, of a range: medians of log-normal distributions, …
DOUBT = 0.8  # with this deviation of the logarithm
LENGTHS = 3  # place of the first length among the parameters
STEPS = (0.6, 0.3, 0.15)  # of the coordinate search
JITTER = 1e-8  # keeps covariances positive definite in spite of rounding


class GaussianProcess:
    """A distribution of functions from points, a number 0..1 or the index of a choice for each constant, to scores.

    Args:
        choices: which of the constants have choices, each as near to every other.
    """

    def __init__(self, choices: Bools) -> None:
        self._choices = choices
        lengths = np.where(choices, CHOICE_LENGTH, LENGTH)
        self._usual = np.log(np.array([AMPLITUDE, NOISE, COMMON, *lengths]))
        self._logs = self._usual.copy()  # the parameters' logarithms

    def fit(self, points: Floats, scores: Floats, pairs: Floats, rounds: Floats) -> None:
        """Learn from scores.

        Args:
            points: `[n, constants]`.
            scores: `[n]`, of each point, a mean over pairs.
            pairs: `[n]`, the number of these.
            rounds: `[n]`, the number of the round in which they were played.
        """
        self._points, self._scores, self._pairs = points, scores, pairs
        self._together = rounds[:, None] == rounds
        self._between = self._apart(points, points)
        least = self._cost(self._logs)
        for step in STEPS:
            for place in range(len(self._logs)):
                for change in (step, -step):
                    while True:
                        logs = self._logs.copy()
                        logs[place] += change
                        cost = self._cost(logs)
                        if cost > least - 1e-6:
                            break
                        self._logs, least = logs, cost
        self._factor = self._factorised(self._logs)
        half = np.linalg.solve(self._factor, self._scores - MEAN)
        self._weights = np.linalg.solve(self._factor.T, half)

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Return the mean and the deviation of the scores of points."""
        known, half = self._known(points)
        variance = math.exp(2 * self._logs[0]) + MEAN_DEVIATION**2 - (half * half).sum(axis=0)
        return known, np.sqrt(variance.clip(0))

    def draw(self, points: Floats, count: int, random: np.random.Generator) -> Floats:
        """Return functions drawn from the distribution, by their scores at points: `[count, points]`."""
        known, half = self._known(points)
        covariance = self._kernel(self._apart(points, points), self._logs) - half.T @ half
        covariance[np.diag_indices(len(points))] += JITTER
        factor = np.linalg.cholesky(covariance)
        return np.asarray(known + random.standard_normal((count, len(points))) @ factor.T, np.float64)

    def _known(self, points: Floats) -> tuple[Floats, Floats]:
        across = self._kernel(self._apart(self._points, points), self._logs)
        return MEAN + across.T @ self._weights, np.asarray(np.linalg.solve(self._factor, across), np.float64)

    def _cost(self, logs: Floats) -> float:
        """Return minus the logarithm of the parameters' posterior density, up to a constant."""
        try:
            factor = self._factorised(logs)
        except np.linalg.LinAlgError:
            return math.inf
        half = np.linalg.solve(factor, self._scores - MEAN)
        unusual = ((logs - self._usual) ** 2).sum() / DOUBT**2
        return float((half @ half + unusual) / 2 + np.log(np.diag(factor)).sum())

    def _factorised(self, logs: Floats) -> Floats:
        """Return the Cholesky factor of the covariance of the scores, noise included."""
        covariance = self._kernel(self._between, logs)
        covariance += self._together * (math.exp(2 * logs[2]) / self._pairs)
        covariance[np.diag_indices(len(covariance))] += math.exp(2 * logs[1]) / self._pairs + JITTER
        return np.asarray(np.linalg.cholesky(covariance), np.float64)

    def _apart(self, a: Floats, b: Floats) -> Floats:
        """Return the squared distances of points a and b in each constant: `[constants, len(a), len(b)]`."""
        apart = a.T[:, :, None] - b.T[:, None]
        apart *= apart
        apart[self._choices] = apart[self._choices] > 0
        return apart

    @staticmethod
    def _kernel(apart: Floats, logs: Floats) -> Floats:
        """Return the covariance of the expected scores of points with these squared distances."""
        root = np.sqrt(np.tensordot(5 * np.exp(-2 * logs[LENGTHS:]), apart, 1))
        found = np.exp(-root)
        found *= 1 + root + root * root / 3
        found *= math.exp(2 * logs[0])
        found += MEAN_DEVIATION**2
        return np.asarray(found, np.float64)
