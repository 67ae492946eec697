"""`botkit run`: one match, the first bot in this process, where prints and debuggers work."""

from __future__ import annotations

import argparse
import contextlib
import json
import secrets
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from botkit.tools.opponents import opponents
from engine.log import MAX_TICKS
from league.arguments import one_of, whole
from league.batch import about
from league.errors import LeagueError
from league.match import Match, Outcome, Seat, play
from league.pilots import LocalPilot, Pilot
from league.roster import Entry, read_entry
from sandbox.guest import Guest, GuestError
from sandbox.identity import module_of, texts_of
from sandbox.limits import Limits
from sandbox.program import Program
from systems.arenas import ARENAS
from systems.modes import MODES, mode_of
from systems.setup import DEFAULT_TICKS, Setup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `botkit run`."""
    add = parser.add_argument
    add("bots", metavar="BOT", nargs="+", help=f"a file, a folder, or one of: {', '.join(opponents())}")
    add("--mode", metavar="M", type=one_of("mode", MODES), default="duel", help=f"one of: {', '.join(MODES)}")
    add("--arena", metavar="A", type=one_of("arena", ARENAS), default="open", help=f"one of: {', '.join(ARENAS)}")
    add("--ships", metavar="N", type=whole("ships", 1, 100), help="a side; default: the mode's")
    add("--seed", metavar="N", type=whole("seed", 0, 2**64 - 1), help="default: drawn at random, and shown")
    add("--ticks", metavar="N", type=whole("ticks", 1, MAX_TICKS), default=DEFAULT_TICKS, help="at most; default: 1800")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--sandbox", action="store_true", help="all bots in the sandbox, as in the league")
    where.add_argument(
        "--local", metavar="all", type=one_of("--local", ["all"]), help="all bots in this process: trust them first"
    )
    add("--log", metavar="FILE", type=Path, help="write the match's log, NAME.bin, and NAME.debug beside it")
    add("--view", action="store_true", help="watch the match when it is over")
    add("--json", action="store_true", help="the result as one JSON document; prints go to stderr")


def main(args: argparse.Namespace) -> int:
    """Play; exit 0 however the match ends, with --view as the viewer does."""
    entries = [find(bot) for bot in args.bots]
    setup = _setup(args, len(entries))
    local = _local(args, entries)
    if args.log and args.log.suffix != ".bin":
        raise LeagueError(f"{args.log}: a log's name ends in .bin")
    pilots, about_sandbox = _pilots(setup, entries, local)
    console = Console(stderr=args.json, markup=False, highlight=False, emoji=False, soft_wrap=True)
    seats = [Seat(entry.name, entry.files) for entry in entries]
    header = {**about_sandbox, "local": [side for side, here in enumerate(local) if here]}
    with _log_file(args.log) as sink, contextlib.redirect_stdout(sys.stderr if args.json else sys.stdout):
        outcome = play([Match(setup, seats, pilots, header, sink)])[0]
    if args.log:
        args.log.with_suffix(".debug").write_bytes(outcome.debug)
    if args.json:
        print(json.dumps({**outcome.result, "log": str(args.log) if args.log else None}))
    else:
        _show(console, outcome, local)
        console.print(f"\nseed {setup.seed}; the same match again:\n\n    {_command(args, setup.seed)}\n")
        if args.log:
            console.print(f"log: {args.log}")
    return _view(outcome) if args.view else 0


def find(bot: str) -> Entry:
    """The bot that a path or a built-in opponent's name stands for. Raises LeagueError."""
    path = Path(bot)
    if not path.exists():
        built_in = opponents()
        if bot not in built_in:
            raise LeagueError(f"{bot!r} is no file, no folder, and none of: {', '.join(built_in)}")
        path = built_in[bot]
    entry = read_entry(path.absolute())
    if entry.problem:
        raise LeagueError(f"{bot}: {entry.problem}")
    return entry


