"""`league verify`: simulates logs again, and with the bots at hand runs these again too."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from engine.log import MAX_BYTES, DamagedLog, Log, NotALog, read_log
from league.errors import LeagueError
from league.match import Turn, ask, living_ships, take_turn
from league.roster import Files, read_folder
from league.store import default_path, reading
from sandbox.clean import clean_text
from sandbox.fault import Fault
from sandbox.guest import Guest, GuestError
from sandbox.limits import Limits
from sandbox.program import Program
from systems.components import FAULTS
from systems.game import Game
from systems.observations import briefing, observe
from systems.orders import clear_orders, inputs_of
from systems.replay import Replay, check


@dataclass(frozen=True)
class Audit:
    """What running the program of a seat again showed: `ok` is None where it can't be told."""

    seat: int
    ok: bool | None
    first_bad_tick: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What verifying one log showed."""

    log: str
    ok: bool
    complete: bool
    ticks: int
    digest: str | None
    first_bad_tick: int | None
    reason: str | None
    bots: list[Audit] = field(default_factory=list)
    readable: bool = True  # False: not a log at all

    def as_dict(self) -> dict[str, Any]:
        """As `--json` shows it."""
        return {name: value for name, value in asdict(self).items() if name != "readable"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `league verify`."""
    parser.add_argument("logs", metavar="LOG", nargs="+", type=Path)
    parser.add_argument(
        "--bots", metavar="FOLDER", type=Path, help="also run the programs of this folder, or its store"
    )
    parser.add_argument("--json", action="store_true", help="as one JSON document")


def main(args: argparse.Namespace) -> int:
    """Verify; exit 0 if all is well, 1 if a log or a bot is not as recorded, 2 if something can't be told."""
    library = Library(args.bots) if args.bots else None
    console = Console(stderr=True, markup=False, highlight=False)
    logs: Iterable[Path] = args.logs
    if len(args.logs) > 1 and console.is_terminal:
        logs = track(args.logs, "verifying", console=console, transient=True)
    verdicts = [verify(path, library) for path in logs]
    if args.json:
        print(json.dumps([verdict.as_dict() for verdict in verdicts]))
    else:
        _show(verdicts)
    audits = [audit.ok for verdict in verdicts for audit in verdict.bots]
    if any(verdict.readable and not (verdict.ok and verdict.complete) for verdict in verdicts) or False in audits:
        return 1
    return 2 if None in audits or not all(verdict.readable for verdict in verdicts) else 0


def _show(verdicts: list[Verdict]) -> None:
    out = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
    for verdict in verdicts:
        word = "good" if verdict.ok and verdict.complete else "BAD" if verdict.readable else "no log"
        why = f": {verdict.reason}" if verdict.reason else ""
        out.print(f"{word}  {verdict.log}  {verdict.ticks} ticks{why}")
        for audit in verdict.bots:
            word = {True: "the same actions", False: "OTHER ACTIONS", None: "can't tell"}[audit.ok]
            out.print(f"      seat {audit.seat}: {word}{f': {audit.reason}' if audit.reason else ''}")


