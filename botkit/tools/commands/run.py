"""`botkit run`: play one match, with the first bot in this process, where prints and debuggers work."""

from __future__ import annotations

import argparse
import contextlib
import json
import secrets
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from botkit.tools.matches.playing import LocalMatch
from botkit.tools.matches.profile import show as show_profile
from botkit.tools.matches.report import show
from botkit.tools.matches.viewer_process import ViewerProcess
from botkit.tools.matches.watch import watch
from botkit.tools.matches.watchdog import Watchdog
from league.bots.contents import shown
from league.bots.opponents import find, opponents
from league.bots.roster import Entry
from league.cli.arguments import one_of, output
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.match_options import add_arena, add_mode, add_seed, add_ships, add_ticks
from sandbox.identity import module_of
from sandbox.limits import Limits
from systems.modes import MODES, mode_of
from systems.setup import DEFAULT_TICKS, Setup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit run`."""
    add = parser.add_argument
    add("bots", metavar="BOT", nargs="+", help=f"a file, folder or zip, or one of: {', '.join(opponents())}")
    add_mode(parser, MODES, "one of")
    add_arena(parser)
    add_ships(parser, "depends on the mode")
    add_seed(parser, "random, and printed")
    add_ticks(parser, "end the match after N ticks at the latest")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--sandbox", action="store_true", help="run all bots in the sandbox, as in the league")
    where.add_argument(
        "--local",
        metavar="all",
        type=one_of("--local", ["all"]),
        help="run all bots in this process, without limits: only for bots that you trust",
    )
    add("--log", metavar="FILE", type=output, help="write the log of the match to NAME.bin, and NAME.debug beside it")
    add("--view", action="store_true", help="watch the match in a window while it is played")
    add("--watch", action="store_true", help="play again whenever the file of a bot is saved, until Ctrl-C")
    add(
        "--profile",
        action="store_true",
        help="show the fuel per tick in the sandbox, and the time per function in this process",
    )
    add("--json", action="store_true", help="print the result as one JSON document; what bots print goes to stderr")


def main(args: argparse.Namespace) -> int:
    """Play. Return 0 however the match ends, or with --view the viewer's exit code."""
    if args.log and args.log.suffix != ".bin":
        raise LeagueError(f"{args.log}: the name of a log must end in .bin")
    if args.profile and args.json:
        raise LeagueError("--profile cannot be combined with --json")
    if not args.watch:
        return _play(args)
    if args.json or args.view:
        raise LeagueError("--watch cannot be combined with --json or --view")
    if args.seed is None:
        args.seed = _any_seed()  # the same for every play, so that only the bot differs
    return watch([find(bot).path for bot in args.bots], lambda: _play(args), _console(args))


def _play(args: argparse.Namespace) -> int:
    with Watchdog().ending() as watchdog:
        return _played(args, watchdog)


def _played(args: argparse.Namespace, watchdog: Watchdog) -> int:
    entries = [find(bot) for bot in args.bots]
    for entry in {entry.path: entry for entry in entries}.values():
        for path in shown(entry.left_out):
            print(f"left out of {entry.name}: {path}", file=sys.stderr)
    setup = _setup(args, len(entries))
    match = LocalMatch(setup, entries, _local(args, entries), args.profile, args.json)
    console = _console(args)
    with _log_and_viewer(args) as (log, viewer):
        outcome = match.play(watchdog, log, viewer)
        if args.json:
            print(json.dumps({**outcome.result, "log": str(args.log) if args.log else None}), flush=True)
        else:
            show(console, outcome)
            show_profile(console, match.meters, Limits())
            console.print(f"\nseed {setup.seed}; to play the same match again:\n\n    {_command(args, setup.seed)}\n")
            if args.log:
                console.print(f"log: {args.log}")
        return viewer.wait() if viewer else 0


@contextlib.contextmanager
def _log_and_viewer(args: argparse.Namespace) -> Iterator[tuple[Path | None, ViewerProcess | None]]:
    """Yield the file of the log and the viewer, if asked for; a log for the viewer alone is temporary."""
    if not args.view:
        yield args.log, None
        return
    with tempfile.TemporaryDirectory(prefix="spacecode-") as folder:
        log = args.log or Path(folder, "match.bin")
        with ViewerProcess(log) as viewer:
            yield log, viewer


def _console(args: argparse.Namespace) -> PlainConsole:
    return PlainConsole(stderr=args.json)


def _any_seed() -> int:
    return secrets.randbelow(2**32)


def _setup(args: argparse.Namespace, sides: int) -> Setup:
    seed = args.seed if args.seed is not None else _any_seed()
    ships = args.ships or MODES[args.mode].usual_ships
    setup = Setup(args.mode, seed, args.arena, sides, ships, args.ticks)
    try:
        mode_of(setup)
    except ValueError as error:
        raise LeagueError(str(error).replace("sides", "bots")) from None
    return setup


def _local(args: argparse.Namespace, entries: list[Entry]) -> list[bool]:
    """Return for each seat whether it plays in this process; WebAssembly modules never do."""
    return [
        not args.sandbox and (side == 0 or args.local is not None) and module_of(entry.files) is None
        for side, entry in enumerate(entries)
    ]


def _command(args: argparse.Namespace, seed: int) -> str:
    """Return the command that plays the same match again."""
    words = ["botkit", "run", *args.bots]
    usual = {"mode": "duel", "arena": "open", "ships": None, "ticks": DEFAULT_TICKS, "local": None}
    for name, default in usual.items():
        if getattr(args, name) != default:
            words += [f"--{name}", str(getattr(args, name))]
    words += ["--sandbox"] if args.sandbox else []
    return shlex.join([*words, "--seed", str(seed)])
