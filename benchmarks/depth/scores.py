"""The points of each bot against each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.matches.playing import Results
from benchmarks.matches.results import meetings, ratings

F = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """The points of a field.

    Attributes:
        names: of the bots, best rating first.
        elo: their ratings.
        points: of each bot against each, 1 for a game won and 0.5 for a draw, `[bots, bots]`.
        games: likewise, their number.
    """

    names: list[str]
    elo: F
    points: F
    games: F

    @property
    def share(self) -> F:
        """The share of the points of each bot against each, NaN where they have not met, `[bots, bots]`."""
        return np.divide(self.points, self.games, out=np.full_like(self.points, np.nan), where=self.games > 0)

    @property
    def overall(self) -> F:
        """The mean of each bot's shares, so that everyone counts alike, `[bots]`."""
        return np.array([np.nanmean(row) for row in self.share])


def scores_of(results: Results) -> Scores:
    """Return the points of the bots in these games; in a melee every two at a table count as one game, by rank."""
    rated = ratings(results)
    place = {name: number for number, name in enumerate(rated)}
    points, games = np.zeros((2, len(place), len(place)))
    for a, b, score in meetings(results):
        if a != b:
            i, j = place[a], place[b]
            points[i, j] += score
            points[j, i] += 1 - score
            games[i, j] += 1
            games[j, i] += 1
    return Scores(list(rated), np.array([rating.elo for rating in rated.values()]), points, games)
