"""Elo ratings as a pure function of results, with 95 % intervals and the likelihood of superiority.

Games of two players follow Bradley and Terry ("Rank analysis of incomplete block designs", 1952) on the Elo scale: the
expected score of a against b is 1 / (1 + 10^((b - a) / 400)), and a draw counts as half a win for each. Tables of
several players follow Plackett ("The analysis of permutations", 1975) and Luce: the first is chosen among all players,
the second among the rest, and so on. A tie counts as equal shares of every order it is consistent with, so that a table
of two is a game of two, draws included. All results are fitted jointly, so their order does not matter.

A normal prior around the mean, as weak as one game, keeps the rating of a perfect score finite. It also keeps the
ratings of a ladder from drifting apart: lucky players are paired with lucky ones, and a flat prior would take that
luck for strength. The difference between a new version and the old one has an equally weak prior (as in Coulom,
"Whole-history rating", 2008), so that a new version starts from the old one's rating.

Ratings are those of independent games; intervals take pairings as the independent units (see dispersion.py).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby

import numpy as np

from league.ratings.dispersion import PairingScores, Scores, TableForm, TableScores
from league.ratings.likelihood import Choices, Floats, Indices, Likelihood
from league.ratings.meetings import Meetings

MEAN = 1500.0  # Elo
PRIOR = 350.0  # Elo, standard deviation of the priors: of a rating, and of a new version's difference from the old
PLACED = 120.0  # Elo, half the width of an interval above which a rating is provisional
NORMAL_95 = 1.959963984540054  # standard deviations on either side of the mean that hold 95 % of a normal distribution
MAX_ROOTS = 200  # maximum number of players for superiority by likelihood ratio, which needs a fit for each pair
MAX_EXACT = 4000  # maximum number of players for intervals from the whole information matrix; see Ratings

_SCALE = math.log(10) / 400  # natural units of strength per Elo

Link = tuple[int, int]  # (old version, new version) of a bot
Table = Sequence[tuple[int, int]]  # (player, rank) of each seat; equal ranks are a tie


@dataclass(frozen=True)
class Rating:
    """A player's strength in Elo, with the ends of its 95 % interval."""

    elo: float
    low: float
    high: float

    @property
    def reach(self) -> float:
        """Half the width of the interval, in Elo."""
        return (self.high - self.low) / 2

    @property
    def provisional(self) -> bool:
        """Whether too few games tell the strength: the interval is wider than +-120 Elo."""
        return self.reach > PLACED