def verify(path: Path, library: Library | None = None) -> Verdict:
    """Re-simulate the log at `path`; with a library also run its programs again.

    Raises:
        LeagueError: the file can't be read.
    """
    name = clean_text(str(path), 300)
    try:
        with path.open("rb") as file:
            log = read_log(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise LeagueError(f"{name}: {error.strerror}") from None
    except NotALog as error:
        return Verdict(name, False, False, 0, None, None, str(error), readable=False)
    except DamagedLog as error:
        return Verdict(name, False, False, 0, None, None, str(error))
    found = check(log)
    reason = found.reason and clean_text(found.reason, 300)
    bots = _audit(log, library) if library and found.first_bad_tick is None and found.digest else []
    return Verdict(name, found.ok, found.complete, found.ticks, found.digest, found.first_bad_tick, reason, bots)


class Library:
    """Where programs are found again: a folder of bots and the store in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries = [entry for entry in read_folder(folder) if not entry.problem]

    def find(self, name: str, identity: str) -> tuple[Files | None, str | None]:
        """The files of a logged seat and, where they are not those, what they are instead."""
        for entry in self._entries:
            if entry.identity == identity:
                return entry.files, None
        if files := self._stored(identity):
            return files, None
        namesake = next((entry for entry in self._entries if entry.name == name), None)
        return (namesake.files, "other version") if namesake else (None, "not in the folder")

    def _stored(self, identity: str) -> Files | None:
        path = default_path(self._folder)
        if not path.is_file():
            return None
        with reading(path) as store:
            return store.program(identity)


@dataclass
class _Seat:
    """A seat while its program runs again."""

    side: int
    program: Program | None
    reason: str | None
    not_started: Fault | None = None
    first_bad_tick: int | None = None


def _audit(log: Log, library: Library) -> list[Audit]:
    """Run the programs of a log that replays, and compare what they do with what was recorded, tick by tick."""
    replay = Replay(log)
    try:
        guest = Guest.load(check=True)
    except GuestError as error:
        raise LeagueError(str(error)) from None
    try:
        limits = Limits.from_dict(log.header.get("limits", Limits().as_dict()))
    except ValueError as error:
        return [Audit(side, None, None, str(error)) for side in range(replay.setup.sides)]
    other_guest = log.header.get("guest") not in (guest.sha256, None)
    seats = [_seat(log, side, replay, library, guest, limits) for side in range(replay.setup.sides)]
    try:
        for _ in range(len(log.inputs)):
            _compare(replay, log, seats)
            replay.advance()
    finally:
        for seat in seats:
            if seat.program:
                seat.program.close()
    return [_outcome(seat, other_guest) for seat in seats]


def _seat(log: Log, side: int, replay: Replay, library: Library, guest: Guest, limits: Limits) -> _Seat:
    recorded = log.header.get("seats")
    about = recorded[side] if isinstance(recorded, list) and side < len(recorded) else None
    if not isinstance(about, dict):
        return _Seat(side, None, "the log does not name its bot")
    name = clean_text(str(about.get("bot")), 40)
    files, reason = library.find(name, str(about.get("identity")))
    if files is None:
        return _Seat(side, None, f"{name} is {reason}")
    seat = _Seat(side, Program(guest, name, files, replay.setup.bot_seed(side), limits), reason)
    try:
        assert seat.program is not None
        seat.program.start(briefing(replay.setup, side))
    except Fault as fault:
        seat.not_started = fault
    return seat


def _compare(replay: Replay, log: Log, seats: list[_Seat]) -> None:
    """Ask the programs that still agree about the present state, and hold their orders against the recorded ones."""
    world, tick = replay.world, replay.tick
    living = living_ships(world, 0)
    asked = [s for s in seats if s.program and s.reason in (None, "other version") and s.first_bad_tick is None]
    asked = [seat for seat in asked if living[seat.side]]
    clear_orders(world)
    for seat, text in zip(asked, observe(world, [(0, seat.side) for seat in asked]), strict=True):
        own = _inputs_of_side(world.resource(Game), seat.side)
        recorded = FAULTS[log.inputs[tick, -replay.setup.sides + seat.side]]
        if recorded == "wall":
            seat.reason = f"forfeited by the wall clock at tick {tick}: compared up to there"
            continue
        assert seat.program is not None
        turn = Turn(fault=seat.not_started) if seat.not_started else ask(seat.program, tick, text)
        turn.read(living[seat.side])
        take_turn(world, 0, seat.side, turn)
        if (inputs_of(world)[own, 0] != log.inputs[tick, own]).any():
            seat.first_bad_tick = tick


def _inputs_of_side(game: Game, side: int) -> NDArray[np.bool_]:
    """Which inputs of a tick are this side's: `[width]`."""
    mask: NDArray[np.bool_] = np.concatenate([np.tile(game.side_of, 4), np.arange(game.sides)]) == side
    return mask


def _outcome(seat: _Seat, other_guest: bool) -> Audit:
    tick = seat.first_bad_tick
    if seat.program is None:
        return Audit(seat.side, None, None, seat.reason)
    if other_guest:
        return Audit(seat.side, None, None, "played in another guest")
    if tick is not None:
        where = f"acts otherwise at tick {tick}"
        return Audit(seat.side, False, tick, f"{seat.reason}: {where}" if seat.reason else where)
    return Audit(seat.side, None if seat.reason == "other version" else True, None, seat.reason)
