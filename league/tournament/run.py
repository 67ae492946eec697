"""A run: a number of games between a league's bots, which resumes where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from league.bots.roster import Entry
from league.cli.wording import listed
from league.match.batch import Job
from league.storage.logs import LogFolder
from league.storage.pairing import SEATINGS, Pairing
from league.storage.queries.results import GameFilter
from league.storage.records import RunRecord, Version
from league.storage.store import Store
from league.tournament.placement import unplaced
from league.tournament.players import eligible, excluded_entries, find, refuse_too_few
from league.tournament.recorder import Fixture, Recorder
from league.tournament.scheduler import Scheduler, pairings_a_time
from league.workers.batches import JobResult
from systems.modes import MODES
from systems.setup import Setup


@dataclass(frozen=True)
class Options:
    """The options of a run; two commands with equal options and folder are the same command."""

    mode: str
    arenas: tuple[str, ...]
    format: str
    games: int | None  # in the whole run, or …
    rounds: int | None  # … times through the format; if neither is set, until time is up or everyone placed
    seed: int | str | None
    ticks: int
    ships: int = 1  # per side
    minutes: int | None = None  # time limit of the run, or of its remainder when resumed
    bot: str | None = None  # the bot that plays all others, in a gauntlet
    bound: int | None = None  # half the width of the interval that a placement is to reach, Elo

    @property
    def tables(self) -> bool:
        """Whether the mode is played at tables instead of in pairs."""
        return not MODES[self.mode].paired

    def text(self) -> str:
        """Return the options as JSON for the store; mode and format have columns of their own."""
        names = ("games", "rounds", "minutes", "seed", "ticks", "ships", "bot")
        bound = {} if self.bound is None else {"bound": self.bound}
        return json.dumps(
            {"arenas": self.arenas, **{name: getattr(self, name) for name in names}, **bound}, sort_keys=True
        )

    def pairings(self, players: int) -> int:
        """Return the planned number of pairings; 0 if only time or a placement limits the run."""
        if self.games is not None:
            return -(-self.games // len(SEATINGS))
        return (self.rounds or 0) * pairings_a_time(self.format, players, self.tables)

    def rules(self) -> str:
        """Return the SHA-256 (hex) of the rules; see `rules_hash`."""
        return rules_hash(self.mode, self.ships, self.ticks)


def rules_hash(mode: str, ships: int, ticks: int) -> str:
    """Return the SHA-256 (hex) over the rules' numbers, the systems' version, the ships a side and the ticks.

    Together with the mode it identifies a ladder. The guest and the programs' limits are not part of it, because every
    change of botkit would start a new ladder. Runs record their guests' hashes, and a ladder over several says so.
    """
    setup = Setup(mode, seed=0, ships=ships, max_ticks=ticks).as_dict()
    numbers = {name: setup[name] for name in ("code_version", "max_ticks", "rules", "ships")}
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


class EveryonePlaced(Exception):
    """There is nothing for a placement to play: every version's interval is within the bound."""


@dataclass(frozen=True)
class StartedRun:
    """A run to play, and how it was started."""

    row: RunRecord
    resumed: bool
    previous: RunRecord | None  # the previous run of the same command, if this is a new one
    out: list[Entry]  # eligible entries kept out of it by forfeits, each with that as its problem


def unfinished(store: Store, folder: Path, options: Options) -> RunRecord | None:
    """Return the last run of the same command if it can be resumed: not finished, and with the same rules."""
    row = _last(store, folder, options)
    return row if row and not row.finished and row.rules == options.rules() else None


def resume_or_begin(
    store: Store, folder: Path, entries: Sequence[Entry], options: Options, logs: LogFolder, guest: str
) -> StartedRun:
    """Resume the unfinished run of the same command, or start a new one with the eligible entries.

    Args:
        guest: SHA-256 (hex) of the guest in which games are played from now on.

    Raises:
        LeagueError: too few bots, the gauntlet's bot is not among them, or another league's logs are in the way.
        EveryonePlaced: there is no version to place.
    """
    row = unfinished(store, folder, options)
    games = GameFilter(options.mode, options.rules())
    if row:
        store.record_guest(row, guest)
        return StartedRun(
            row, resumed=True, previous=None, out=excluded_entries(store, games, entries, skip=set(row.players))
        )
    able = eligible(entries, folder, options.mode, options.bot)
    logs.refuse_strangers(store.next_run())
    previous = _last(store, folder, options)
    versions = store.sync(able)
    out = excluded_entries(store, games, able)
    names = {entry.name for entry in out}
    players = [version for version in versions if version.bot not in names]
    refuse_too_few(len(players), folder, options.mode, out)
    if options.bot is not None:
        find(players, options.bot)
    if options.bound is not None and not unplaced(
        store, options.mode, options.rules(), [player.id for player in players], options.bound
    ):
        raise EveryonePlaced
    planned = options.pairings(len(players))
    once = pairings_a_time(options.format, len(players), options.tables)
    row = store.begin_run(
        _relative(store, folder),
        options.format,
        options.mode,
        options.text(),
        options.rules(),
        guest,
        options.seed,
        [player.id for player in players],
        planned,
        # Whole times through start at the beginning of one, so that their pairings depend on the players alone.
        whole=once if planned and planned % once == 0 else 1,
    )
    return StartedRun(row, resumed=False, previous=previous, out=out)