class Ratings:
    """Ratings of all players that have games or are linked to a player that has some.

    The mean rating of the players in `level` (of all players, if none of those is rated) is 1500. Intervals are of
    strengths relative to that mean, so a single anchor's interval is empty. They come from the Fisher information at
    the maximum, priors included, and from how the scores of pairings vary. Beyond 4,000 players each interval is
    computed as if the other strengths were known.

    Args:
        players: sorted.
        likelihood: of the players' strengths, by index into `players`.
        groups: a number per player, equal for players connected by games or links.
        level: players whose mean is 1500.
        scores: of pairings; by default all games are independent.
    """

    def __init__(
        self,
        players: Sequence[int],
        likelihood: Likelihood,
        groups: Indices,
        level: Collection[int] = (),
        scores: Scores | None = None,
    ) -> None:
        self._place = {player: place for place, player in enumerate(players)}
        self._groups = groups
        n = len(players)
        strength = likelihood.maximise()
        asked = [self._place[player] for player in level if player in self._place] or range(n)
        share = np.bincount(asked, minlength=n) / max(len(asked), 1)
        self._elo = MEAN + (strength - share @ strength) / _SCALE
        self._likelihood, self._strength, self._share = likelihood, strength, share
        self._scores = scores

    @cached_property
    def _covariances(self) -> tuple[Floats, Floats] | None:
        """Covariance of the strengths `[players, players]`, by pairings and by the model; None beyond 4,000."""
        if len(self._place) > MAX_EXACT:
            return None
        model = np.asarray(np.linalg.inv(self._likelihood.information(self._strength)), np.float64)
        spread = self._spread(len(model) - self._likelihood.prior_share(model))
        if spread is None:
            return model, model
        return np.asarray(model @ spread.information(self._strength) @ model, np.float64), model

    def _spread(self, parameters: float) -> Likelihood | None:
        """Return the likelihood whose information is the covariance of the scores; None if it is its own."""
        if self._scores is None:
            return None
        chances = self._likelihood.chances(self._strength)
        found = self._scores.dispersions(chances, parameters)
        return None if found is None else self._likelihood.dispersed(found)

    @cached_property
    def _covariance(self) -> Floats | None:
        """Covariance of the ratings relative to the level, Elo^2 `[players, players]`; None if there are too many."""
        if self._covariances is None:
            return None
        whole = self._covariances[0] / _SCALE**2
        apart = whole @ self._share
        return whole - apart[:, None] - apart[None, :] + self._share @ apart

    @cached_property
    def _variance(self) -> Floats:
        """Variance of each rating, Elo^2 `[players]`."""
        if self._covariance is not None:
            return np.diag(self._covariance).clip(0)
        chances = self._likelihood.chances(self._strength)
        own = self._likelihood.diagonal(chances)
        spread = self._spread(len(own) - float((self._likelihood.prior / own).sum()))
        return (own if spread is None else spread.diagonal(chances)) / own**2 / _SCALE**2

    def __contains__(self, player: object) -> bool:
        return player in self._place

    def __getitem__(self, player: int) -> Rating:
        place = self._place[player]
        elo, reach = float(self._elo[place]), NORMAL_95 * math.sqrt(self._variance[place])
        return Rating(elo, elo - reach, elo + reach)

    def elo(self, player: int) -> float:
        """Return a player's rating without its interval, which is faster."""
        return float(self._elo[self._place[player]])

    def superiority(self, a: int, b: int) -> float:
        """Return the likelihood that a is stronger than b, 0..1.

        Up to 200 players it is computed from the signed root of the ratio between the maximum likelihood and that with
        equal strengths, which distinguishes 20 of 20 from 19 of 20; beyond, from the covariance alone. Both account for
        pairings.
        """
        i, j = self._place[a], self._place[b]
        if len(self._place) <= MAX_ROOTS:
            lead = self._strength[i] - self._strength[j]
            root = math.sqrt(self._less_if_equal(i, j) / self._dispersion(i, j))
            return 0.5 * math.erfc(-math.copysign(root, lead))
        both = self._variance[i] + self._variance[j]
        if self._covariance is not None:
            both -= 2 * self._covariance[i, j]
        if both <= 0:
            return 0.5
        return 0.5 * math.erfc(-(self._elo[i] - self._elo[j]) / math.sqrt(2 * both))

    def _dispersion(self, i: int, j: int) -> float:
        """Return the ratio of the variance of two players' difference, by index, to that of the model."""
        if self._covariances is None or self._covariances[0] is self._covariances[1]:
            return 1.0
        found, model = (of[i, i] + of[j, j] - 2 * of[i, j] for of in self._covariances)
        return float(found / model) if i != j else 1.0

    def _less_if_equal(self, i: int, j: int) -> float:
        """Return how much the maximum log likelihood falls if two players, by index, are equally strong."""
        equal = self._likelihood.with_equals(i, j)
        start = self._strength.copy()
        start[i], start[j] = (start[i] + start[j]) / 2, 0.0
        strength = equal.maximise(start)
        strength[j] = strength[i]
        return max(self._likelihood.value(self._strength) - self._likelihood.value(strength), 0.0)

    def group(self, player: int) -> int:
        """Return the number of a player's group; ratings can only be compared within a group of connected players."""
        return int(self._groups[self._place[player]])

    def as_dict(self) -> dict[int, Rating]:
        """Return the ratings of all players."""
        return {player: self[player] for player in self._place}


def bradley_terry(meetings: Meetings, links: Iterable[Link] = (), level: Collection[int] = ()) -> Ratings:
    """Rate players by their games of two."""
    players, (a, b, *_), pairs = _places(links, meetings.a, meetings.b)
    n = len(players)
    won, lost = meetings.won + meetings.drawn / 2, meetings.lost + meetings.drawn / 2  # multiples of a half: exact
    choices = Choices(np.stack([a, b]), won + lost)
    scores = np.asarray(np.bincount(a, won, n) + np.bincount(b, lost, n), np.float64)
    groups = _joined(n, np.concatenate([a, pairs[:, 0]]), np.concatenate([b, pairs[:, 1]]))
    clusters = PairingScores(meetings.pairings, won + lost)
    return Ratings(players, _likelihood(scores, [choices], pairs), groups, level, clusters)


