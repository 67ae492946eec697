"""The scheduler of a run, which makes its rounds one at a time until the run ends.

A round is a pure function of the run's row and of the results of earlier rounds, so that a killed run resumes as if it
had not been interrupted.
"""

from __future__ import annotations

from collections.abc import Iterable

from league.storage.pairing import SEATINGS, Pairing, RunRandom
from league.storage.queries.corrections import last_corrections
from league.storage.records import GameRecord, RunRecord
from league.storage.store import Store
from league.tournament import formats
from league.tournament.placement import AT_ONCE, PlacementFormat
from league.tournament.round_history import RoundHistory
from league.tournament.rounds import FixedFormat, Format, LadderFormat, SwissFormat

FORMATS = ("ladder", "placement", "round-robin", "swiss", "gauntlet")


def rounds_a_time(format: str, players: int) -> int:
    """Return the number of rounds in one time through a format, the unit of `--rounds`."""
    return formats.rounds_a_cycle(players) if format == "round-robin" else 1


def pairings_a_time(format: str, players: int, tables: bool) -> int:
    """Return the number of pairings in one time through a format."""
    if format == "round-robin":
        return players * (players - 1) // 2
    if format == "gauntlet":
        return players - 1
    return len(formats.sizes(players, tables))


class Scheduler:
    """Makes the rounds of a run.

    Args:
        tables: whether the mode is played at tables instead of in pairs.
        bot: the version that plays all others in a gauntlet.
    """

    def __init__(self, store: Store, row: RunRecord, tables: bool, bot: int | None = None) -> None:
        self._store = store
        self._row = row
        self._draw = RunRandom(row.secret, row.repeat)
        self._options = row.parsed_options()
        self._tables = tables
        self._bot = bot
        self._read()

    def _read(self) -> None:
        """Read the rounds and results that are stored."""
        self._corrections = last_corrections(self._store)
        self._format = self._new_format()
        self.history = RoundHistory()
        games = self._store.games(self._row.id)
        game = next(games, None)
        for pairings in self._store.rounds(self._row.id):  # one round at a time, to resume runs of any length
            self._made(pairings)
            while game is not None and game.pairing <= pairings[-1].number:
                self.history.recorded(game)
                game = next(games, None)
            self._format.catch_up(self.history)

    def _new_format(self) -> Format:
        if self._row.format == "ladder":
            return LadderFormat(self._store, self._row, self._draw, self._tables)
        if self._row.format == "placement":
            return PlacementFormat(self._store, self._row, self._draw)
        if self._row.format == "swiss":
            return SwissFormat(self._store, self._row, self._draw)
        return FixedFormat(self._store, self._row, self._bot)

    def recorded(self, games: Iterable[GameRecord]) -> None:
        """Add results, each game once."""
        for game in games:
            self.history.recorded(game)

    def next(self) -> list[Pairing] | None:
        """Make and store the next round; return [] after the last, and None while results that it needs are missing.

        If a host corrected results meanwhile, it is made as in a run that resumes: from what is valid now.
        """
        if self._corrections != last_corrections(self._store):
            self._read()
        arenas = self._options["arenas"]
        while wanted := self._wanted():
            if not self._format.catch_up(self.history):
                return None
            if not self._format.enough() or self._format.done():
                break
            groups = self._format.groups(self.history)[:wanted]
            number = self.history.rounds + 1
            if groups:
                pairings = [
                    Pairing(n, number, arenas[turn % len(arenas)], self._draw.seed(n), group)
                    for n, (turn, group) in enumerate(groups, self.history.pairings + 1)
                ]
                self._store.add_round(self._row.id, pairings)
                self._made(pairings)
                return pairings
            self.history.rounds = number
        return []

    def excluded(self) -> list[int]:
        """Return the versions that are out of later rounds after forfeits."""
        return sorted(set(self._row.players) - set(self._format.players()))

    def cut_short(self) -> bool:
        """Return whether too few players are left to continue the run."""
        return not self._format.enough()

    def _wanted(self) -> int:
        """Return the maximum number of pairings for the next round before the run ends."""
        games, rounds = self._options.get("games"), self._options.get("rounds")
        if games is not None:
            return max(-(-int(games) // len(SEATINGS)) - self.history.pairings, 0)
        players = len(self._row.players)
        if rounds is not None and self.history.rounds >= rounds * rounds_a_time(self._row.format, players):
            return 0
        return max(players, AT_ONCE) if self._row.format == "placement" else players

    def _made(self, pairings: list[Pairing]) -> None:
        self._format.made(pairings)
        self.history.made(pairings)
