"""`league games`: the recorded games and their logs."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from league.arguments import add_store, store_path
from league.errors import LeagueError
from league.history import played, told
from league.store import reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `league games`."""
    add_store(parser)
    parser.add_argument("--bot", metavar="NAME", help="only its games")
    parser.add_argument("--json", action="store_true", help="as one JSON document")


def main(args: argparse.Namespace) -> int:
    """List them, in the order in which they were recorded; exit 0."""
    with reading(store_path(args)) as store:
        if args.bot is not None and store.current(args.bot) is None:
            raise LeagueError(f"no bot {args.bot!r} in this league")
        games = list(played(store, bot=args.bot))
    if args.json:
        print(json.dumps([asdict(game) for game in games], indent=2))
    else:
        for game in games:
            print(told(game))
    return 0
