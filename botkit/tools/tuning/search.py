"""The search for better values: the cross-entropy method, for scores that are known only with noise.

Each round draws candidates from a distribution over the values, plays them, and moves the distribution towards the
best quarter of them (Rubinstein, "The cross-entropy method for combinatorial and continuous optimization", 1999; with
smoothed updates as in De Boer et al., "A tutorial on the cross-entropy method", 2005). A range has a normal
distribution, choices have a probability each. The answer is the centre of the distribution, an average over many
candidates, and not the candidate that happened to score best.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from botkit.tools.tuning.ranges import Choices, Range

CANDIDATES = 16  # per round
ELITE = 4  # the best of them, towards which the distribution moves
SPREAD = 0.35  # first standard deviation, of a range's length
FLOOR = 0.02  # added to the standard deviation of the elite, so that the search does not stop too early
MOVE, NARROW = 0.5, 0.3  # share of a round in the new centre and in the new spread

Candidate = tuple[int, ...]  # index into each range
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class _Marginal(Protocol):
    """The distribution of one constant's value, as an index into its range."""

    def spread(self, places: Floats) -> Ints:
        """Return the indices of the first round's candidates for places 0..1, which are evenly spread."""

    def draw(self, random: np.random.Generator) -> Ints:
        """Return the indices of another round's candidates."""

    def learn(self, elite: Bools, first: bool) -> None:
        """Move towards the candidates of the round that are marked."""

    def centre(self) -> int:
        """Return the index that is now thought best."""


class _Normal:
    """A normal distribution; a candidate beyond the range has the value at its end.

    It learns from where the candidates were before that, so that values at the end are not harder to reach.
    """

    def __init__(self, count: int) -> None:
        self._last = count - 1
        self._mean, self._deviation = 0.5, SPREAD  # of the range's length
        self._drawn = np.empty(0)

    def spread(self, places: Floats) -> Ints:
        self._drawn = places
        return self._indices(places)

    def draw(self, random: np.random.Generator) -> Ints:
        return self.spread(self._mean + self._deviation * random.standard_normal(CANDIDATES))

    def learn(self, elite: Bools, first: bool) -> None:
        drawn = self._drawn[elite]
        move = 1.0 if first else MOVE
        self._mean = min(max(self._mean + move * (float(drawn.mean()) - self._mean), 0.0), 1.0)
        self._deviation += NARROW * (float(drawn.std()) + FLOOR - self._deviation)

    def centre(self) -> int:
        return int(self._indices(np.array([self._mean]))[0])

    def _indices(self, places: Floats) -> Ints:
        return np.asarray(np.rint(places.clip(0, 1) * self._last), np.int64)


class _Categorical:
    """A probability for each choice."""

    def __init__(self, count: int) -> None:
        self._chances = np.full(count, 1 / count)
        self._drawn = np.empty(0, np.int64)

    def spread(self, places: Floats) -> Ints:
        self._drawn = np.asarray(places * len(self._chances), np.int64)
        return self._drawn

    def draw(self, random: np.random.Generator) -> Ints:
        self._drawn = np.asarray(random.choice(len(self._chances), CANDIDATES, p=self._chances), np.int64)
        return self._drawn

    def learn(self, elite: Bools, first: bool) -> None:
        drawn = self._drawn[elite]
        share = np.bincount(drawn, minlength=len(self._chances)) / len(drawn)
        self._chances = (1 - NARROW) * self._chances + NARROW * share

    def centre(self) -> int:
        return int(self._chances.argmax())


class CrossEntropy:
    """A search over ranges, one round of candidates at a time.

    Args:
        ranges: of the constants.
        present: the present values, if they are in the ranges; the answer until scores differ.
        seed: of the draws.
    """

    def __init__(self, ranges: Sequence[Range], present: Candidate | None, seed: int) -> None:
        self._marginals: list[_Marginal] = [
            _Categorical(each.count) if isinstance(each, Choices) else _Normal(each.count) for each in ranges
        ]
        self._present = present
        self._random = np.random.default_rng(seed)
        self._candidates: list[Candidate] = []
        self._learned = False
        self.rounds = 0  # finished

    def ask(self) -> list[Candidate]:
        """Return the candidates of the next round, each of them once, in order.

        Until scores have differed, they are a Latin hypercube sample: evenly spread in each constant.
        """
        columns = [
            marginal.draw(self._random)
            if self._learned
            else marginal.spread((self._random.permutation(CANDIDATES) + self._random.random(CANDIDATES)) / CANDIDATES)
            for marginal in self._marginals
        ]
        self._candidates = [tuple(map(int, row)) for row in zip(*columns, strict=True)]
        return list(dict.fromkeys(self._candidates))

    def tell(self, scores: Mapping[Candidate, float]) -> None:
        """Learn from the scores of the candidates that `ask` returned."""
        own = np.array([scores[each] for each in self._candidates])
        elite = own >= np.sort(own)[-ELITE]  # and all that are as good
        if not elite.all():
            for marginal in self._marginals:
                marginal.learn(elite, first=not self._learned)
            self._learned = True
        self.rounds += 1

    def best(self) -> Candidate | None:
        """Return the candidate at the centre of the distribution; None before the first round has finished."""
        if not self.rounds:
            return None
        if not self._learned and self._present is not None:
            return self._present
        return tuple(marginal.centre() for marginal in self._marginals)