def plackett_luce(
    tables: Sequence[Table],
    links: Iterable[Link] = (),
    level: Collection[int] = (),
    pairings: Sequence[int] | None = None,
) -> Ratings:
    """Rate players by tables of two or more.

    Args:
        pairings: for each table the number of its pairing; by default all tables are independent.
    """
    numbers = range(len(tables)) if pairings is None else pairings
    sorted_seats = (sorted(seats, key=lambda seat: seat[::-1]) for seats in tables)
    by_form: dict[tuple[int, ...], list[list[int]]] = {}  # form: number of seats that share each place, best first
    pairing: dict[tuple[int, ...], list[int]] = {}
    for table, number in sorted(zip(sorted_seats, numbers, strict=True)):  # canonical order
        form = tuple(len(list(seats)) for _, seats in groupby(table, key=lambda seat: seat[1]))
        by_form.setdefault(form, []).append([player for player, _ in table])
        pairing.setdefault(form, []).append(number)
    seats = {form: np.array(rows, np.int64) for form, rows in sorted(by_form.items())}
    players, flat, pairs = _places(links, *(rows.ravel() for rows in seats.values()))
    n = len(players)
    scores: Floats = np.zeros(n)
    choices, forms = [], []
    one, other = [pairs[:, 0]], [pairs[:, 1]]
    for form, places in zip(seats, flat, strict=True):
        rows = places.reshape(-1, sum(form))
        one.append(np.repeat(rows[:, 0], rows.shape[1]))
        other.append(rows.ravel())
        scores += np.bincount(rows.ravel(), minlength=n)
        sets = list(_sets(form))
        for columns, times in sets:
            choices.append(Choices(np.ascontiguousarray(rows.T[columns]), np.full(len(rows), times)))
        forms.append(TableForm(rows, np.array(pairing[form], np.int64), sets))
    groups = _joined(n, np.concatenate(one), np.concatenate(other))
    clusters = None if pairings is None else TableScores(forms)
    return Ratings(players, _likelihood(scores, choices, pairs), groups, level, clusters)


def _sets(form: tuple[int, ...]) -> Iterable[tuple[list[int], float]]:
    """Yield each choice of a table of this form as (columns of its seats, weight); seats are sorted, best first.

    Over all orders of k tied seats, the set left after i of them is each subset of size k - i equally often.
    """
    begin, seats = 0, sum(form)
    for tied in form:
        rest = list(range(begin + tied, seats))
        for size in range(tied, 0, -1):
            for left in combinations(range(begin, begin + tied), size):
                yield [*left, *rest], 1 / math.comb(tied, size)
        begin += tied


def _likelihood(scores: Floats, choices: Sequence[Choices], links: Indices) -> Likelihood:
    prior = np.full(len(scores), 1 / (PRIOR * _SCALE) ** 2)
    prior[links[:, 1]] = 0.0  # the old version takes its place
    return Likelihood(scores, choices, links, prior, 1 / (PRIOR * _SCALE) ** 2)


def _places(links: Iterable[Link], *columns: Indices) -> tuple[list[int], list[Indices], Indices]:
    """Return the sorted players of the columns and links, then the columns and the links as indices into them.

    Players that only links connect to those of the columns are included.
    """
    known = {int(player) for column in columns for player in np.unique(column)}
    # A successor has a higher number: walk down to the first version, then up to all others.
    rising = sorted(links)
    for old, new in [*reversed(rising), *rising]:
        if old in known or new in known:
            known |= {old, new}
    found = [link for link in rising if link[0] in known]
    players = sorted(known)
    numbers = np.array(players, np.int64)
    places = [np.searchsorted(numbers, column) for column in columns]
    return players, places, np.searchsorted(numbers, np.array(found, np.int64).reshape(-1, 2))


def _joined(n: int, one: Indices, other: Indices) -> Indices:
    """Label connected components: for each of n players, the lowest index that pairs connect to it, `[n]`."""
    group = np.arange(n)
    while True:
        low = np.minimum(group[one], group[other])
        joined = group.copy()
        np.minimum.at(joined, one, low)
        np.minimum.at(joined, other, low)
        joined = joined[joined]
        if (joined == group).all():
            return group
        group = joined
