"""A run: so many games of a league's bots, which goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from league.batch import Job
from league.errors import LeagueError
from league.logs import LogFolder
from league.match import Outcome, Seat
from league.pairing import SEATINGS, Pairing, pairings_a_cycle, round_robin
from league.pool import Result
from league.roster import Entry
from league.store import Game, RunRow, SeatResult, Store
from systems.setup import Setup


@dataclass(frozen=True)
class Options:
    """What a command asks for; two commands with equal options and folder are the same command."""

    mode: str
    arenas: tuple[str, ...]
    format: str
    games: int | None  # in the whole run, or …
    rounds: int | None  # … times through the format
    seed: int | None
    ticks: int
    ships: int = 1  # a side

    def text(self) -> str:
        """As the store keeps it, beside mode and format."""
        numbers = {name: getattr(self, name) for name in ("games", "rounds", "seed", "ticks", "ships")}
        return json.dumps({"arenas": self.arenas, **numbers}, sort_keys=True)

    def pairings(self, players: int) -> int:
        """How many pairings the run has."""
        if self.games is not None:
            return -(-self.games // 2)
        return (self.rounds or 1) * pairings_a_cycle(players)

    def rules(self) -> str:
        """SHA-256 (hex) over the rules' numbers, the systems' version, the ships a side and the ticks.

        It is what names a ladder in its mode.

        The guest and the limits that programs run under are not in it: with every change of botkit a ladder would
        begin anew. Each run keeps its guests' hashes, and a ladder that pools several is said to.
        """
        setup = Setup(self.mode, seed=0, ships=self.ships, max_ticks=self.ticks).as_dict()
        numbers = {name: setup[name] for name in ("code_version", "max_ticks", "rules", "ships")}
        return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Begun:
    """A run to play, and how it came about."""

    row: RunRow
    resumed: bool
    previous: RunRow | None  # the run of the same command before a new one


def unfinished(store: Store, folder: Path, options: Options) -> RunRow | None:
    """The last run of the same command, if it can go on: begun by the same rules and not finished."""
    row = _last(store, folder, options)
    return row if row and not row.finished and row.rules == options.rules() else None


def resume_or_begin(
    store: Store, folder: Path, entries: Sequence[Entry], options: Options, logs: LogFolder, guest: str
) -> Begun:
    """The same command's unfinished run, as it stood, or else a new one between the sound entries.

    Args:
        guest: SHA-256 (hex) of the guest that the games are played in from here on.

    Raises:
        LeagueError: fewer than two bots, or logs of another league are in the way.
    """
    row = unfinished(store, folder, options)
    if row:
        store.go_on_in(row, guest)
        return Begun(row, resumed=True, previous=None)
    able = sound(entries, folder)
    logs.refuse_strangers(store.next_run())
    previous = _last(store, folder, options)
    players = [version.id for version in store.sync(able)]
    row = store.begin_run(
        _relative(store, folder),
        options.format,
        options.mode,
        options.text(),
        options.rules(),
        guest,
        options.seed,
        players,
        options.pairings(len(players)),
    )
    return Begun(row, resumed=False, previous=previous)


def sound(entries: Sequence[Entry], folder: Path) -> list[Entry]:
    """The entries that can play. Raises LeagueError if they are fewer than two."""
    able = [entry for entry in entries if entry.problem is None]
    if len(able) < 2:
        raise LeagueError(f"a league takes two bots or more, {folder} has {len(able) or 'none'}")
    return able


def _last(store: Store, folder: Path, options: Options) -> RunRow | None:
    return store.last_run(_relative(store, folder), options.format, options.mode, options.text())


def _relative(store: Store, folder: Path) -> str:
    """A folder as seen from the store, so that both can be moved together."""
    return Path(os.path.relpath(folder.resolve(), store.path.resolve().parent)).as_posix()


class Run:
    """A run's games: which are left to play, and the recording of those that came out."""

    def __init__(self, store: Store, row: RunRow, logs: LogFolder) -> None:
        self._store = store
        self._logs = logs
        self._played = store.played(row.id)
        self._pairings = store.pairings(row.id)
        self._options: dict[str, Any] = json.loads(row.options)
        self.row = row
        self.void: list[str] = []  # what was given up in this process, a line each

    @property
    def games(self) -> int:
        """In the whole run."""
        return len(SEATINGS) * self.row.pairings

    @property
    def played(self) -> int:
        """Games recorded so far."""
        return len(self._played)

    def jobs(self) -> Iterator[Job]:
        """The games left to play. A round is in the store before its first game is given out."""
        seats = {}
        for player in self.row.players:
            version = self._store.version(player)
            files = self._store.program(version.identity)
            if files is None:
                raise LeagueError(f"{self._store.path}: damaged (the files of {version.bot} are missing)")
            seats[player] = Seat(version.bot, files, version.number)
        row, ships, ticks = self.row, self._options["ships"], self._options["ticks"]
        arenas = tuple(self._options["arenas"])
        for pairings in round_robin(row.players, arenas, row.pairings, row.secret, row.repeat, row.start):
            if pairings[0].number not in self._pairings:
                self._store.add_round(self.row.id, pairings)
                self._pairings.update((pairing.number, pairing) for pairing in pairings)
            for number in (pairing.number for pairing in pairings):
                for index, seating in enumerate(SEATINGS):
                    if (number, seating) not in self._played:
                        pairing = self._pairings[number]
                        yield Job(
                            number=number * len(SEATINGS) + index,
                            setup=Setup(row.mode, pairing.seed, pairing.arena, ships=ships, max_ticks=ticks),
                            seats=tuple(seats[player] for player in pairing.seats(seating)),
                        )

    def record(self, results: Sequence[Result]) -> None:
        """Write the logs, then the rows: a row's log is always there, and a game without a row is played again."""
        games, files = [], []
        for result in results:
            number, index = divmod(result.job.number, len(SEATINGS))
            pairing, seating = self._pairings[number], SEATINGS[index]
            if result.outcome is None:
                games.append(self._void(pairing, seating, result))
            else:
                path = self._logs.file(self.row.id, number, seating)
                files.append((path, result.outcome.log, result.outcome.debug))
                games.append(self._game(pairing, seating, result.outcome, self._store.relative(path)))
        self._logs.write(files)
        self._store.record(games)
        self._logs.recorded(path for path, _, _ in files)
        self._played.update((game.pairing, game.seating) for game in games)

    def _game(self, pairing: Pairing, seating: str, outcome: Outcome, log: str) -> Game:
        result = outcome.result
        seats = tuple(
            SeatResult(version, rank, seat["points"], seat["hull"], seat["damage"], len(seat["faults"]))
            for version, rank, seat in zip(pairing.seats(seating), result["ranks"], result["seats"], strict=True)
        )
        return Game(
            self.row.id, pairing.number, seating, result["how"], result["ticks"], result["digest"], log, None, seats
        )

    def _void(self, pairing: Pairing, seating: str, given_up: Result) -> Game:
        names = " against ".join(f"{seat.name} v{seat.version}" for seat in given_up.job.seats)
        self.void.append(f"{names}, seed {pairing.seed}: {given_up.reason}")
        seats = tuple(SeatResult(version) for version in pairing.seats(seating))
        return Game(self.row.id, pairing.number, seating, "void", 0, None, None, given_up.reason, seats)