def _setup(args: argparse.Namespace, sides: int) -> Setup:
    seed = args.seed if args.seed is not None else secrets.randbelow(2**32)
    ships = args.ships or MODES[args.mode].usual_ships
    setup = Setup(args.mode, seed, args.arena, sides, ships, args.ticks)
    try:
        mode_of(setup)
    except ValueError as error:
        raise LeagueError(str(error).replace("sides", "bots")) from None
    return setup


def _local(args: argparse.Namespace, entries: list[Entry]) -> list[bool]:
    """Which seats play in this process: never a WebAssembly module."""
    return [
        not args.sandbox and (side == 0 or args.local is not None) and module_of(entry.files) is None
        for side, entry in enumerate(entries)
    ]


def _pilots(setup: Setup, entries: list[Entry], local: list[bool]) -> tuple[list[Pilot], dict[str, Any]]:
    """A pilot for each bot, and what the log's header says of the sandbox that some of them are in."""
    limits, guest, header = Limits(), None, {}
    if not all(local):
        try:
            with Console(stderr=True).status("starting the sandbox …"):  # the first time on a machine it is compiled
                guest = Guest.load(check=True)
        except GuestError as error:
            raise LeagueError(str(error)) from None
        header = about(guest, limits)
    pilots: list[Pilot] = []
    for side, entry in enumerate(entries):
        seed = setup.bot_seed(side)
        if guest is None or local[side]:
            pilots.append(LocalPilot(entry.name, texts_of(entry.files), seed, str(entry.path)))
        else:
            pilots.append(Program(guest, entry.name, entry.files, seed, limits))
    return pilots, header


@contextmanager
def _log_file(path: Path | None) -> Iterator[Callable[[bytes], object] | None]:
    """Where a log's chunks go: each is whole in the file once it is written, so a cut-off match replays so far."""
    if path is None:
        yield None
        return
    try:
        path.with_suffix(".debug").unlink(missing_ok=True)  # that of an older log
        file = path.open("wb", buffering=0)
    except OSError as error:
        raise LeagueError(f"{path}: {error.strerror}") from None
    with file:
        yield file.write


def _show(console: Console, outcome: Outcome, local: Sequence[bool]) -> None:
    """The result as a table, then each bot's faults."""
    result: dict[str, Any] = outcome.result
    table = Table(title=f"{result['how']} after {result['ticks']} ticks ({result['ticks'] / 30:.1f} s)")
    table.add_column("seat", justify="right")
    table.add_column("bot")
    for name in ("rank", "hull", "points", "damage", "faults", "most fuel a tick"):
        table.add_column(name, justify="right")
    for seat, rank, here in zip(result["seats"], result["ranks"], local, strict=True):
        fuel = "local" if here else f"{seat['fuel_max'] or 0:,}"
        numbers = (f"{seat['hull']:g}", f"{seat['points']:g}", f"{seat['damage']:g}", str(len(seat["faults"])), fuel)
        table.add_row(str(seat["seat"]), seat["bot"], str(rank), *numbers)
    console.print(table)
    winner = result["winner"]
    console.print("a draw" if winner is None else f"{result['seats'][winner]['bot']} (seat {winner}) wins")
    for seat in result["seats"]:
        for fault in seat["faults"]:
            console.print(f"{seat['bot']}, tick {fault['tick']}: {fault['kind']}: {fault['message']}")


def _view(outcome: Outcome) -> int:
    """Watch a match in the viewer's own process; returns its exit code."""
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        log = Path(folder, "match.bin")
        log.write_bytes(outcome.log)
        log.with_suffix(".debug").write_bytes(outcome.debug)
        command = [sys.executable, "-P", "-m", "viewer.cli", "replay", str(log)]  # -P: nothing of this folder's
        return subprocess.run(command, check=False).returncode


def _command(args: argparse.Namespace, seed: int) -> str:
    """The command that plays the same match again."""
    words = ["botkit", "run", *args.bots]
    usual = {"mode": "duel", "arena": "open", "ships": None, "ticks": DEFAULT_TICKS, "local": None}
    for name, default in usual.items():
        if getattr(args, name) != default:
            words += [f"--{name}", str(getattr(args, name))]
    words += ["--sandbox"] if args.sandbox else []
    return shlex.join([*words, "--seed", str(seed)])
