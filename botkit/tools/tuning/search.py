"""The search for better values: Bayesian optimisation, for scores that are known only with noise.

A Gaussian process describes what all games so far tell of the scores. Each round draws functions from it and plays
where each has its maximum (Thompson, "On the likelihood that one unknown probability exceeds another", 1933), which is
where values may be best: there the scores become better known. The answer has the best score that can be relied on,
and is not the candidate that happened to score best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from botkit.tools.tuning.process import Floats, GaussianProcess
from botkit.tools.tuning.ranges import Categorical, Range

CANDIDATES = 16  # maximum per round
CAUTION = 0.5  # standard deviations of its score by which an answer is held to be worse
TRIED = 200  # points at random, and as many near the best, among which the maxima are sought
BEST, NEAR = 10, (0.1, 0.3)  # how many of the best, and how near, in lengths of the kernel's order
FLIPPED = 0.3  # share of choices that are drawn anew near the best

Candidate = tuple[int, ...]  # index into each range
Indices = NDArray[np.int64]  # [candidates, constants]


class Search:
    """A search over ranges, one round of candidates at a time.

    Args:
        ranges: of the constants.
        present: the present values, if they are in the ranges; a candidate of the first round.
        seed: of the draws.
    """

    def __init__(self, ranges: Sequence[Range], present: Candidate | None, seed: int) -> None:
        self._counts = np.array([each.count for each in ranges], np.int64)
        self._choices = np.array([isinstance(each, Categorical) for each in ranges])
        self._present = present
        self._random = np.random.default_rng(seed)
        self._process = GaussianProcess(self._choices)
        self._played = np.empty((0, len(ranges)), np.int64)
        self._scores, self._pairs, self._rounds = np.empty(0), np.empty(0), np.empty(0)  # of each that was played
        self.rounds = 0  # finished
        self.best: Candidate | None = None  # the answer so far; None before the first round has finished

    def ask(self) -> list[Candidate]:
        """Return the candidates of the next round, each of them once, in order.

        The first are a Latin hypercube sample, evenly spread in each constant, with the present values.
        """
        if self.rounds:
            tried = self._tried()
            drawn = self._process.draw(self._points(tried), CANDIDATES, self._random)
            rows = tried[drawn.argmax(axis=1)]
        else:
            columns = [self._random.permutation(CANDIDATES) for _ in self._counts]
            rows = self._at((np.stack(columns, axis=1) + self._random.random((CANDIDATES, len(columns)))) / CANDIDATES)
            if self._present is not None:
                rows[0] = self._present
        return list(dict.fromkeys(map(_candidate, rows)))

    def tell(self, scores: Mapping[Candidate, float], pairs: int) -> None:
        """Learn the scores of the candidates that `ask` returned, each a mean over a number of pairs."""
        self._played = np.concatenate([self._played, np.array(list(scores), np.int64)])
        self._scores = np.append(self._scores, list(scores.values()))
        self._pairs = np.append(self._pairs, np.full(len(scores), float(pairs)))
        self.rounds += 1
        self._rounds = np.append(self._rounds, np.full(len(scores), float(self.rounds)))
        self._process.fit(self._points(self._played), self._scores, self._pairs, self._rounds)
        if np.ptp(self._scores) == 0 and self._present is not None:
            self.best = self._present  # nothing speaks against it
            return
        tried = np.concatenate([self._tried(), self._played])
        known, deviation = self._process.predict(self._points(tried))
        self.best = _candidate(tried[(known - CAUTION * deviation).argmax()])

    def _tried(self) -> Indices:
        """Return values at random, values near the best, and the best that were played."""
        known, _ = self._process.predict(self._points(self._played))
        order = np.argsort(-known, kind="stable")
        anywhere = self._at(self._random.random((TRIED, len(self._counts))))
        near = self._played[order[:BEST]][self._random.integers(min(BEST, len(order)), size=TRIED)]
        steps = self._random.standard_normal(near.shape) * self._random.choice(NEAR, (TRIED, 1)) * (self._counts - 1)
        moved = np.rint(near + steps).astype(np.int64).clip(0, self._counts - 1)
        flipped = np.where(self._random.random(near.shape) < FLIPPED, anywhere, near)
        near = np.where(self._choices, flipped, moved)
        return np.unique(np.concatenate([anywhere, near, self._played[order[:TRIED]]]), axis=0)

    def _at(self, places: Floats) -> Indices:
        """Return the indices at places 0..1 of the ranges."""
        return np.asarray(places * self._counts, np.int64).clip(0, self._counts - 1)

    def _points(self, indices: Indices) -> Floats:
        """Return candidates as points of the Gaussian process."""
        return indices / np.where(self._choices, 1, self._counts - 1)


def _candidate(row: Indices) -> Candidate:
    return tuple(row.tolist())
