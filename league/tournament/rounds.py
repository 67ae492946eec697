"""Who plays whom in a run's rounds, by each format, and what that is made from.

So that no worker waits for the last game of a round, a round is made while those just before it are still in play, and
always so many of them; a Swiss round waits for all of the last. With few bots those are many rounds, all of which a
version that forfeits would play: so while there is one that may be such, only the last round is in play.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from math import lcm

from league.ratings.elo import MEAN, bradley_terry
from league.storage import results
from league.storage.pairing import SEATINGS, Pairing, RunRandom
from league.storage.records import GameRecord, RunRecord
from league.storage.results import FORFEITS, GameFilter
from league.storage.store import Store
from league.tournament import formats
from league.tournament.formats import Group, Known, Turn
from league.tournament.round_history import RoundHistory
from systems.results import Ending

IN_PLAY = 16  # pairings that a ladder has in play while it makes the next round, at least …
FIXED_IN_PLAY = 64  # … and a round robin or gauntlet, whose pairs need no fresh results
LATELY = 8  # rounds back that a ladder looks for who just played whom


class Format:
    """What all have in common. Rounds are taken in in their order, as many as the next one is made from.

    Which these are follows from the results alone, not from which games end first or where a run was killed.

    Args:
        in_play: pairings that are in play while the next round is made, at least; 0: none.
    """

    def __init__(self, store: Store, row: RunRecord, tables: bool, a_round: int, in_play: int) -> None:
        self._row = row
        self._tables = tables
        self._lag = -(-in_play // a_round)  # rounds before the next that need no results yet
        self._lag_in_doubt = min(self._lag, 1)
        self._taken = 0
        self._block = lcm(a_round, len(row.parsed_options()["arenas"]))
        self._before = GameFilter(row.mode, row.rules, until=row.basis)
        self._forfeits = {player: results.streak(store, self._before, player) for player in row.players}

    def made(self, pairings: list[Pairing]) -> None:
        """A round has been made, or was found in the store."""

    def catch_up(self, history: RoundHistory) -> bool:
        """Take in the results that the next round is made from, which are then forgotten; False while some lack."""
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
        """Whether a version that plays on forfeited its last game, or has not played on this ladder yet."""
        return any(streak is None or 0 < streak < FORFEITS for streak in self._forfeits.values())

    def _take(self, games: list[GameRecord]) -> None:
        """Results of a round, in order."""

    def players(self) -> list[int]:
        """Who plays on, as far as results were taken in: three forfeits in a row put a version out."""
        return [player for player, streak in self._forfeits.items() if (streak or 0) < FORFEITS]

    def enough(self) -> bool:
        """Whether those who play on can go on with the run."""
        return len(self.players()) >= (formats.LEAST_TABLE if self._tables else 2)

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        """The next round, after `catch_up`: who meets, and in which of the arenas; nobody, if none of them plays on."""
        raise NotImplementedError

    def _turns(self, history: RoundHistory, groups: list[Group]) -> list[Turn]:
        """Arenas change from group to group, on from where the last run of the format stopped.

        After whole rounds that had each arena equally often they move on by one, so that no place in a round, say that
        of the best in a Swiss, keeps its arena.
        """
        return [(n + n // self._block, group) for n, group in enumerate(groups, self._row.start + history.pairings)]


class FixedFormat(Format):
    """Round robin and gauntlet, whose rounds depend on the players alone, but for those who are out."""

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
    """Those whose game tells most, by all results of the ladder that the run began from and by its own."""

    def __init__(self, store: Store, row: RunRecord, draw: RunRandom, tables: bool) -> None:
        a_round = len(formats.sizes(len(row.players), tables))
        super().__init__(store, row, tables, a_round, IN_PLAY)
        self._draw = draw
        before = self._before
        self._meetings = results.meetings(store, before)
        # Of versions that came in since, not even that they are linked: the run would go on otherwise than it began.
        self._links = [link for link in results.version_links(store) if max(link) <= max(row.players)]
        self._games = Counter(results.counts(store, before))
        self._met: Counter[tuple[int, int]] = Counter()
        self._lately: deque[Group] = deque()
        self._memory = LATELY * a_round
        for group in results.recent_pairings(store, before, self._memory):
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
        self._meetings += results.meetings_of(game.seats for game in games)

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        players = self.players()
        found = bradley_terry(self._meetings, self._links)
        # Whole Elo: what a sum's last bit could tip on another machine is not worth a pairing.
        elo = {player: float(round(found.elo(player) if player in found else MEAN)) for player in players}
        known = Known(elo, self._games, self._met)
        number = history.rounds + 1
        sizes = formats.sizes(len(players), self._tables)
        groups = formats.ladder(players, known, lambda p: self._draw.place(number, p), sizes)
        return self._turns(history, groups)


class SwissFormat(Format):
    """Those of like score in the run who have not met in it."""

    def __init__(self, store: Store, row: RunRecord, draw: RunRandom) -> None:
        super().__init__(store, row, False, len(row.players) // 2, in_play=0)
        self._draw = draw
        self._score: Counter[int] = Counter()  # half points, so that sums are exact
        self._met: set[tuple[int, int]] = set()

    def made(self, pairings: list[Pairing]) -> None:
        playing = {player for pairing in pairings for player in pairing.players}
        self._met.update(formats.pairs_of([pairing.players for pairing in pairings]))
        for player in set(self._row.players) - playing:  # who sits out has the points of a round
            self._met.add((formats.NOBODY, player))
            self._score[player] += 2 * len(SEATINGS)

    def _take(self, games: list[GameRecord]) -> None:
        for game in games:
            best = [seat.version for seat in game.seats if seat.rank == 1]
            self._score.update({version: 2 // len(best) for version in best})

    def groups(self, history: RoundHistory) -> Sequence[Turn]:
        groups = formats.swiss(self.players(), self._score, self._met, lambda p: self._draw.place(0, p))
        return self._turns(history, groups)
