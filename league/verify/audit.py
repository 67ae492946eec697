"""Audits: programs run again on logs, and their orders compared with the recorded ones, tick by tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.log import MatchLog
from league.cli.guest import load_guest
from league.match.batch import MAX_SEATS
from league.match.rerun import Place, Turn, answers, rerun_all
from league.verify.library import Finder
from sandbox.behaviour import behaviour_of
from sandbox.clean import clean_text
from sandbox.fault import Fault, FaultKind
from sandbox.limits import DEFAULT_LIMITS, Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.replay.batch import BatchReplay, batches
from systems.setup import Setup


@dataclass(frozen=True)
class Audit:
    """Result of running a seat's program again; `ok` is None if undecided."""

    seat: int
    ok: bool | None
    first_bad_tick: int | None = None
    reason: str | None = None


def name_and_identity(seat: Mapping[str, object]) -> tuple[str, str]:
    """Return the name and the identity of a seat in a log's header."""
    return clean_text(str(seat.get("bot")), 40), str(seat.get("identity"))


def audit_all(logs: Mapping[int, MatchLog], library: Finder, log_limits: bool) -> dict[int, list[Audit]]:
    """Run the programs of logs again, those of one setup together. Return an audit per seat, by the keys of `logs`.

    Args:
        logs: logs that simulate as recorded, as far as they go.
        log_limits: run programs under the log's own limits even where they exceed the usual ones.

    Raises:
        LeagueError: there is no guest to run programs in.
        HostTrouble, MemoryError: this machine failed, not a program.
    """
    if not logs:
        return {}
    guest = load_guest()
    found: dict[int, list[Audit]] = {}
    limits: dict[int, Limits] = {}
    for key, log in logs.items():
        try:
            limits[key] = _limits(log, log_limits)
        except ValueError as error:
            sides = Setup.from_dict(log.header["setup"]).sides
            found[key] = [Audit(side, None, None, str(error)) for side in range(sides)]
    usual = {key: logs[key] for key, own in limits.items() if not _excess(own)}
    larger = {key: logs[key] for key in limits if key not in usual}
    for group, sides in ((usual, MAX_SEATS), (larger, 1)):  # a match with larger limits may need all of the memory
        for keys, batch in batches(group, sides):
            if isinstance(batch, ValueError):
                raise batch
            audits = _audit(batch, [limits[key] for key in keys], library, guest)
            found.update(zip(keys, audits, strict=True))
    return found


def _limits(log: MatchLog, log_limits: bool) -> Limits:
    """Return the limits under which to run the programs of a log; raise ValueError if they may not run."""
    limits = Limits.from_dict(log.header.get("limits", DEFAULT_LIMITS.as_dict()))
    if not log_limits and (excess := _excess(limits)):  # whoever made the log decides what running it costs
        raise ValueError(f"{excess}: `--log-limits` runs it anyway")
    if not len(log.inputs):
        raise ValueError("the log contains no ticks")
    return limits


def _excess(limits: Limits) -> str | None:
    """Return how limits exceed the usual ones, or None."""
    try:
        Limits.from_dict(limits.as_dict(), most=1)
    except ValueError as error:
        return str(error)
    return None


@dataclass
class _Seat:
    """State of a seat while its program runs again."""

    program: Program | None
    reason: str | None
    local: bool = False  # played outside the sandbox
    first_bad_tick: int | None = None
    stopped: str | None = None  # why the comparison stopped early
    here_only: bool = False  # whether this machine is the reason


def _audit(batch: BatchReplay, limits: Sequence[Limits], library: Finder, guest: Guest) -> list[list[Audit]]:
    """Run the programs of a batch again, and compare their orders with the recorded ones, tick by tick."""
    seats: dict[Place, _Seat] = {}
    try:
        for match, (log, setup) in enumerate(zip(batch.logs, batch.setups, strict=True)):
            for side in range(setup.sides):
                seats[match, side] = _seat(log, side, setup, library, guest, limits[match])
        remaining = {place: seat.program for place, seat in seats.items() if seat.program}
        for turns in rerun_all(batch, remaining):
            for place in _compare(turns, seats):
                del remaining[place]
    finally:
        for seat in seats.values():
            if seat.program:
                seat.program.close()
    return [
        [_outcome(side, seats[match, side], _other_guest(log, guest)) for side in range(batch.game.sides)]
        for match, log in enumerate(batch.logs)
    ]


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
        return _Seat(None, "the log does not name its bot")
    name, identity = name_and_identity(about)
    files, reason = library.find(name, identity)
    if files is None:
        return _Seat(None, f"{name} is {reason}")
    program = Program(guest, name, files, setup.bot_seed(side), limits)
    local = log.header.get("local")
    return _Seat(program, reason, isinstance(local, list) and side in local)


def _compare(turns: Sequence[Turn], seats: Mapping[Place, _Seat]) -> list[Place]:
    """Compare the turns of a tick with the recorded ones. Return the seats whose comparison ends there."""
    ended, asked = [], []
    for turn in turns:
        if turn.recorded_fault == FaultKind.WALL:
            seats[turn.place].stopped = f"forfeited for its CPU time at tick {turn.tick}: compared up to there"
            ended.append(turn.place)
        else:
            asked.append(turn)
    for turn, action, same in answers(asked):
        exhausted = isinstance(action, Fault) and action.stack_exhausted
        late = isinstance(action, Fault) and action.kind is FaultKind.WALL
        if same and not late:
            continue
        seat = seats[turn.place]
        ended.append(turn.place)
        if late:
            seat.stopped, seat.here_only = f"exceeded its CPU time here at tick {turn.tick}: compared up to there", True
        elif turn.recorded_fault == FaultKind.TRAP or exhausted:
            what = f"trapped at tick {turn.tick} there or here, which may depend on the stack"
            seat.stopped, seat.here_only = f"{what}: compared up to there", True
        else:
            seat.first_bad_tick = turn.tick
    return ended


def _outcome(side: int, seat: _Seat, other_guest: str | None) -> Audit:
    """Return the audit of a seat; it is undecided if something other than the program may be the cause."""
    tick = seat.first_bad_tick
    if seat.program is None:
        return Audit(side, None, None, seat.reason)
    if other_guest:
        acts = "acts the same here" if tick is None else f"acts differently here at tick {tick}"
        return Audit(side, None, None, f"{other_guest}; {acts}")
    if tick is not None:
        where = f"acts differently at tick {tick}"
        if seat.local and not seat.reason:
            return Audit(side, None, tick, f"{where}, but was played outside the sandbox")
        return Audit(side, False, tick, f"{seat.reason}: {where}" if seat.reason else where)
    return Audit(side, None if seat.reason or seat.here_only else True, None, seat.reason or seat.stopped)
