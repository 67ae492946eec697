"""What the games of a version tell about its strength, and whom it should meet to tell more.

A version with few games has no point estimate worth pairing by: its strength is a distribution, the normal prior of the
ratings times the likelihood of its results, here on a grid. From it follow opponents as in a bisection: far apart while
little is known, near once it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from league.ratings.elo import PRIOR
from league.ratings.likelihood import Floats

STYLE = 100.0  # Elo, standard deviation of what two bots' styles add to the difference of their strengths
_SCALE = math.log(10) / 400  # natural units of strength per Elo
_OFFSETS = np.arange(-1600.0, 1601.0, 10.0)  # of the grid from the prior's mean, Elo


@dataclass(frozen=True)
class RatedOpponent:
    """A possible opponent of a version that is being placed."""

    elo: float
    deviation: float  # standard deviation of its rating, Elo
    met: int  # pairs of games against it so far, those still being played included


class Belief:
    """The distribution of a version's strength.

    Args:
        mean: of the prior, Elo.
        results: of its games: (opponent's Elo, points won, points lost).
    """

    def __init__(self, mean: float, results: Iterable[tuple[float, float, float]] = ()) -> None:
        self._elo = mean + _OFFSETS
        found = -((_OFFSETS / PRIOR) ** 2) / 2
        for opponent, won, lost in results:
            lead = (self._elo - opponent) * _SCALE
            found -= won * np.logaddexp(0, -lead) + lost * np.logaddexp(0, lead)
        chance = np.exp(found - found.max())
        self._chance: Floats = chance / chance.sum()

    @property
    def mean(self) -> float:
        """Expected strength, Elo."""
        return float(self._chance @ self._elo)

    @property
    def deviation(self) -> float:
        """Standard deviation of the strength, Elo."""
        return math.sqrt(float(self._chance @ (self._elo - self.mean) ** 2))

    def parts(self, number: int) -> list[Belief]:
        """Return the distribution cut into equally probable parts, weakest first."""
        upto = np.cumsum(self._chance)
        found = []
        for i in range(number):
            part = Belief.__new__(Belief)
            low, high = i / number, (i + 1) / number
            inside = np.minimum(upto, high) - np.maximum(upto - self._chance, low)
            part._elo, part._chance = self._elo, inside.clip(0) / inside.clip(0).sum()
            found.append(part)
        return found

    def worth(self, opponents: Mapping[int, RatedOpponent]) -> dict[int, float]:
        """Return how much a pair of games against each opponent is expected to tell about the strength.

        It is the Fisher information of two games, p (1 - p) each, expected over the distribution, natural units^-2. An
        opponent whose own strength, or whose style, is not known exactly can tell no more than its variance allows,
        however often it is met; a pair counts by what it adds to those before.
        """
        elo = np.array([one.elo for one in opponents.values()])
        deviation = np.array([one.deviation for one in opponents.values()])
        met = np.array([one.met for one in opponents.values()])
        p = 1 / (1 + np.exp((elo[:, None] - self._elo) * _SCALE))
        told = 2 * ((p * (1 - p)) @ self._chance)
        variance = (deviation**2 + STYLE**2) * _SCALE**2
        after, before = ((met + more) * told / (1 + (met + more) * told * variance) for more in (1, 0))
        # Rounded, so that floating-point differences between machines do not change a pairing.
        return {one: round(float(value), 9) for one, value in zip(opponents, after - before, strict=True)}
