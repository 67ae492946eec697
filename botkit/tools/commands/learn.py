"""`botkit learn`: levels, each a scene with a goal and three medals."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from botkit.tools.levels.course import COURSE, find_level
from botkit.tools.levels.folder import DEFAULT, LevelFolder
from botkit.tools.levels.judge import Try, judge
from botkit.tools.levels.level import Level
from botkit.tools.levels.progress import CourseProgress
from botkit.tools.levels.report import (
    command,
    course_dict,
    show_course,
    show_hint,
    show_level,
    show_start,
    show_try,
    show_verdict,
    start_dict,
    verdict_dict,
)
from botkit.tools.matches.report import show_faults
from botkit.tools.matches.viewer_process import ViewerProcess
from botkit.tools.matches.watch import watch
from botkit.tools.matches.watchdog import Watchdog
from league.cli.arguments import place, telling
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit learn`."""
    add = parser.add_argument
    add(
        "level", metavar="LEVEL", nargs="?", help=f"number or name of a level, 1 to {len(COURSE)}; without it, list all"
    )
    add("--folder", metavar="DIR", type=place, default=DEFAULT, help=f"folder of your levels (default {DEFAULT})")
    add("--view", action="store_true", help="then watch the try that went worst in a window")
    add("--watch", action="store_true", help="try again whenever your bot is saved, until Ctrl-C")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--hint", action="count", default=0, help="print a hint; twice, the lines that matter")
    instead.add_argument("--answer", action="store_true", help="print the model answer")
    instead.add_argument("--reset", action="store_true", help="begin the level again; your bot is kept as NAME.py.old")
    add("--json", action="store_true", help="print the result as one JSON document; what the bot prints goes to stderr")


def main(args: argparse.Namespace) -> int:
    """List the levels, or begin or play one. Return 0, or 1 if a level was played and no medal won."""
    folder = LevelFolder(args.folder)
    asked = [f"--{name}" for name in ("view", "watch", "hint", "answer", "reset") if getattr(args, name)]
    if args.level is None and asked:
        raise LeagueError(f"{asked[0]} needs a level, as in botkit learn {COURSE[0].name} {asked[0]}")
    if args.level is None:
        return _list(args, folder)
    level = find_level(args.level)
    if args.answer or args.hint:
        return _help(args, folder, level)
    progress = CourseProgress(args.folder)
    if args.watch and (args.json or args.view):
        raise LeagueError("--watch cannot be combined with --json or --view")
    if args.reset or not folder.started(level):
        _begin(args, folder, level)
        if not args.watch:
            return 0
    if args.watch:
        return watch([folder.bot(level)], lambda: _play(args, folder, level, progress), PlainConsole())
    return _play(args, folder, level, progress)


def _list(args: argparse.Namespace, folder: LevelFolder) -> int:
    progress = CourseProgress(args.folder)
    if args.json:
        print(json.dumps(course_dict(folder, progress), indent=2))
    else:
        show_course(PlainConsole(), folder, progress)
    return 0


def _help(args: argparse.Namespace, folder: LevelFolder, level: Level) -> int:
    """Print a hint or the model answer."""
    if args.answer:
        print(level.answer, end="")
        return 0
    show_hint(PlainConsole(), folder, level, plain=args.hint > 1)
    return 0


def _begin(args: argparse.Namespace, folder: LevelFolder, level: Level) -> None:
    """Write the starter, and tell what the level asks for."""
    kept: Path | None = None
    if args.reset and folder.started(level):
        kept = folder.reset(level)
    else:
        folder.start(level)
    if args.json:
        print(json.dumps({**start_dict(folder, level), "kept": str(kept) if kept else None}, indent=2))
        return
    out = PlainConsole()
    show_level(out, level)
    if kept:
        out.print(f"kept your bot as {kept}")
    show_start(out, folder, level)


def _play(args: argparse.Namespace, folder: LevelFolder, level: Level, progress: CourseProgress) -> int:
    bot = folder.read(level)
    out = PlainConsole(stderr=args.json)
    if not args.json:
        out.print(f"{command(folder, level)}: {level.title}\n")
    told = partial(_tell, out, level) if not args.json else None
    with Watchdog().ending() as watchdog:
        found = judge(level, bot, watchdog, told, quiet=args.json)
    folder.keep(level, found.worst)
    progress.record(level.name, found.medal)
    best = progress.best(level.name)
    with telling():
        if args.json:
            print(json.dumps(verdict_dict(folder, found, best), indent=2))
        else:
            show_verdict(out, folder, found, best)
    status = 0 if found.medal else 1
    if args.view:
        with ViewerProcess(folder.log(level)) as viewer:
            viewer.open()
            status = viewer.wait() or status
    return status


def _tell(out: PlainConsole, level: Level, each: Try) -> None:
    show_try(out, level, each)
    show_faults(out, each.outcome, 0)
