"""How much more the scores of pairings vary than those of independent games: the middle of a sandwich.

The two games of a pairing start from one seed with the seats exchanged, so their results are correlated, and draws vary
less than wins and losses. The ratings are the same as of independent games, but not their covariance, which is

    information^-1 * (priors + covariance of the scores) * information^-1

with pairings as clusters (Liang and Zeger, "Longitudinal data analysis using generalized linear models", 1986). The
outer products of a few pairings' scores are a poor estimate of that covariance: after a perfect score it is almost 0,
which would make the interval vanish. So the covariance is the model's own, multiplied for each two players by a
dispersion: the ratio of the squared residuals of their pairings' scores to the model's variance, drawn towards the
ratio of all pairings as strongly as by `POOLED` pairings, and that one towards 1 by `USUAL` ones. Residuals are too
small by as much as the ratings were fitted to them, which the number of effective parameters corrects. The same players
seldom share a table twice, so tables have the ratio of all pairings. Games that are not part of a complete pairing have
the model's variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from league.ratings.likelihood import Floats, Indices
from league.ratings.meetings import OUTCOMES, Counts

POOLED = 20.0  # pairings between equals that the dispersion of all counts for in that of two players
USUAL = 6.0  # pairings between equals that a dispersion of 1 counts for in that of all

_SCORES = np.arange(OUTCOMES) / 2


@dataclass(frozen=True)
class PairingScores:
    """Complete pairings of two players, for Bradley-Terry ratings."""

    pairings: Counts  # `[sets, 5]`, by the score of the first of each set of two players
    games: Floats  # `[sets]`, all games, also those outside complete pairings

    def dispersions(self, chances: Sequence[Floats], parameters: float) -> list[Floats] | None:
        """Return the dispersion of each set's games, `[sets]`; None if there are no complete pairings.

        Args:
            chances: of each member of the sets to win, one array `[2, sets]`.
            parameters: number of effective parameters of the ratings.
        """
        number = self.pairings.sum(axis=1)
        if not number.any():
            return None
        (chance,) = chances
        squares = (self.pairings * (_SCORES - 2 * chance[0][:, None]) ** 2).sum(axis=1)
        left = max(1 - 2 * parameters / self.games.sum(), 0.0)
        expected = 2 * number * chance[0] * chance[1] * left
        equals = 0.5  # variance of the score of a pairing between equals, were its games independent
        common = (squares.sum() + USUAL * equals) / (expected.sum() + USUAL * equals)
        own = (squares + POOLED * equals * common) / (expected + POOLED * equals)
        share = 2 * number / np.maximum(self.games, 1)
        return [1 + share * (own - 1)]


@dataclass(frozen=True)
class TableForm:
    """Tables whose ties have one form, and their choices in the order of the likelihood."""

    players: Indices  # `[tables, seats]`, best first
    pairing: Indices  # `[tables]`, number of each table's pairing
    choices: Sequence[tuple[Sequence[int], float]]  # of each choice, columns of its members and weight


@dataclass(frozen=True)
class TableScores:
    """Tables of several players, for Plackett-Luce ratings."""

    forms: Sequence[TableForm]

    def dispersions(self, chances: Sequence[Floats], parameters: float) -> list[Floats] | None:
        """Return the dispersion of each table, once for each of its choices; None if there are no complete pairings.

        Args:
            chances: of the members of each of the choices to be the first, `[members, tables]`.
            parameters: number of effective parameters of the ratings.
        """
        numbers, tables = np.unique([n for form in self.forms for n in form.pairing.tolist()], return_counts=True)
        complete = [np.isin(form.pairing, numbers[tables == 2]) for form in self.forms]
        if not any(among.any() for among in complete):
            return None
        follow = iter(chances)
        keys, scores, expected, dimensions = [], [], 0.0, 0
        for form, among in zip(self.forms, complete, strict=True):
            score, variance = np.ones(form.players.T.shape), np.zeros(form.players.T.shape)
            for columns, weight in form.choices:
                chance = next(follow)
                score[columns] -= weight * chance
                variance[columns] += weight * chance * (1 - chance)
            keys.append(((form.pairing << 32) | form.players.T)[:, among].ravel())
            scores.append(score[:, among].ravel())
            expected += float(variance[:, among].sum())
            dimensions += len(form.pairing) * (form.players.shape[1] - 1)
        _, place = np.unique(np.concatenate(keys), return_inverse=True)
        summed = np.bincount(place, np.concatenate(scores))
        left = max(1 - 2 * parameters / dimensions, 0.0)
        # Of equals, the variances of the two players' scores in a pairing sum to 1.
        common = (float((summed * summed).sum()) + USUAL) / (expected * left + USUAL)
        return [
            np.where(among, common, 1.0) for form, among in zip(self.forms, complete, strict=True) for _ in form.choices
        ]


Scores = PairingScores | TableScores
