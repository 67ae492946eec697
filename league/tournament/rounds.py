"""The rounds of a run by format, and the results each is computed from.

Workers should not wait for the last game of a round. A round is therefore made while a fixed number of rounds before it
are still in play; only a Swiss round waits for all results. With few bots that is many rounds, all of which a version
that forfeits would play, so as long as a version may be such, only the last round is in play.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import replace
from math import lcm

from league.ladder.priors import ENOUGH, prior_ratings
from league.ratings.elo import MEAN, Ratings, bradley_terry
from league.storage.pairing import SEATINGS, Pairing, RunRandom
from league.storage.queries import results
from league.storage.queries.results import FORFEITS, GameFilter
from league.storage.queries.seasons import games_before
from league.storage.records import GameRecord, RunRecord
from league.storage.store import Store
from league.tournament import formats
from league.tournament.formats import Group, LadderState, Turn
from league.tournament.round_history import RoundHistory
from systems.results import Ending

IN_PLAY = 16  # minimum number of pairings that a ladder has in play while it makes the next round …
FIXED_IN_PLAY = 64  # … and a round robin or gauntlet, whose pairings depend on results only through forfeits
LATELY = 8  # number of past rounds in which a ladder looks for recent meetings


class Format:
    """Base of all formats: takes in results round by round, as far as the next round depends on them.

    How far is determined by the results alone, not by the order in which games finish or where a run was killed.

    Args:
        a_round: pairings of a round.
        in_play: minimum number of pairings in play while the next round is made; 0 waits for all results.
    """

    def __init__(self, store: Store, row: RunRecord, tables: bool, a_round: int, in_play: int) -> None:
        self._row = row
        self._tables = tables
        self._lag = -(-in_play // a_round)  # number of latest rounds whose results are not needed yet
        self._lag_in_doubt = min(self._lag, 1)
        self._taken = 0
        self._block = lcm(a_round, len(row.parsed_options()["arenas"]))
        every = GameFilter(row.mode, row.rules, until=row.basis)  # who is out stays out in a new season
        self._forfeits = {player: results.streak(store, every, player) for player in row.players}

    def made(self, pairings: list[Pairing]) -> None:
        """Note a round that was made or read from the store."""

    def catch_up(self, history: RoundHistory) -> bool:
        """Take in and drop the results that the next round depends on; return False while some are missing."""
        while self._taken < history.rounds - (self._lag_in_doubt if self._doubtful() else self._lag):
            games = history.take(self._taken + 1)
            if games is None:
                return False
            self._taken += 1
            counted = sorted((g for g in games if g.how != Ending.VOID), key=lambda game: (game.pairing, game.seating))
            for game in counted:
                for seat in game.seats:
                    self._forfeits[seat.version] = seat.forfeited * ((self._forfeits[seat.version] or 0) + 1)
            self._take(counted)
        return True

    def _doubtful(self) -> bool:
        """Return whether a version still in play forfeited its last game, or has no game on this ladder yet."""
        return any(streak is None or 0 < streak < FORFEITS for streak in self._forfeits.values())

    def _take(self, games: list[GameRecord]) -> None:
        """Take in the results of a round, in order."""

    def players(self) -> list[int]:
        """Return the players still in play by the results taken in: three forfeits in a row put a version out."""
        return [player for player, streak in self._forfeits.items() if (streak or 0) < FORFEITS]

    def enough(self) -> bool:
        """Return whether enough players are left to continue the run."""
        return len(self.players()) >= (formats.LEAST_TABLE if self._tables else 2)

    def done(self) -> bool:
        """Return whether the format needs no more rounds, by all results."""
        return False

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        """Return the next round, after `catch_up`: groups that meet and their arenas; empty if no group can play."""
        raise NotImplementedError

    def _turns(self, history: RoundHistory, groups: list[Group]) -> list[Turn]:
        """Assign arenas to groups in turn, continuing where the last run of the format stopped.

        After whole rounds that used each arena equally often, the assignment shifts by one, so that no place in a
        round, say that of the best two in a Swiss, always has the same arena.
        """
        return [(n + n // self._block, group) for n, group in enumerate(groups, self._row.start + history.pairings)]


class FixedFormat(Format):
    """Round robin and gauntlet: rounds depend only on the players and on which of them are out."""

    def __init__(self, store: Store, row: RunRecord, bot: int | None) -> None:
        a_round = len(row.players) // 2 if bot is None else len(row.players) - 1
        super().__init__(store, row, False, a_round, FIXED_IN_PLAY)
        self._bot = bot

    def enough(self) -> bool:
        return super().enough() and (self._bot is None or self._bot in self.players())

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        players, start, number = self._row.players, self._row.start, history.rounds + 1
        if self._bot is None:
            turns = formats.round_robin(players, start, number)
        else:
            turns = formats.gauntlet(players, self._bot, start, number)
        playing = set(self.players())
        return [(turn, group) for turn, group in turns if playing.issuperset(group)]


class LadderFormat(Format):
    """Ladder: the most informative games, by the ladder's results when the run started and by its own.

    A version that has few games on it is paired by its rating on the ladder of the season before, or before a change of
    rules, if it has one.
    """

    def __init__(self, store: Store, row: RunRecord, draw: RunRandom, tables: bool) -> None:
        a_round = len(formats.sizes(len(row.players), tables))
        super().__init__(store, row, tables, a_round, IN_PLAY)
        self._draw = draw
        before = games_before(store, row)
        self._meetings = results.meetings(store, before)
        self._links = results.version_links(store, row.players)
        self._games = Counter(results.counts(store, before))
        self._priors = prior_ratings(store, before, row.players)
        self._met: Counter[tuple[int, int]] = Counter()
        self._lately: deque[Group] = deque()
        self._memory = LATELY * a_round
        for group in results.recent_pairings(store, replace(before, since=0), self._memory):
            self._remember(group)

    def made(self, pairings: list[Pairing]) -> None:
        for pairing in pairings:
            self._remember(pairing.players)
            self._games.update(player for player in pairing.players for _ in SEATINGS)

    def _remember(self, group: Group) -> None:
        self._lately.append(group)
        self._met.update(formats.pairs_of([group]))
        if len(self._lately) > self._memory:
            self._met.subtract(formats.pairs_of([self._lately.popleft()]))

    def _take(self, games: list[GameRecord]) -> None:
        self._meetings += results.meetings_of(games)

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        players = self.players()
        found = bradley_terry(self._meetings, self._links)
        # Rounded, so that floating-point differences between machines do not change a pairing.
        elo = {player: float(round(self._elo(player, found))) for player in players}
        known = LadderState(elo, self._games, self._met)
        number = history.rounds + 1
        sizes = formats.sizes(len(players), self._tables)
        groups = formats.ladder(players, known, lambda p: self._draw.place(number, p), sizes)
        return self._turns(history, groups)

    def _elo(self, player: int, found: Ratings) -> float:
        """Return the rating to pair a player by: that of the ladder before, if any, gives way over its first games."""
        elo = found.elo(player) if player in found else MEAN
        if player not in self._priors:
            return elo
        share = min(self._games[player] / ENOUGH, 1.0)
        return share * elo + (1 - share) * self._priors[player]


class SwissFormat(Format):
    """Swiss: players with similar scores in the run that have not met in it."""

    def __init__(self, store: Store, row: RunRecord, draw: RunRandom) -> None:
        super().__init__(store, row, False, len(row.players) // 2, in_play=0)
        self._draw = draw
        self._score: Counter[int] = Counter()  # in half points, so that sums are exact
        self._met: set[tuple[int, int]] = set()

    def made(self, pairings: list[Pairing]) -> None:
        playing = {player for pairing in pairings for player in pairing.players}
        self._met.update(formats.pairs_of([pairing.players for pairing in pairings]))
        for player in set(self._row.players) - playing:  # sitting out scores like winning a round
            self._met.add((formats.NOBODY, player))
            self._score[player] += 2 * len(SEATINGS)

    def _take(self, games: list[GameRecord]) -> None:
        for game in games:
            best = [seat.version for seat in game.seats if seat.rank == 1]
            self._score.update({version: 2 // len(best) for version in best})

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        groups = formats.swiss(self.players(), self._score, self._met, lambda p: self._draw.place(0, p))
        return self._turns(history, groups)
