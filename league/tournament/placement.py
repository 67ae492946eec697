"""Placement: a new version gets the games that tell most about its strength, until its interval is narrow enough.

Newcomers are the versions without games when the run starts or, if there are none, those whose interval is too wide.
Each round pairs them with the opponents whose games are expected to tell most. A newcomer is placed once its 95 %
interval, as the ladder shows it, is within the bound. It is given up once it has as many pairs as `most_pairs` allows:
the interval of a version that wins all, or loses all, never narrows. Everything is computed from the run's row and from
results, so that a run resumes exactly.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from league.ladder.aggregates import aggregate
from league.ladder.priors import prior_ratings
from league.ratings.elo import MEAN, NORMAL_95, PLACED, PRIOR, Ratings, bradley_terry
from league.storage.pairing import SEATINGS, Pairing, RunRandom
from league.storage.queries import results
from league.storage.queries.bots import all_bots, names_by_version
from league.storage.queries.results import FORFEITS, GameFilter
from league.storage.queries.seasons import games_before, running_season
from league.storage.records import GameRecord, RunRecord
from league.storage.store import Store
from league.tournament.belief import Belief, RatedOpponent
from league.tournament.formats import NEAR, Group, Turn
from league.tournament.round_history import RoundHistory
from league.tournament.rounds import Format

MOST_PAIRS = 60  # that a version gets on a ladder to be within ±120 Elo; about four times what it takes at best
AT_ONCE = 4  # pairs of a round that are shared among the newcomers; each gets at least one


def most_pairs(bound: float) -> int:
    """Return the pairs on a ladder after which a version is given up as not to be placed within ±`bound` Elo."""
    return math.ceil(MOST_PAIRS * (PLACED / bound) ** 2)


def unplaced(
    store: Store, mode: str, rules: str, players: Sequence[int] | None = None, bound: float = PLACED
) -> list[int]:
    """Return the versions that a placement run would give pairs to: new ones, or else those of too wide an interval.

    In a new season, all are new.

    Args:
        players: ids of the versions that can play; by default the current ones of all bots in the folder that forfeits
            have not put out.
        bound: half the width of the 95 % interval that a version is to have at most, Elo.
    """
    if players is None:
        these = GameFilter(mode, rules)
        active = [bot.version for bot in all_bots(store) if bot.active]
        players = [player for player in active if not results.is_excluded(store, these, player)]
    season = running_season(store)
    summed = aggregate(store, mode, rules, since=season.basis if season else 0)
    games = {version: tally.games for version, tally in summed.tallies.items()}
    found = bradley_terry(summed.meetings, results.version_links(store, players), _level(store, players, games))
    return _waiting(players, found, games, bound)


def newcomers(store: Store, row: RunRecord) -> list[int]:
    """Return the versions that a placement run is to place, or was, from the results before it."""
    before = games_before(store, row)
    games = results.counts(store, before)
    level = _level(store, row.players, games)
    found = bradley_terry(results.meetings(store, before), results.version_links(store, row.players), level)
    return _waiting(row.players, found, games, bound_of(row))


def bound_of(row: RunRecord) -> float:
    """Return the bound of a placement run, Elo."""
    return row.parsed_options().get("bound") or PLACED


def _level(store: Store, players: Sequence[int], games: Iterable[int]) -> list[int]:
    """Return the versions to whose mean intervals refer, as on the ladder: the players, and the bots that do not play.

    Of these it is the last version with games, which does not change during a run, even if the bot comes back.

    Args:
        games: versions with games on the ladder.
    """
    names = names_by_version(store)
    playing = {names[player] for player in players}
    last = {names[version]: version for version in sorted(games) if names[version] not in playing}
    return [*players, *last.values()]


def _waiting(players: Iterable[int], found: Ratings, games: Mapping[int, int], bound: float) -> list[int]:
    # New ones go first: in a young league, where nobody is placed yet, a submission must not start games of everyone.
    new = [one for one in players if not games.get(one)]
    most = len(SEATINGS) * most_pairs(bound)
    return new or [one for one in players if games[one] < most and not _placed(one, found, games, bound)]


def _placed(version: int, found: Ratings, games: Mapping[int, int], bound: float) -> bool:
    # Rounded, so that floating-point differences between machines do not change when a run ends.
    return games.get(version, 0) > 0 and version in found and round(found[version].reach, 6) <= bound


class PlacementFormat(Format):
    """Placement: each round has a few pairs of newcomers, shared among those that are not placed yet.

    While a newcomer has no results, or forfeited its last game, its next pairs wait for them; otherwise a round is made
    while the one before it is played. A newcomer gets no more pairs than its interval is expected to need, counting
    those that are being played.
    """

    def __init__(self, store: Store, row: RunRecord, draw: RunRandom) -> None:
        before = games_before(store, row)
        self._meetings = results.meetings(store, before)
        self._links = results.version_links(store, row.players)
        self._games = Counter(results.counts(store, before))
        self._bound = bound_of(row)
        self._level = _level(store, row.players, self._games)
        self._found = bradley_terry(self._meetings, self._links, self._level)
        self.newcomers = _waiting(row.players, self._found, self._games, self._bound)
        super().__init__(store, row, False, max(AT_ONCE, len(self.newcomers)), 1)
        self._lag_in_doubt = 0
        self._draw = draw
        self._priors = prior_ratings(store, before, row.players)
        self._pairs = Counter({player: games // len(SEATINGS) for player, games in self._games.items()})
        rows = zip(self._meetings.a, self._meetings.b, self._meetings.games, strict=True)
        self._met = Counter({(int(a), int(b)): -(-int(games) // len(SEATINGS)) for a, b, games in rows})
        self._in_play: dict[int, list[Pairing]] = {}  # by round

    def _doubtful(self) -> bool:
        streaks = map(self._forfeits.get, self.newcomers)
        return any(streak is None or 0 < streak < FORFEITS for streak in streaks)

    def made(self, pairings: list[Pairing]) -> None:
        self._in_play[pairings[0].round] = pairings
        for pairing in pairings:
            self._pairs.update(pairing.players)
            self._met[_key(*pairing.players)] += 1

    def _take(self, games: list[GameRecord]) -> None:
        self._in_play.pop(self._taken, None)
        if games:
            self._meetings += results.meetings_of(games)
            self._games.update(seat.version for game in games for seat in game.seats)
            self._found = bradley_terry(self._meetings, self._links, self._level)

    def done(self) -> bool:
        return not self._in_play and not self._unplaced()

    def _unplaced(self) -> list[int]:
        """Return the newcomers that need more pairs, by the results taken in."""
        playing, most = set(self.players()), most_pairs(self._bound)
        return [
            one
            for one in self.newcomers
            if one in playing and self._pairs[one] < most and not _placed(one, self._found, self._games, self._bound)
        ]

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        waiting, playing = self._unplaced(), self.players()
        number = history.rounds + 1
        places = {player: self._draw.place(number, player) for player in playing}
        shown = {player: self._opponent(player) for player in playing}
        by_elo = sorted(playing, key=lambda player: (shown[player].elo, places[player]))
        elos = [shown[player].elo for player in by_elo]
        flying = Counter(player for pairings in self._in_play.values() for one in pairings for player in one.players)
        paired: Counter[int] = Counter()
        groups: list[Group] = []
        for first in sorted(waiting, key=lambda player: (self._pairs[player], places[player])):
            share = -(-AT_ONCE // len(waiting))
            wanted = min(share, self._needed(first) - flying[first], most_pairs(self._bound) - self._pairs[first])
            wanted -= paired[first]  # as the opponent of another newcomer
            for part in self._belief(first).parts(wanted) if wanted > 0 else []:
                middle = int(np.searchsorted(elos, part.mean))
                near = [player for player in by_elo[max(middle - NEAR, 0) : middle + NEAR] if player != first]
                worth = part.worth({player: self._against(first, player, shown, groups) for player in near})
                best = max(near, key=lambda player: (worth[player], places[player]))
                groups.append((first, best))
                paired.update((first, best))
        return self._turns(history, groups)

    def _needed(self, player: int) -> int:
        """Return how many more pairs the interval is expected to need; its width falls as the root of their number."""
        pairs = self._games[player] / len(SEATINGS)
        if not pairs or player not in self._found:
            return AT_ONCE
        return max(math.ceil(round(pairs * ((self._found[player].reach / self._bound) ** 2 - 1), 6)), 1)

    def _elo(self, player: int) -> float:
        return self._found.elo(player) if player in self._found else self._priors.get(player, MEAN)

    def _opponent(self, player: int) -> RatedOpponent:
        """Return what is known of a player's strength. Rounded, as in LadderFormat."""
        if player not in self._found:
            return RatedOpponent(float(round(self._elo(player))), PRIOR, 0)
        return RatedOpponent(float(round(self._elo(player))), float(round(self._found[player].reach / NORMAL_95)), 0)

    def _against(
        self, player: int, other: int, shown: Mapping[int, RatedOpponent], groups: Sequence[Group]
    ) -> RatedOpponent:
        key = _key(player, other)
        met = self._met[key] + sum(_key(*group) == key for group in groups)
        return RatedOpponent(shown[other].elo, shown[other].deviation, met)

    def _belief(self, player: int) -> Belief:
        """Return what is known of a newcomer's strength by its games so far."""
        old = next((old for old, new in self._links if new == player), None)
        mean = self._found.elo(old) if old is not None and old in self._found else self._priors.get(player, MEAN)
        met = self._meetings
        own = (met.a == player) | (met.b == player)
        found = []
        for a, b, won, drawn, lost in np.stack([met.a, met.b, met.won, met.drawn, met.lost], axis=1)[own].tolist():
            points = (won + drawn / 2, lost + drawn / 2)
            if a == player:
                found.append((float(round(self._elo(b))), *points))
            else:
                found.append((float(round(self._elo(a))), *points[::-1]))
        return Belief(float(round(mean)), found)


def _key(a: int, b: int) -> tuple[int, int]:
    return (min(a, b), max(a, b))
