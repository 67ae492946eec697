"""The jobs of recorded runs' games, and the recording of their results: the log first, then the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from league.cli.errors import LeagueError
from league.match.batch import Debug, Job
from league.match.manager import MatchOutcome, Seat, VolunteerOutcome
from league.storage.logs import LogFolder
from league.storage.pairing import Pairing
from league.storage.queries.bots import reserved_skeletons
from league.storage.records import GameRecord, RunRecord, SeatResult
from league.storage.store import Store
from league.workers.batches import JobResult
from systems.results import Ending
from systems.setup import Setup


@dataclass(frozen=True)
class Fixture:
    """A game to play: one of a pairing's two."""

    run: RunRecord
    pairing: Pairing
    seating: str
    attempt: int = 1


class Recorder:
    """Makes jobs from fixtures, with the versions of their runs, and records their results."""

    def __init__(self, store: Store, logs: LogFolder) -> None:
        self._store = store
        self._logs = logs
        self._reserved = reserved_skeletons(store)
        self._seats: dict[int, Seat] = {}  # by version
        self.void: list[str] = []  # matches given up in this process, one line each

    def seat(self, player: int) -> Seat:
        """Return the seat of a version; raise LeagueError if its files are missing."""
        if player not in self._seats:
            version = self._store.version(player)
            files = self._store.program(version.identity)
            if files is None:
                raise LeagueError(f"{self._store.path}: damaged (the files of {version.bot} are missing)")
            self._seats[player] = Seat(version.bot, files, version.number, self._reserved)
        return self._seats[player]

    def job(self, number: int, game: Fixture) -> Job:
        """Return the job of a game, with a number for the caller's use."""
        options, pairing = game.run.parsed_options(), game.pairing
        ships, ticks, sides = options["ships"], options["ticks"], len(pairing.players)
        return Job(
            number=number,
            setup=Setup(game.run.mode, pairing.seed, pairing.arena, sides=sides, ships=ships, max_ticks=ticks),
            seats=tuple(self.seat(player) for player in pairing.seats(game.seating)),
            debug=Debug.COMPACT if self._logs.debug else Debug.NONE,
        )

    def record(self, results: Iterable[tuple[Fixture, JobResult]]) -> list[GameRecord]:
        """Write logs, then rows: a recorded game always has its log, and a game without a row is played again."""
        games, files = [], []
        for game, result in results:
            if result.outcome is None:
                games.append(self._void(game, result))
            else:
                path = self._logs.file(game.run.id, game.pairing.number, game.seating, game.attempt)
                files.append((path, result.outcome.log, result.outcome.debug))
                games.append(_played(game, result.outcome, self._store.relative(path)))
        self._logs.write(files)
        self._store.record(games)
        self._logs.recorded(path for path, _, _ in files)
        return games

    def _void(self, game: Fixture, given_up: JobResult) -> GameRecord:
        names = " against ".join(f"{seat.name} v{seat.version}" for seat in given_up.job.seats)
        self.void.append(f"{names}, seed {game.pairing.seed}: {given_up.reason}")
        seats = tuple(SeatResult(version) for version in game.pairing.seats(game.seating))
        return _record(game, Ending.VOID, 0, None, None, given_up.reason, seats)


def _played(game: Fixture, outcome: MatchOutcome, log: str) -> GameRecord:
    result = outcome.result
    rows = zip(game.pairing.seats(game.seating), result["ranks"], result["seats"], outcome.forfeited, strict=True)
    seats = tuple(
        SeatResult(version, rank, seat["points"], seat["hull"], seat["damage"], len(seat["faults"]), forfeited)
        for version, rank, seat, forfeited in rows
    )
    played = _record(game, result["how"], result["ticks"], result["digest"], log, None, seats)
    return replace(played, volunteer=outcome.volunteer) if isinstance(outcome, VolunteerOutcome) else played


def _record(
    game: Fixture,
    how: str,
    ticks: int,
    digest: str | None,
    log: str | None,
    note: str | None,
    seats: tuple[SeatResult, ...],
) -> GameRecord:
    number = game.pairing.number
    return GameRecord(game.run.id, number, game.seating, how, ticks, digest, log, note, seats, game.attempt)
