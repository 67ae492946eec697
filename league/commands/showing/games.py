"""`league games`: list recorded games and their logs, as text, JSON, CSV or PGN."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TextIO

from league.cli.arguments import one_of, whole
from league.cli.errors import LeagueError
from league.commands.options import add_league, store_path
from league.reports.games import write_csv, write_json, write_json_lines, write_pgn
from league.storage.opening import reading
from league.storage.queries.history import PlayedGame, describe, find_games, most_seats
from systems.results import Ending

Write = Callable[[Iterable[PlayedGame], TextIO], None]
STREAMED: Mapping[str, Write] = {"json": write_json, "jsonl": write_json_lines, "pgn": write_pgn}
FORMATS = ("table", *STREAMED, "csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league games`."""
    add = parser.add_argument
    add_league(parser)
    add("--bot", metavar="NAME", help="only games of this bot")
    add("--against", metavar="NAME", help="only games against this bot, of --bot or of any")
    add("--mode", metavar="M", type=_mode, help="only games of this mode")
    add("--rules", metavar="PREFIX", help="only games of the ladder whose rules hash starts with PREFIX")
    add(
        "--how",
        metavar="H",
        type=one_of("end", list(Ending)),
        help=f"only games that ended this way: {', '.join(Ending)}",
    )
    add("--since", metavar="DATE", type=day, help="only games recorded on this day (YYYY-MM-DD, UTC) or later")
    add("--until", metavar="DATE", type=day, help="only games recorded on this day (YYYY-MM-DD, UTC) or earlier")
    order = parser.add_mutually_exclusive_group()
    order.add_argument(
        "--longest", action="store_true", help="longest games first (default: in the order of recording)"
    )
    order.add_argument("--closest", action="store_true", help="games with the closest results first")
    add(
        "--limit",
        metavar="N",
        type=whole("limit", 1, 10**9),
        help="show at most N games: the first by length or closeness, otherwise the last recorded",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--format",
        metavar="F",
        type=one_of("format", FORMATS),
        default="table",
        help="table: a line per game (default); json: one document; jsonl: a JSON object per line; csv: for"
        " spreadsheets, with a column per value of each seat; pgn: for programs that rate players",
    )
    form.add_argument(
        "--json", action="store_const", const="json", dest="format", help="print one JSON document, as --format json"
    )


def _mode(text: str) -> str:
    from systems.modes import MODES  # imports numpy, which nothing else here needs

    return one_of("mode", MODES)(text)


def day(text: str) -> int:
    """Parse a day, YYYY-MM-DD, as its first second since 1970 UTC."""
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        pass
    raise LeagueError(f"date must be a day, YYYY-MM-DD, not {text!r}")


def main(args: argparse.Namespace) -> int:
    """List the games that match. Return 0."""
    order = "longest" if args.longest else "closest" if args.closest else "recorded"
    until = None if args.until is None else args.until + 86_400
    if until is not None and args.since is not None and args.since >= until:
        raise LeagueError("--since must not be after --until")
    with reading(store_path(args)) as store:
        for name in (args.bot, args.against):
            if name is not None and store.current(name) is None:
                raise LeagueError(f"no bot {name!r} in this league")
        if args.bot and args.against and args.bot.casefold() == args.against.casefold():
            raise LeagueError("--bot and --against name the same bot, which never plays against itself")
        asked = {name: getattr(args, name) for name in ("bot", "mode", "rules", "how", "since")}
        games = find_games(store, **asked, other=args.against, until=until, order=order, limit=args.limit)
        if args.format == "csv":
            write_csv(games, sys.stdout, most_seats(store))
        elif args.format in STREAMED:
            STREAMED[args.format](games, sys.stdout)
        else:
            game = None
            for game in games:
                print(describe(game))
            if game is None:
                print("no games match", file=sys.stderr)
    return 0