def _last(store: Store, folder: Path, options: Options) -> RunRecord | None:
    return store.last_run(_relative(store, folder), options.format, options.mode, options.text())


def _relative(store: Store, folder: Path) -> str:
    """Return a folder's path relative to the store, so that both can be moved together."""
    return Path(os.path.relpath(folder.resolve(), store.path.resolve().parent)).as_posix()


class Run:
    """The games of a run: those left to play, and the recording of results."""

    def __init__(self, store: Store, row: RunRecord, logs: LogFolder) -> None:
        self._store = store
        self._recorder = Recorder(store, logs)
        for player in row.players:
            self._recorder.seat(player)  # so that missing files are found before the first game
        self._tables = not MODES[row.mode].paired
        bot = row.parsed_options().get("bot")
        players = [store.version(player) for player in row.players]
        self._scheduler = Scheduler(store, row, self._tables, None if bot is None else find(players, bot))
        self._ended = False
        self.row = row

    @property
    def void(self) -> list[str]:
        """Matches given up in this process, one line each."""
        return self._recorder.void

    @property
    def games(self) -> int:
        """Planned number of games in the whole run; 0 if only time or a placement limits it."""
        return len(SEATINGS) * self.row.pairings

    @property
    def played(self) -> int:
        """Number of games recorded so far."""
        return self._scheduler.history.games

    @property
    def excluded(self) -> list[str]:
        """Versions excluded from later rounds of the run, after forfeits."""
        return [f"{version.bot} v{version.number}" for version in self._excluded_versions()]

    @property
    def excluded_bots(self) -> list[str]:
        """The bots of these versions."""
        return [version.bot for version in self._excluded_versions()]

    def _excluded_versions(self) -> list[Version]:
        return [self._store.version(number) for number in self._scheduler.excluded()]

    def shorter(self) -> str | None:
        """Return why a finished run has fewer games than planned or stopped before its time was up, else None."""
        if not self.excluded or self.played >= self.games > 0:
            return None
        names = listed(self.excluded)
        if self._scheduler.cut_short():
            return f"too few bots are left; out after three forfeits in a row: {names}"
        return f"the other games would have been of {names}, out after three forfeits in a row" if self.games else None

    @property
    def over(self) -> bool:
        """Whether no games are left to play and all results are recorded."""
        return self._ended and not self._scheduler.history.open

    @property
    def halves(self) -> int:
        """Number of pairings of which one game is recorded and the other is not."""
        history, halves = self._scheduler.history, 0
        for pairings in history.open.values():
            for pairing in pairings:
                played = [(pairing.number, seating) in history.played for seating in SEATINGS]
                halves += any(played) and not all(played)
        return halves

    def jobs(self, late: Callable[[], bool] = lambda: False) -> Iterator[Job | None]:
        """Yield the games left to play, and None while the next ones wait for results.

        A round is stored before its first game is yielded.

        Args:
            late: returns whether time is up; a pairing that was started is still completed.
        """
        yield from self._left(late)
        self._ended = True

    def _left(self, late: Callable[[], bool]) -> Iterator[Job | None]:
        history = self._scheduler.history
        for number in sorted(history.open):
            for pairing in history.open[number]:
                games = [seating for seating in SEATINGS if (pairing.number, seating) not in history.played]
                if late() and len(games) == len(SEATINGS):
                    return
                yield from (self._job(pairing, seating) for seating in games)
        while not late():
            pairings = self._scheduler.next()
            if pairings is None:
                yield None
            elif not pairings:
                return
            else:
                for pairing in pairings:
                    if late():
                        return
                    yield from (self._job(pairing, seating) for seating in SEATINGS)

    def _job(self, pairing: Pairing, seating: str) -> Job:
        number = pairing.number * len(SEATINGS) + SEATINGS.index(seating)
        return self._recorder.job(number, Fixture(self.row, pairing, seating))

    def record(self, results: Sequence[JobResult]) -> None:
        """Record results, in any order."""
        games = []
        for result in results:
            number, index = divmod(result.job.number, len(SEATINGS))
            games.append((Fixture(self.row, self._scheduler.history.pairing(number), SEATINGS[index]), result))
        self._scheduler.recorded(self._recorder.record(games))
