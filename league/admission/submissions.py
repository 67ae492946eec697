"""Admission checks: what a submission must pass before it enters a league.

Its files are read within limits, but never parsed or compiled. Then it plays a smoke match against itself in the
sandbox.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from league.bots.archives import read_zip
from league.bots.bounds import MAX_TOTAL, check_file, check_name, check_wasm
from league.bots.replay_command import replay_command
from league.bots.roster import read_entry
from league.cli.errors import LeagueError, RefusalCode, Refused
from league.cli.guest import load_guest
from league.match.batch import about
from league.match.manager import MatchSession, Seat, play
from league.match.sidecar import warnings_of
from sandbox.clean import clean_text
from sandbox.fault import Fault, FaultKind
from sandbox.identity import MODULE, Files, identity, module_of
from sandbox.limits import Limits
from sandbox.program import Program
from systems.protocol.observations import briefing
from systems.results import FaultRecord, MatchResult
from systems.setup import Setup

SMOKE = Setup("duel", seed=0)  # what a league plays by default
SMOKE_LIMITS = Limits()
CLOSE_TO_LIMIT = 0.5  # share of a tick's fuel at which the author is warned

_FIXES = {
    "fuel": "do less in a tick, or end the loop that does not",
    "memory": "keep less: docs/protocol.md names the limits",
    "wall": "do less in a tick, and touch less memory",
    "output": "send less, and only what docs/protocol.md lists",
    "trap": "do not end or crash the interpreter",
    "start": "fix the code that runs before the first tick",
}
_LINE = re.compile(r"\(([^()\s]+) line ([0-9]{1,6})\)$")  # at the end of a fault's message


@dataclass(frozen=True)
class Problem:
    """A reason why a bot is refused.

    Attributes:
        code: a RefusalCode, or the kind of a fault.
        line: line number in the bot's own file that the message names; None if there is none.
        message, fix: what is wrong and what to do about it, one line each.
    """

    code: str
    line: int | None
    message: str
    fix: str


@dataclass(frozen=True)
class Submission:
    """A bot to be admitted, which passes if it has no problems.

    Attributes:
        path: the submitted file or folder.
        name: its name in the league.
        files: (relative path, text), sorted; empty if they could not be read.
        sha256: its identity; "" if its files could not be read.
        sent_sha256: SHA-256 (hex) of the bytes sent, if it was sent as bytes.
        load_fuel: fuel of loading and starting it; None if it did not start.
        tick_fuel_max: the maximum fuel of a tick of the smoke match.
        log: the smoke match, in which it plays both seats; b"" if it was not played.
        left_out: files in its folder or archive that are not part of it, each as `PATH: REASON`.
        warnings: what it hardly means, told while it played, each with its line.
        result: result of the smoke match in the shape of `botkit run --json`; None if it was not played.
    """

    path: str
    name: str
    files: Files = ()
    sha256: str = ""
    problems: tuple[Problem, ...] = ()
    load_fuel: int | None = None
    tick_fuel_max: int | None = None
    tick_fuel_limit: int = SMOKE_LIMITS.tick_fuel
    log: bytes = b""
    result: MatchResult | None = None
    warnings: tuple[str, ...] = ()
    sent_sha256: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, object]:
        """Return the submission as a dict for JSON, in the shape of `botkit check --json`."""
        problems = [vars(problem) for problem in self.problems]
        fuel = {name: getattr(self, name) for name in ("load_fuel", "tick_fuel_max", "tick_fuel_limit")}
        told = {"problems": problems, "warnings": list(self.warnings), "left_out": list(self.left_out)}
        return {"path": self.path, "ok": self.ok, **told, "sha256": self.sha256, **fuel}


def read_path(path: Path) -> Submission:
    """Read a bot from disk: a file, a folder or an archive.

    Raises:
        LeagueError: nothing exists at `path`.
    """
    shown = clean_text(str(path), 300)
    if not path.exists() and not path.is_symlink():
        raise LeagueError(f"{shown}: no such file or folder")
    entry = read_entry(path.absolute())
    if entry.problem is not None:
        return Submission(shown, entry.name, problems=(Problem(entry.code, None, entry.problem, entry.fix),))
    return Submission(shown, entry.name, entry.files, entry.identity, left_out=entry.left_out)


def read_bytes(filename: str, data: bytes) -> Submission:
    """Read a bot from an attachment: `NAME.py`, `NAME.zip` or `NAME.wasm`.

    Args:
        filename: as given by the sender.
        data: its content, or at least enough of it to exceed the size limit.
    """
    stem, dot, suffix = filename.rpartition(".")
    shown = clean_text(filename, 60)
    name = clean_text(stem if dot else filename, 40)
    sent = hashlib.sha256(data).hexdigest()
    try:
        read = _KINDS.get(suffix.lower()) if dot else None
        if read is None:
            raise Refused(
                RefusalCode.KIND, "a bot is sent as NAME.py, NAME.zip or NAME.wasm", "send it in one of these forms"
            )
        check_name(stem)
        files = read(data)
    except Refused as refused:
        problem = Problem(refused.code, None, clean_text(str(refused), 200), refused.fix)
        return Submission(shown, name, problems=(problem,), sent_sha256=sent)
    return Submission(shown, stem, files, identity(files), sent_sha256=sent)


_KINDS: dict[str, Callable[[bytes], Files]] = {
    "py": lambda data: (("main.py", check_file(data, MAX_TOTAL)),),
    "zip": read_zip,
    "wasm": lambda data: ((MODULE, check_wasm(data)),),
}


@dataclass(frozen=True)
class SmokeMatch:
    """A smoke match; see the fields of the same names of Submission."""

    problems: tuple[Problem, ...]
    load_fuel: int | None
    tick_fuel_max: int | None
    log: bytes
    result: MatchResult
    warnings: tuple[str, ...] = ()


def smoke(bot: Submission, setup: Setup | None = None, play: PlaySmoke | None = None) -> Submission:
    """Play the smoke match if the bot has no problems so far; return it with the results.

    Nothing tells the bot that it is not in a match of the league, so that it cannot behave for this one alone.

    Args:
        setup: of the match; by default a duel from a random seed.
        play: plays it; by default `play_smoke`, in this process.

    Raises:
        LeagueError: there is no guest to play it in.
    """
    if bot.problems:
        return bot
    match = (play or play_smoke)(bot, setup or SMOKE.with_seed(secrets.randbits(63)))
    return replace(
        bot,
        problems=match.problems,
        load_fuel=match.load_fuel,
        tick_fuel_max=match.tick_fuel_max,
        tick_fuel_limit=SMOKE_LIMITS.tick_fuel if module_of(bot.files) is None else SMOKE_LIMITS.module_tick_fuel,
        log=match.log,
        result=match.result,
        warnings=match.warnings,
    )


def play_smoke(bot: Submission, setup: Setup) -> SmokeMatch:
    """Play the smoke match in this process. Raises LeagueError as `smoke`."""
    guest = load_guest()
    agents = [
        _Watched(Program(guest, bot.name, bot.files, setup.bot_seed(side), SMOKE_LIMITS, places=True))
        for side in range(setup.sides)
    ]
    seats = [Seat(bot.name, bot.files)] * setup.sides
    outcome = play([MatchSession(setup, seats, agents, about(guest, SMOKE_LIMITS))])[0]
    fuels = [seat["fuel_max"] for seat in outcome.result["seats"] if seat["fuel_max"] is not None]
    faults = [fault for seat in outcome.result["seats"] for fault in seat["faults"]]
    problems = _problems(faults, setup, bot.path)
    warnings = tuple(warnings_of(outcome.debug)[0])
    return SmokeMatch(problems, agents[0].load_fuel, max(fuels, default=None), outcome.log, outcome.result, warnings)


def load_problem(bot: Submission) -> Problem | None:
    """Load a bot in this process; return the problem that the smoke match would have with it if it does not load.

    It must fail twice, with two seeds. A lack of CPU time, which depends on the machine, is no problem here.

    Raises:
        LeagueError: there is no guest to load it in.
        HostTrouble: the machine failed, not the bot.
    """
    guest = load_guest()
    try:
        with Program(guest, bot.name, bot.files, SMOKE.bot_seed(0), SMOKE_LIMITS) as program:
            program.load()
        return None
    except Fault as first:
        if first.kind is FaultKind.WALL:
            return None
    try:
        with Program(guest, bot.name, bot.files, SMOKE.bot_seed(1), SMOKE_LIMITS, places=True) as program:
            program.start(briefing(SMOKE, 1))
    except Fault as again:
        if again.kind is not FaultKind.WALL:
            return _problems([{"tick": 0, "kind": again.kind, "message": again.message}], SMOKE, bot.path)[0]
    return None


PlaySmoke = Callable[[Submission, Setup], SmokeMatch]


def _problems(faults: Sequence[FaultRecord], setup: Setup, path: str) -> tuple[Problem, ...]:
    """Return one problem per distinct fault, with the first tick at which it occurred.

    Each says how to play the match again: its seed is known to nobody else.
    """
    found: dict[tuple[str, str], Problem] = {}
    bots = [path] * setup.sides
    for fault in sorted(faults, key=lambda fault: fault["tick"]):
        kind, message = fault["kind"], fault["message"]
        at = _LINE.search(message)
        when = "" if kind == "start" else f"at tick {fault['tick']}: "
        if fix := _FIXES.get(kind):
            fix = f"{fix}; `{replay_command(setup, bots)}` plays the match again"
        else:
            fix = f"`{replay_command(setup, bots, sandboxed=False)}` shows the whole traceback"
        problem = Problem(kind, int(at[2]) if at else None, f"{when}{message}", fix)
        found.setdefault((kind, message), problem)
    return tuple(found.values())


class _Watched:
    """A program in the smoke match, which records the fuel of its first start as `load_fuel`."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.load_fuel: int | None = None

    @property
    def fuel_used(self) -> int:
        return self._program.fuel_used

    def start(self, briefing: str) -> str:
        answer = self._program.start(briefing)
        self.load_fuel = self._program.fuel_used
        return answer

    def tick(self, observation: bytes, time_ns: int) -> str:
        return self._program.tick(observation, time_ns)

    def charge(self, seconds: float) -> None:
        self._program.charge(seconds)

    def close(self) -> None:
        self._program.close()
