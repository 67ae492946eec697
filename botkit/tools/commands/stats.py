"""`botkit stats`: what logs tell of a bot over many games."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext

from botkit.tools.stats.document import as_dict
from botkit.tools.stats.reading import FoundLog, LogReader, name_of
from botkit.tools.stats.report import show
from botkit.tools.stats.totals import BotTotals, outcome_of
from league.cli import progress
from league.cli.arguments import one_of, picture, place
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.wording import counted, listed
from league.logs.paths import logs_at
from sandbox.clean import clean_text
from systems.modes import MODES
from systems.replay.statistics.games import statistics

CELLS = 100  # rows and columns of the map
_FEW = 10  # logs that are read without showing progress
_NAMED = 5  # unreadable logs that are named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit stats`."""
    add = parser.add_argument
    add("bot", metavar="BOT", help="name of a bot in the logs, its file, or the start of its identity")
    add("logs", metavar="LOG", nargs="+", type=place, help="log of a match, folder of a league, or folder of logs")
    add("--against", metavar="NAME", action="append", help="only games with this bot; may be repeated")
    add("--mode", metavar="M", type=one_of("mode", MODES), help=f"only games of one mode: {', '.join(MODES)}")
    add("--lost", action="store_true", help="only games that BOT lost")
    add("--png", metavar="FILE", type=picture, help="write a map of where BOT was, and where it was hit and destroyed")
    add("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Print the statistics. Return 0; raise LeagueError if there is no game to tell of."""
    paths = list(dict.fromkeys(log for path in args.logs for log in logs_at(path)))
    bot = name_of(args.bot)
    if not bot:
        raise LeagueError("the name of the bot is empty")
    reader = LogReader(bot, [name_of(name) for name in args.against or ()])
    totals = BotTotals()
    console = PlainConsole(stderr=True)
    with progress.shown(console, 0, len(paths), "log") if len(paths) > _FEW else nullcontext(_quiet) as tell:
        done = 0
        for read, chunk in reader.chunks(paths):
            kept = {n: log for n, log in enumerate(chunk) if args.mode is None or _mode(log) == args.mode}
            done = read - len(kept)
            for number, game in statistics({n: log.log for n, log in kept.items()}, CELLS if args.png else 0):
                done += 1
                tell(done)
                found = kept[number]
                if isinstance(game, ValueError):
                    reader.refuse(found.path, str(game))
                elif game.check.first_bad_tick is not None or (found.log.footer is not None and not game.check.ok):
                    reader.refuse(found.path, game.check.reason or "")
                else:
                    seats = [seat for seat in found.own if seat < len(game.seats)]
                    if args.lost:
                        seats = [seat for seat in seats if outcome_of(game.check.result, seat) == "lost"]
                    if seats:
                        totals.add(found, game, seats)
        tell(done)
    _tell_unread(reader, len(paths))
    _check(args, reader, totals, len(paths))
    document = as_dict(clean_text(bot, 40), totals) | {
        "logs": len(paths) - len(reader.unread),
        "unread": [{"log": log, "reason": reason} for log, reason in reader.unread],
    }
    if args.png:
        from botkit.tools.stats.picture import draw

        draw(document, totals, args.png)
    if args.json:
        print(json.dumps(document, indent=2))
    else:
        show(PlainConsole(), document)
        if args.png:
            print(f"wrote {args.png}")
    return 0


def _quiet(done: int) -> None:
    """Show no progress."""


def _mode(found: FoundLog) -> object:
    setup = found.log.header.get("setup")
    return setup.get("mode") if isinstance(setup, dict) else None


def _tell_unread(reader: LogReader, logs: int) -> None:
    """Name the logs that are left out, on one line each."""
    if len(reader.unread) == logs:
        return  # an error says so
    for log, reason in reader.unread[:_NAMED]:
        print(f"left out: {log}: {reason}", file=sys.stderr)
    if len(reader.unread) > _NAMED:
        print(f"left out: {counted(len(reader.unread) - _NAMED, 'more log')}; --json lists all", file=sys.stderr)


def _check(args: argparse.Namespace, reader: LogReader, totals: BotTotals, logs: int) -> None:
    """Raise LeagueError if there are no games, or games of several modes."""
    bot = clean_text(args.bot, 80)
    if len(totals.modes) > 1:
        modes = ", ".join(f"{mode} {games}" for mode, games in totals.modes.most_common())
        raise LeagueError(f"the logs are of several modes ({modes}): choose one with --mode")
    if totals.games:
        return
    if len(reader.unread) == logs:
        log, reason = reader.unread[0]
        more = f", and {counted(logs - 1, 'more log')} cannot be read either" if logs > 1 else ""
        raise LeagueError(f"{log}: {reason}{more}")
    if logs - len(reader.unread) > reader.without:
        mode = f" of {args.mode}" if args.mode else ""
        raise LeagueError(f"{bot} {'lost' if args.lost else 'has'} no game{mode} in {counted(logs, 'log')}")
    met = " against " + listed([clean_text(name, 40) for name in args.against]) if args.against else ""
    names = listed(sorted(reader.names, key=str.casefold))
    raise LeagueError(f"{bot} plays in none of {counted(logs, 'log')}{met}; these bots do: {names}")
