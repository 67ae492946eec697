"""Checks of what volunteers say, in a worker process of the host.

Every claim is simulated again from its log: what remains to be believed is what the bots answered. Some are also played
again, which takes the bots themselves, and compared byte for byte.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from botkit.output import is_color
from engine.log import BLOCK_TICKS, DamagedLog, LogWriter, MatchLog, NotALog, read_log
from engine.world import World
from league.match.batch import Job, about, with_sidecar
from league.match.manager import MatchOutcome, described, header_of
from league.match.sidecar import MAX_SEAT, MAX_SEAT_TEXT, MAX_TEXT, streams, unpack
from league.volunteers.protocol import Claim
from sandbox.clean import clean_name, clean_text
from sandbox.fault import MESSAGE_LENGTH, FaultKind
from sandbox.names import SeatNames, display_names
from sandbox.runtime.guest import Guest
from systems.components import FAULTS, NEVER, Outcome, Score
from systems.replay.batch import Check, batches
from systems.results import FaultRecord, MatchResult, ProgramReport, match_result

_BY_MACHINE = (FaultKind.WALL, FaultKind.TRAP, FaultKind.START)  # may depend on a machine's speed, or on its stack
_SHOWN = {"name", "author", "color"}  # keys of a seat in a header that its program decides


@dataclass(frozen=True)
class Examined:
    """A claim that holds as far as a simulation can tell, or why it does not.

    Attributes:
        log: written anew from the claim's content, as this machine writes it.
        debug: the sidecar that the job asks for.
        by_machine: whether a fault in it may depend on the machine, so that only the host's own play decides.
    """

    problem: str | None
    log: bytes = b""
    debug: bytes = b""
    result: MatchResult | None = None
    forfeited: tuple[bool, ...] = ()
    by_machine: bool = False


class _False(Exception):
    """A claim does not hold."""


def examine(jobs: Sequence[Job], claims: Sequence[Claim]) -> list[Examined]:
    """Check claims against their jobs, those of one setup together. Return what each came to."""
    guest = Guest.load()
    found: dict[int, Examined] = {}
    logs: dict[int, MatchLog] = {}
    for number, (job, claim) in enumerate(zip(jobs, claims, strict=True)):
        try:
            logs[number] = _read(job, claim, about(guest, job.limits))
        except _False as problem:
            found[number] = Examined(str(problem))
    for keys, batch in batches(logs):
        if isinstance(batch, ValueError):
            found[keys[0]] = Examined(clean_text(str(batch), 300))
            continue
        forfeited: dict[int, tuple[bool, ...]] = {}

        def watch(world: World, columns: Sequence[int], forfeited: dict[int, tuple[bool, ...]] = forfeited) -> None:
            for column in np.flatnonzero(world["matches"][Outcome].ended[0]).tolist():
                seats = world["seats"][Score].forfeited[:, column]
                forfeited.setdefault(columns[column], tuple((seats != NEVER).tolist()))

        checks = batch.run(watch)
        for place, number in enumerate(keys):
            job, claim, log = jobs[number], claims[number], logs[number]
            try:
                result = _result(job, log, checks[place])
            except _False as problem:
                found[number] = Examined(str(problem))
            else:
                played = MatchOutcome(_written(log), claim.debug, result, forfeited[place])
                debug = with_sidecar(played, job.debug).debug
                by_machine = _first_by_machine(log) is not None
                found[number] = Examined(None, played.log, debug, result, forfeited[place], by_machine)
    return [found[number] for number in range(len(jobs))]


def _read(job: Job, claim: Claim, sandbox: dict[str, object]) -> MatchLog:
    """Return the log of a claim, which is of the job as far as its header says. Raises _False."""
    try:
        log = read_log(claim.log)
    except (NotALog, DamagedLog) as error:
        raise _False(f"its log cannot be read: {clean_text(str(error), 200)}") from None
    if log.damage is not None or log.footer is None:
        raise _False("its log is not complete")
    seats = log.header.get("seats")
    if not isinstance(seats, list) or len(seats) != len(job.seats):
        raise _False("its log has other seats")
    shown = [_shown(seat) for seat in seats]
    expected = header_of(
        job.setup, [{**described(seat), **own} for seat, own in zip(job.seats, shown, strict=True)], sandbox
    )
    if _text(expected) != _text(log.header):
        keys = expected.keys() | log.header.keys()
        differing = sorted(key for key in keys if _text(expected.get(key)) != _text(log.header.get(key)))
        raise _False(f"its log is not of the game that was leased: another {clean_text(', '.join(differing), 100)}")
    names = [
        SeatNames(seat.name, own.get("name", ""), seat.reserved) for seat, own in zip(job.seats, shown, strict=True)
    ]
    if [own.get("name", seat.name) for seat, own in zip(job.seats, shown, strict=True)] != display_names(names):
        raise _False("a bot in its log shows a name that it may not show")
    try:
        if len(unpack(claim.debug)) != len(job.seats):
            raise ValueError("the sidecar has another number of seats")
    except ValueError as error:
        raise _False(clean_text(str(error), 200)) from None
    return log


def _shown(seat: object) -> dict[str, str]:
    """Return how a program describes itself in a header's seat. Raises _False."""
    if not isinstance(seat, dict):
        raise _False("its log has other seats")
    shown = {key: value for key, value in seat.items() if key in _SHOWN}
    for value in shown.values():
        if not isinstance(value, str) or clean_name(value) != value:
            raise _False("a bot in its log describes itself as none can")
    color = shown.get("color")
    if color is not None and (not is_color(color) or color != color.lower()):
        raise _False("a bot in its log has a color that none can have")
    return shown


