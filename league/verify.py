"""Verification of logs: simulates matches again, and runs their programs again where available."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Protocol

from engine.log import DamagedLog, MatchLog, NotALog
from league.bots.roster import read_folder
from league.cli.guest import load_guest
from league.match.batch import MAX_SEATS
from league.match.files import read_log_file
from league.match.rerun import Turn, rerun
from league.storage.opening import default_path, reading
from sandbox.behaviour import behaviour_of
from sandbox.clean import clean_text
from sandbox.fault import Fault
from sandbox.identity import Files
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.components import FAULTS
from systems.replay.batch import Check, check_all
from systems.setup import Setup

_TOGETHER = 32 << 20  # bytes of inputs that are simulated together; those of a duel of 600 ticks take 6 KB


class Finder(Protocol):
    """Where programs are found by name and identity."""

    def find(self, name: str, identity: str) -> tuple[Files | None, str | None]:
        """Return the files of a logged seat, or those of a namesake and why they are not the same."""
        ...


@dataclass(frozen=True)
class Audit:
    """Result of running a seat's program again; `ok` is None if undecided."""

    seat: int
    ok: bool | None
    first_bad_tick: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Verification:
    """Result of verifying a log."""

    log: str
    ok: bool
    complete: bool
    ticks: int
    digest: str | None
    first_bad_tick: int | None
    reason: str | None
    bots: list[Audit] = field(default_factory=list)
    readable: bool = True  # False: not a log at all

    def as_dict(self) -> dict[str, object]:
        """Return the verification as a dict for JSON, in the shape of `league verify --json`."""
        return {name: value for name, value in asdict(self).items() if name != "readable"}


