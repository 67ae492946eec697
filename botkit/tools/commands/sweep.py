"""`botkit sweep`: tune numbers at the top of a bot by games, and measure what that gains."""

from __future__ import annotations

import argparse
import json
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from botkit.tools.tuning.constants import Constant, Constants, Number, replaced
from botkit.tools.tuning.ranges import Range, parse_range
from botkit.tools.tuning.report import as_dict, show
from botkit.tools.tuning.session import GAMES, Sweep, Task
from league.bots.opponents import find, read_opponents
from league.bots.roster import Entry
from league.cli import progress
from league.cli.arguments import add_workers, one_of, output, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.guest import check_guest
from league.cli.match_options import PAIRED, add_mode, add_ships, add_ticks, setup_of_pairs
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.match.batch import play_batch
from league.workers.executor import open_pool
from systems.arenas import ARENAS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit sweep`."""
    add = parser.add_argument
    add("bot", metavar="BOT", help="the bot to tune: a Python file, a folder or zip, or the name of an example")
    add(
        "--set",
        metavar="NAME=VALUES",
        action="append",
        default=[],
        help="a number assigned at the top level of main.py (of another file: FILE:NAME), and its values: LO:HI,"
        " LO:HI:STEP, or choices as A,B,C; NAME alone takes them from the comment on its line, as in"
        " `STAND = 250  # sweep 100:500` (default: all numbers with such a comment)",
    )
    add(
        "--against",
        metavar="BOT",
        nargs="+",
        action="extend",
        help="opponents: bots, and folders of bots (default: the examples of the mode)",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--games",
        metavar="N",
        type=whole("games", 2, 10**9),
        help="stop after about N games, the last third of which measure the result"
        f" (default {GAMES}, or more against many opponents)",
    )
    length.add_argument("--minutes", metavar="N", type=whole("minutes", 1, 10**6), help="stop after N minutes")
    add_mode(parser, PAIRED)
    add(
        "--arena",
        metavar="A",
        nargs="+",
        action="extend",
        type=one_of("arena", ARENAS),
        help="arenas, played in turn (default open)",
    )
    add_ships(parser)
    add_ticks(parser)
    add(
        "--seed", metavar="N", type=whole("seed", 0, 2**64 - 1), help="seed of the sweep (default: random, and printed)"
    )
    add_workers(parser)
    add("--write", metavar="FILE", type=output, help="write the tuned bot to FILE, which must not exist")
    add("--json", action="store_true", help="print the result as one JSON document")


def main(args: argparse.Namespace) -> int:
    """Tune. Return 0, whether better values were found or not, or 130 after Ctrl-C."""
    task = _task(args)
    games: int | None = None if args.minutes else args.games or max(GAMES, 2 * task.least)
    if games is not None and games < task.least:
        raise LeagueError(f"against {counted(len(task.opponents), 'opponent')} --games must be at least {task.least}")
    if args.write:
        _check_target(args.write, task.bot)
    check_guest()
    console = PlainConsole(stderr=True)
    names = ", ".join(constant.label for constant in task.constants)
    length = counted(games, "game") if games else counted(args.minutes, "minute")
    console.print(
        f"tuning {names} of {task.bot.name} against {counted(len(task.opponents), 'bot')}: {length}, seed {task.seed}"
    )
    began = time.monotonic()
    sweep = Sweep(
        task, games, lambda: (time.monotonic() - began) / (60 * args.minutes) if args.minutes else 0.0, console.print
    )
    with (
        stopped_by_ctrl_c() as stop,
        open_pool(args, play_batch, games) as pool,
        progress.shown(console, 0, games or 0) as tell,
    ):
        sweep.play(pool, stop, tell)
    for line in sweep.void:
        console.print(f"void: {line}")
    written = bool(args.write and sweep.tuned and sweep.tuned != sweep.present)
    if written:
        assert sweep.tuned
        _write(args.write, task, sweep.tuned)
    if args.json:
        print(json.dumps(as_dict(sweep, args.write if written else None), indent=2))
    else:
        show(sweep)
        if written:
            print(f"wrote {args.write}")
    return 0 if sweep.ended else 130


def _task(args: argparse.Namespace) -> Task:
    """Return what to do. Raises LeagueError if an argument does not fit."""
    bot = find(args.bot)
    constants, ranges = _constants_and_ranges(bot, args.set)
    arenas = tuple(dict.fromkeys(args.arena or ["open"]))
    setup = setup_of_pairs(args, arenas)
    seed = args.seed if args.seed is not None else secrets.randbelow(2**32)
    return Task(bot, constants, ranges, read_opponents(args.against, args.mode), setup, arenas, seed)


def _constants_and_ranges(bot: Entry, settings: Sequence[str]) -> tuple[tuple[Constant, ...], tuple[Range, ...]]:
    known = Constants(bot)
    chosen: dict[Constant, Range] = {}
    for setting in settings:
        name, given, values = setting.partition("=")
        constant = known.find(name.strip())
        if constant in chosen:
            raise LeagueError(f"--set names {constant.label} twice")
        if not given and constant.bounds is None:
            raise LeagueError(
                f"{constant.label} has no values: write --set {constant.label}=LO:HI, or `# sweep LO:HI` on its line"
            )
        chosen[constant] = parse_range(constant, values if given else constant.bounds or "")
    if not settings:
        chosen = {constant: parse_range(constant, constant.bounds) for constant in known if constant.bounds}
    if not chosen:
        names = ", ".join(constant.label for constant in known) or "no numbers to tune"
        raise LeagueError(
            f"{bot.name} does not say what to tune: use --set NAME=LO:HI, or write `# sweep LO:HI` on the line of a"
            f" number; it has: {names}"
        )
    return tuple(chosen), tuple(chosen.values())


def _check_target(path: Path, bot: Entry) -> None:
    """Raise LeagueError unless the tuned bot can be written to `path`."""
    if path.exists() or path.is_symlink():
        raise LeagueError(f"{path} already exists: choose another name, or delete it")
    if not path.absolute().parent.is_dir():
        raise LeagueError(f"{path}: no such folder")
    if _is_file(bot) and path.suffix != ".py":
        raise LeagueError(f"{path}: the name of a bot in one file must end in .py")
    if not _is_file(bot) and path.suffix:
        raise LeagueError(f"{path}: a bot of several files is written as a folder, whose name has no dot")


def _is_file(bot: Entry) -> bool:
    return bot.path.suffix.lower() == ".py" and len(bot.files) == 1


def _write(path: Path, task: Task, values: Sequence[Number]) -> None:
    """Write the tuned bot, a file or a folder."""
    files = replaced(task.bot.files, dict(zip(task.constants, values, strict=True)))
    try:
        for inside, text in files:
            assert isinstance(text, str)
            target = path if _is_file(task.bot) else path / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.write(text.encode())
    except FileExistsError:
        raise LeagueError(f"{path} was created meanwhile: the tuned bot is not written") from None