def _result(job: Job, log: MatchLog, check: Check) -> MatchResult:
    """Return the result of a log that simulates as recorded. Raises _False."""
    if not check.ok or not check.complete or check.result is None:
        raise _False(f"its log does not simulate: {clean_text(check.reason or 'it is not complete', 200)}")
    assert log.footer is not None, "checked before"
    recorded = log.footer["result"]
    programs: list[ProgramReport] = [
        {"bot": seat.name, "faults": _faults(own.get("faults")), "fuel_max": _fuel(own.get("fuel_max"))}
        for seat, own in zip(job.seats, recorded["seats"], strict=True)
    ]
    result = match_result(job.setup, check.result, programs)
    if _text({"result": result}) != _text(log.footer):
        raise _False("its result is not in the form of one")
    return result


def _faults(recorded: object) -> list[FaultRecord]:
    """Return the faults in a result, whose ticks and kinds are those of the simulation. Raises _False."""
    assert isinstance(recorded, list), "checked by the simulation"
    for fault in recorded:
        message = fault.get("message")
        if not isinstance(message, str) or clean_text(message, MESSAGE_LENGTH) != message:
            raise _False("a fault in its result has a message that none can have")
    return [{"tick": int(fault["tick"]), "kind": fault["kind"], "message": fault["message"]} for fault in recorded]


def _text(value: object) -> str:
    """Return a value as JSON, which tells 1 from true and 1.0, as `==` does not."""
    return json.dumps(value, sort_keys=True)


def _fuel(recorded: object) -> int | None:
    if recorded is not None and (type(recorded) is not int or not 0 <= recorded < 2**63):
        raise _False("its result has fuel that none can use")
    return recorded


def _written(log: MatchLog) -> bytes:
    """Return a log's content as the match manager writes it on this machine."""
    data = bytearray()
    writer = LogWriter(data.extend, log.header, log.inputs.shape[1])
    for start in range(0, len(log.inputs), BLOCK_TICKS):
        writer.block(log.inputs[start : start + BLOCK_TICKS], log.digests[start : start + BLOCK_TICKS])
    assert log.footer is not None, "checked before"
    writer.close(log.footer)
    return bytes(data)


def _first_by_machine(log: MatchLog) -> int | None:
    """Return the first tick with a fault that may depend on the machine."""
    sides = len(log.header["seats"])
    codes = [FAULTS.index(kind) for kind in _BY_MACHINE]
    ticks = np.flatnonzero(np.any(np.isin(log.inputs[:, -sides:], codes), axis=1))
    return int(ticks[0]) if len(ticks) else None


