"""What a run plays, a round at a time, and where it ends.

A round is a pure function of the run's row and of the results of earlier rounds, so that a run that was killed goes on
as if it had not been. So that no worker waits for the last game of a round, a ladder makes a round while those just
before it are still in play, and always so many of them; a Swiss round waits for all of the last.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from math import lcm
from typing import Any, Protocol

from league import formats, results
from league.formats import Group, Known, Turn
from league.pairing import SEATINGS, Draw, Pairing
from league.ratings import MEAN, bradley_terry
from league.records import Game, RunRow
from league.results import FORFEITS, Games
from league.store import Store

FORMATS = ("ladder", "round-robin", "swiss", "gauntlet")
IN_PLAY = 16  # pairings that a ladder has in play while it makes the next round, at least
LATELY = 8  # rounds back that a ladder looks for who just played whom


def rounds_a_time(format: str, players: int) -> int:
    """Rounds that once through a format takes: what `--rounds` counts."""
    return formats.rounds_a_cycle(players) if format == "round-robin" else 1


def pairings_a_time(format: str, players: int, tables: bool) -> int:
    """Pairings of once through a format."""
    if format == "round-robin":
        return players * (players - 1) // 2
    if format == "gauntlet":
        return players - 1
    return len(_sizes(players, tables))


def _sizes(players: int, tables: bool) -> list[int]:
    return formats.table_sizes(players) if tables else formats.pair_sizes(players)


class Past:
    """The rounds made so far, and the results of those that are not done with."""

    def __init__(self) -> None:
        self.rounds = 0
        self.pairings = 0
        self.games = 0  # recorded
        self.open: dict[int, list[Pairing]] = {}  # rounds that lack results
        self.played: set[tuple[int, str]] = set()  # of these rounds: (pairing's number, seating)
        self._round_of: dict[int, int] = {}  # of their pairings
        self._results: dict[int, list[Game]] = {}

    def made(self, pairings: list[Pairing]) -> None:
        """The next round, of one pairing or more."""
        self.rounds += 1
        self.pairings += len(pairings)
        self.open[self.rounds] = pairings
        self._results[self.rounds] = []
        self._round_of.update((pairing.number, self.rounds) for pairing in pairings)

    def recorded(self, game: Game) -> None:
        """A result, each once."""
        number = self._round_of[game.pairing]
        self.games += 1
        self.played.add((game.pairing, game.seating))
        self._results[number].append(game)
        if len(self._results[number]) == len(SEATINGS) * len(self.open[number]):
            for pairing in self.open.pop(number):
                del self._round_of[pairing.number]
                self.played.difference_update((pairing.number, seating) for seating in SEATINGS)

    def pairing(self, number: int) -> Pairing:
        """A pairing of a round that lacks results, by its number."""
        pairings = self.open[self._round_of[number]]
        return pairings[number - pairings[0].number]

    def take(self, number: int) -> list[Game] | None:
        """The results of a round, which are then forgotten; None while it lacks some."""
        return None if number in self.open else self._results.pop(number)


class Format(Protocol):
    """Who plays whom in a round."""

    def made(self, pairings: list[Pairing]) -> None:
        """A round has been made, or was found in the store."""

    def catch_up(self, past: Past) -> bool:
        """Take in the results that the next round is made from, which are then forgotten; False while some lack."""

    def groups(self, past: Past) -> Sequence[Turn]:
        """The next round, after `catch_up`: who meets, and in which of the arenas."""


class Fixed:
    """Round robin and gauntlet, whose rounds depend on the players alone."""

    def __init__(self, row: RunRow, bot: int | None) -> None:
        self._row, self._bot, self._taken = row, bot, 0

    def made(self, pairings: list[Pairing]) -> None:
        pass

    def catch_up(self, past: Past) -> bool:
        while self._taken < past.rounds and past.take(self._taken + 1) is not None:
            self._taken += 1
        return True

    def groups(self, past: Past) -> Sequence[Turn]:
        players, start, number = self._row.players, self._row.start, past.rounds + 1
        if self._bot is None:
            return formats.round_robin(players, start, number)
        return formats.gauntlet(players, self._bot, start, number)


class _Results:
    """What formats that pair by results have in common: rounds are taken in in their order.

    Args:
        a_round: how many groups meet in a round.
        lag: how many rounds before the next need no results yet.
    """

    def __init__(self, row: RunRow, a_round: int, lag: int = 0) -> None:
        self._row = row
        self._block = lcm(a_round, len(json.loads(row.options)["arenas"]))
        self._lag = lag
        self._taken = 0
        self._forfeits: Counter[int] = Counter()  # in a row

    def catch_up(self, past: Past) -> bool:
        while self._taken < past.rounds - self._lag:
            games = past.take(self._taken + 1)
            if games is None:
                return False
            self._taken += 1
            counted = sorted((g for g in games if g.how != "void"), key=lambda game: (game.pairing, game.seating))
            for game in counted:
                for seat in game.seats:
                    self._forfeits[seat.version] = seat.forfeited * (self._forfeits[seat.version] + 1)
            self._take(counted)
        return True

    def _take(self, games: list[Game]) -> None:
        """Results of a round, in order."""

    def _turns(self, past: Past, groups: list[Group]) -> list[Turn]:
        """Arenas change from group to group, on from where the last run of the format stopped.

        After whole rounds that had each arena equally often they move on by one, so that no place in a round, say that
        of the best in a Swiss, keeps its arena.
        """
        return [(n + n // self._block, group) for n, group in enumerate(groups, self._row.start + past.pairings)]

    def _players(self) -> list[int]:
        """Who plays on: three forfeits in a row put a version out."""
        return [player for player in self._row.players if self._forfeits[player] < FORFEITS]


class Ladder(_Results):
    """Those whose game tells most, by all results of the ladder that the run began from and by its own."""

    def __init__(self, store: Store, row: RunRow, draw: Draw, tables: bool) -> None:
        a_round = len(_sizes(len(row.players), tables))
        super().__init__(row, a_round, lag=-(-IN_PLAY // a_round))
        self._draw = draw
        self._tables = tables
        before = Games(row.mode, row.rules, until=row.basis)
        self._meetings = results.meetings(store, before)
        # Of versions that came in since, not even that they are linked: the run would go on otherwise than it began.
        self._links = [link for link in results.links(store) if max(link) <= max(row.players)]
        self._games = Counter(results.counts(store, before))
        self._met: Counter[tuple[int, int]] = Counter()
        self._lately: deque[Group] = deque()
        self._memory = LATELY * a_round
        for group in results.lately(store, before, self._memory):
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

    def _take(self, games: list[Game]) -> None:
        self._meetings += results.meetings_of(game.seats for game in games)

    def groups(self, past: Past) -> Sequence[Turn]:
        players = self._players()
        if len(players) < (formats.LEAST_TABLE if self._tables else 2):
            return []
        found = bradley_terry(self._meetings, self._links)
        # Whole Elo: what a sum's last bit could tip on another machine is not worth a pairing.
        elo = {player: float(round(found.elo(player) if player in found else MEAN)) for player in players}
        known = Known(elo, self._games, self._met)
        number = past.rounds + 1
        sizes = _sizes(len(players), self._tables)
        groups = formats.ladder(players, known, lambda p: self._draw.place(number, p), sizes)
        return self._turns(past, groups)


class Swiss(_Results):
    """Those of like score in the run who have not met in it."""

    def __init__(self, row: RunRow, draw: Draw) -> None:
        super().__init__(row, len(formats.pair_sizes(len(row.players))))
        self._draw = draw
        self._score: Counter[int] = Counter()  # half points, so that sums are exact
        self._met: set[tuple[int, int]] = set()

    def made(self, pairings: list[Pairing]) -> None:
        playing = {player for pairing in pairings for player in pairing.players}
        self._met.update(formats.pairs_of([pairing.players for pairing in pairings]))
        for player in set(self._row.players) - playing:  # who sits out has the points of a round
            self._met.add((formats.NOBODY, player))
            self._score[player] += 2 * len(SEATINGS)

    def _take(self, games: list[Game]) -> None:
        for game in games:
            best = [seat.version for seat in game.seats if seat.rank == 1]
            self._score.update({version: 2 // len(best) for version in best})

    def groups(self, past: Past) -> Sequence[Turn]:
        groups = formats.swiss(self._players(), self._score, self._met, lambda p: self._draw.place(0, p))
        return self._turns(past, groups)


class Schedule:
    """The rounds of a run.

    Args:
        tables: whether the mode is played at tables, not in pairs.
        bot: the version that plays all others, in a gauntlet.
    """

    def __init__(self, store: Store, row: RunRow, tables: bool, bot: int | None = None) -> None:
        self._store = store
        self._row = row
        self._draw = Draw(row.secret, row.repeat)
        self._options: dict[str, Any] = json.loads(row.options)
        self._format = self._format_of(tables, bot)
        self.past = Past()
        games = store.games(row.id)
        game = next(games, None)
        for pairings in store.rounds(row.id):  # a round at a time, so that no run is too long to go on with
            self._made(pairings)
            while game is not None and game.pairing <= pairings[-1].number:
                self.past.recorded(game)
                game = next(games, None)
            self._format.catch_up(self.past)

    def _format_of(self, tables: bool, bot: int | None) -> Format:
        if self._row.format == "ladder":
            return Ladder(self._store, self._row, self._draw, tables)
        if self._row.format == "swiss":
            return Swiss(self._row, self._draw)
        return Fixed(self._row, bot)

    def recorded(self, games: Iterable[Game]) -> None:
        """Take in results; each game once."""
        for game in games:
            self.past.recorded(game)

    def next(self) -> list[Pairing] | None:
        """Make the next round and store it; empty after the last, None while results are missing that it needs."""
        wanted = self._wanted()
        if wanted and not self._format.catch_up(self.past):
            return None
        groups = self._format.groups(self.past)[:wanted] if wanted else []
        number, arenas = self.past.rounds + 1, self._options["arenas"]
        pairings = [
            Pairing(n, number, arenas[turn % len(arenas)], self._draw.seed(n), group)
            for n, (turn, group) in enumerate(groups, self.past.pairings + 1)
        ]
        if pairings:
            self._store.add_round(self._row.id, pairings)
            self._made(pairings)
        return pairings

    def _wanted(self) -> int:
        """How many pairings the next round may have, given where the run ends."""
        games, rounds = self._options.get("games"), self._options.get("rounds")
        if games is not None:
            return max(-(-int(games) // len(SEATINGS)) - self.past.pairings, 0)
        players = len(self._row.players)
        if rounds is not None and self.past.rounds >= rounds * rounds_a_time(self._row.format, players):
            return 0
        return players

    def _made(self, pairings: list[Pairing]) -> None:
        self._format.made(pairings)
        self.past.made(pairings)
