"""`league void`: declare games void."""

from __future__ import annotations

import argparse
from pathlib import Path

from league.cli.arguments import place
from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.commands.options import add_reason, add_store, person, store_path
from league.storage.names import parse_game
from league.storage.opening import joining
from league.storage.queries.corrections import void_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league void`."""
    parser.add_argument(
        "games",
        metavar="RUN|GAME",
        nargs="+",
        help="number of a run, or name of a game, such as 12-3a or 'run 12 pair 3a'; the folder of the league may"
        " follow (default: the current folder)",
    )
    add_reason(parser)
    add_store(parser)


def main(args: argparse.Namespace) -> int:
    """Declare the games void: all of them, or none. Return 0."""
    *named, last = args.games
    args.folder = Path()
    if last.isdecimal() or parse_game(last):
        named.append(last)
    else:
        args.folder = place(last)
    if not named:
        raise LeagueError("name a run or a game, such as 12 or 12-3a")
    path = store_path(args)
    if not path.exists():
        raise LeagueError(f"{path}: no league has been run here")
    with joining(path) as store:
        void = void_named(store, named, args.why, person(args))
    print(f"{counted(void, 'game')} void; `league replay-voids` plays them again")
    return 0