class Agreement(StrEnum):
    """What playing a game again says of a claim."""

    SAME = "same"
    UNDECIDED = "undecided"  # it differs, which the machines may be the cause of
    FALSE = "false"


@dataclass(frozen=True)
class ComparedClaim:
    """A claim compared with the host's own play of the game."""

    verdict: Agreement
    reason: str = ""


def compare(jobs: Sequence[Job], own: Sequence[Claim], claims: Sequence[Claim]) -> list[ComparedClaim]:
    """Compare claims whose logs have been examined with the host's own play of the same jobs, with whole sidecars."""
    return [_compare(mine, theirs) for _, mine, theirs in zip(jobs, own, claims, strict=True)]


def _compare(own: Claim, claim: Claim) -> ComparedClaim:
    mine, theirs = read_log(own.log), read_log(claim.log)
    shared = min(len(mine.inputs), len(theirs.inputs))
    differing = np.flatnonzero(np.any(mine.inputs[:shared] != theirs.inputs[:shared], axis=1))
    tick = int(differing[0]) if len(differing) else shared
    reason = _difference(tick, mine, theirs) or _sidecar_difference(own.debug, claim.debug)
    doubtful = [tick for tick in map(_first_by_machine, (mine, theirs)) if tick is not None]
    if reason is None:
        return ComparedClaim(Agreement.SAME)
    if doubtful and min(doubtful) <= tick:
        return ComparedClaim(Agreement.UNDECIDED, f"a fault at tick {min(doubtful)} may depend on the machine")
    return ComparedClaim(Agreement.FALSE, f"played again, {reason}")


def _difference(tick: int, mine: MatchLog, theirs: MatchLog) -> str | None:
    """Return how two logs differ, if their inputs do so at a tick or are equal up to it."""
    if mine.content_hash == theirs.content_hash:
        return None
    if tick < max(len(mine.inputs), len(theirs.inputs)):
        return f"the bots act otherwise at tick {tick}"
    if mine.header != theirs.header:
        return "a bot describes itself otherwise"
    return "a bot uses other fuel, or its fault has another message"


def _sidecar_difference(own: bytes, claimed: bytes) -> str | None:
    """Return how sidecars differ up to where one is cut, which may depend on how well zlib compresses."""
    sizes = [_sizes(compressed) for compressed in streams(claimed)]
    small = sum(text for _, text in sizes) < MAX_TEXT  # otherwise the reader cuts, too
    for seat, (mine, theirs) in enumerate(zip(unpack(own), unpack(claimed), strict=True)):
        size, text = sizes[seat]
        early = size < MAX_SEAT // 4 and text < MAX_SEAT_TEXT // 4  # a writer has at most a piece less than a cap
        if small and early and _uncut(mine) == len(mine) and _uncut(theirs) < len(theirs):
            return f"the output of the bot in seat {seat} is cut too early"
        shared = min(_uncut(mine), _uncut(theirs))
        whole = _uncut(mine) == len(mine) and _uncut(theirs) == len(theirs)
        if mine[:shared] != theirs[:shared] or (whole and len(mine) != len(theirs)):
            return f"the bot in seat {seat} logs or draws otherwise"
    return None


def _sizes(compressed: bytes) -> tuple[int, int]:
    """Return the bytes of a seat's lines, compressed and not."""
    return len(compressed), len(zlib.decompressobj().decompress(compressed, MAX_SEAT_TEXT))


def _uncut(lines: list[dict[str, object]]) -> int:
    return len(lines) - 1 if lines and lines[-1] == {"cut": True} else len(lines)


def with_sidecars(jobs: Sequence[Job], outcomes: Sequence[MatchOutcome]) -> list[MatchOutcome]:
    """Return outcomes that have whole sidecars with those that their jobs ask for."""
    return [with_sidecar(outcome, job.debug) for job, outcome in zip(jobs, outcomes, strict=True)]