def programs_of(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Return name and identity of the seats in the logs that can be read."""
    found = []
    for path in paths:
        log = _read(path, "")
        recorded = log.header.get("seats") if isinstance(log, MatchLog) else None
        seats = recorded[:MAX_SEATS] if isinstance(recorded, list) else []
        found += [_name_and_identity(seat) for seat in seats if isinstance(seat, dict)]
    return found


def _name_and_identity(seat: dict[str, object]) -> tuple[str, str]:
    return clean_text(str(seat.get("bot")), 40), str(seat.get("identity"))


def verify(paths: Iterable[Path], library: Finder | None = None, log_limits: bool = False) -> list[Verification]:
    """Simulate logs again, those of one setup together; with a library, also run their programs again.

    Args:
        log_limits: run programs under the log's own limits even where they exceed the usual ones.

    Raises:
        LeagueError: with a library, if there is no guest to run programs in.
    """
    found: list[Verification] = []
    for batch in _batches(paths):
        checks = iter(check_all([log for _, log in batch if isinstance(log, MatchLog)]))
        for name, log in batch:
            one = _verification(name, next(checks)) if isinstance(log, MatchLog) else log
            if library and isinstance(log, MatchLog) and one.first_bad_tick is None and one.digest:
                one = replace(one, bots=_audit(log, library, log_limits))
            found.append(one)
    return found


def _batches(paths: Iterable[Path]) -> Iterator[list[tuple[str, MatchLog | Verification]]]:
    """Yield names with their logs, or with why they are none, as many at a time as memory is bounded for."""
    batch: list[tuple[str, MatchLog | Verification]] = []
    size = 0
    for path in paths:
        name = clean_text(str(path), 300)
        log = _read(path, name)
        batch.append((name, log))
        size += log.inputs.nbytes if isinstance(log, MatchLog) else 0
        if size > _TOGETHER:
            yield batch
            batch, size = [], 0
    yield batch


def _read(path: Path, name: str) -> MatchLog | Verification:
    try:
        return read_log_file(path)
    except OSError as error:
        return Verification(name, False, False, 0, None, None, str(error.strerror), readable=False)
    except NotALog as error:
        return Verification(name, False, False, 0, None, None, str(error), readable=False)
    except DamagedLog as error:
        return Verification(name, False, False, 0, None, None, str(error))


def _verification(name: str, found: Check) -> Verification:
    reason = found.reason and clean_text(found.reason, 300)
    return Verification(name, found.ok, found.complete, found.ticks, found.digest, found.first_bad_tick, reason)


class Library:
    """Finds programs by identity in a folder of bots and its store.

    Args:
        store_at: the store, if it is not the folder's own.

    Raises:
        LeagueError: there is no such folder, or `store_at` does not exist.
    """

    def __init__(self, folder: Path, store_at: Path | None = None) -> None:
        self._store = store_at or default_path(folder)
        if store_at is not None:
            with reading(store_at):
                pass
        self._entries = [entry for entry in read_folder(folder) if not entry.problem]

    def find(self, name: str, identity: str) -> tuple[Files | None, str | None]:
        """Return the files of a logged seat, or those of a namesake and why they are not the same."""
        for entry in self._entries:
            if entry.identity == identity:
                return entry.files, None
        if files := self._stored(identity):
            return files, None
        namesake = next((entry for entry in self._entries if entry.name == name), None)
        return (namesake.files, "other version") if namesake else (None, "not in the folder")

    def _stored(self, identity: str) -> Files | None:
        if not self._store.is_file():
            return None
        with reading(self._store) as store:
            return store.program(identity)


@dataclass(frozen=True)
class Found:
    """What a library has found for the seats of a log, for a process that may not read the library."""

    programs: Mapping[tuple[str, str], tuple[Files | None, str | None]]  # by name and identity

    def find(self, name: str, identity: str) -> tuple[Files | None, str | None]:
        """Return what the library has returned."""
        return self.programs.get((name, identity), (None, "not in the folder"))


@dataclass
class _Seat:
    """State of a seat while its program runs again."""

    side: int
    program: Program | None
    reason: str | None
    local: bool = False  # played outside the sandbox
    first_bad_tick: int | None = None
    stopped: str | None = None  # why the comparison stopped early
    here_only: bool = False  # whether this machine is the reason


def _audit(log: MatchLog, library: Finder, log_limits: bool) -> list[Audit]:
    """Run the programs of a log again, and compare their orders with the recorded ones, tick by tick."""
    setup = Setup.from_dict(log.header["setup"])
    guest = load_guest()
    limits: Limits | None = None
    try:
        limits = Limits.from_dict(log.header.get("limits", Limits().as_dict()))
        if not log_limits:  # whoever made the log decides what running it costs
            Limits.from_dict(limits.as_dict(), most=1)
    except ValueError as error:
        hint = "" if limits is None else ": `--log-limits` runs it all the same"
        return [Audit(side, None, None, f"{error}{hint}") for side in range(setup.sides)]
    if not len(log.inputs):
        return [Audit(side, None, None, "the log holds no tick") for side in range(setup.sides)]
    other_guest = _other_guest(log, guest)
    seats = [_seat(log, side, setup, library, guest, limits) for side in range(setup.sides)]
    programs = {seat.side: seat.program for seat in seats if seat.program}
    try:
        remaining = dict(programs)
        for turn in rerun(log, remaining):
            if not _compare(turn, seats[turn.side]):
                del remaining[turn.side]
    finally:
        for program in programs.values():
            program.close()
    return [_outcome(seat, other_guest) for seat in seats]


def _other_guest(log: MatchLog, guest: Guest) -> str | None:
    """Return a remark on a log that was played in another guest than `guest`, else None."""
    if log.header.get("guest") in (guest.sha256, None):
        return None
    if log.header.get("behaviour") == behaviour_of(guest):
        return "played in another guest with the same self-test"
    return "played in another guest"


def _seat(log: MatchLog, side: int, setup: Setup, library: Finder, guest: Guest, limits: Limits) -> _Seat:
    recorded = log.header.get("seats")
    about = recorded[side] if isinstance(recorded, list) and side < len(recorded) else None
    if not isinstance(about, dict):
        return _Seat(side, None, "the log does not name its bot")
    name, identity = _name_and_identity(about)
    files, reason = library.find(name, identity)
    if files is None:
        return _Seat(side, None, f"{name} is {reason}")
    program = Program(guest, name, files, setup.bot_seed(side), limits)
    local = log.header.get("local")
    return _Seat(side, program, reason, isinstance(local, list) and side in local)


def _compare(turn: Turn, seat: _Seat) -> bool:
    """Compare a turn of a program with the recorded one. Return whether to go on with its next turn."""
    recorded = FAULTS[turn.recorded[-1]]
    if recorded == "wall":
        seat.stopped = f"forfeited for its CPU time at tick {turn.tick}: compared up to there"
        return False
    deed = turn.answer()
    if isinstance(deed, Fault) and deed.kind == "wall":
        seat.stopped, seat.here_only = f"exceeded its CPU time here at tick {turn.tick}: compared up to there", True
        return False
    if (turn.inputs(deed) == turn.recorded).all():
        return True
    if recorded == "trap" or (isinstance(deed, Fault) and deed.stack_exhausted):
        seat.stopped = f"trapped at tick {turn.tick} there or here, which may depend on the stack: compared up to there"
        seat.here_only = True
    else:
        seat.first_bad_tick = turn.tick
    return False


def _outcome(seat: _Seat, other_guest: str | None) -> Audit:
    """Return the audit of a seat; it is undecided if something other than the program may be the cause."""
    tick = seat.first_bad_tick
    if seat.program is None:
        return Audit(seat.side, None, None, seat.reason)
    if other_guest:
        acts = "acts the same here" if tick is None else f"acts differently here at tick {tick}"
        return Audit(seat.side, None, None, f"{other_guest}; {acts}")
    if tick is not None:
        where = f"acts differently at tick {tick}"
        if seat.local and not seat.reason:
            return Audit(seat.side, None, tick, f"{where}, but was played outside the sandbox")
        return Audit(seat.side, False, tick, f"{seat.reason}: {where}" if seat.reason else where)
    return Audit(seat.side, None if seat.reason or seat.here_only else True, None, seat.reason or seat.stopped)
