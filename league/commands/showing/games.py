"""`league games`: list recorded games and their logs."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile

from league.cli.arguments import one_of, whole
from league.cli.errors import LeagueError
from league.commands.options import add_league, store_path
from league.storage.opening import reading
from league.storage.queries.history import PlayedGame, describe, find_games
from systems.results import Ending


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league games`."""
    add = parser.add_argument
    add_league(parser)
    add("--bot", metavar="NAME", help="only games of this bot")
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
    add("--json", action="store_true", help="print one JSON document")


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
        if args.bot is not None and store.current(args.bot) is None:
            raise LeagueError(f"no bot {args.bot!r} in this league")
        asked = {name: getattr(args, name) for name in ("bot", "mode", "rules", "how", "since")}
        games = find_games(store, **asked, until=until, order=order, limit=args.limit)
        if args.json:
            _print_json(games)
        else:
            game = None
            for game in games:
                print(describe(game))
            if game is None:
                print("no games match", file=sys.stderr)
    return 0


def _print_json(games: Iterable[PlayedGame]) -> None:
    """Print one document, completely or not at all, game by game: a league may have more games than fit in memory."""
    with SpooledTemporaryFile(2**24, "w+", encoding="utf-8") as document:
        document.write("[")
        for number, game in enumerate(games):
            text = json.dumps(asdict(game), indent=2)
            document.write((",\n" if number else "\n") + textwrap.indent(text, "  "))
        document.write("\n]\n")
        document.seek(0)
        shutil.copyfileobj(document, sys.stdout)
