"""`league void`: declare games void."""

from __future__ import annotations

import argparse
from pathlib import Path

from league.cli.arguments import place
from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.commands.options import add_reason, add_store, person, store_path
from league.storage.corrections import latest_attempt, valid_games, void_games
from league.storage.names import parse_game
from league.storage.store import Store, joining


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
    if _is_named(last):
        named.append(last)
    else:
        args.folder = place(last)
    if not named:
        raise LeagueError("name a run or a game, such as 12 or 12-3a")
    path = store_path(args)
    if not path.exists():
        raise LeagueError(f"{path}: no league has been run here")
    with joining(path) as store, store.transaction():
        found = dict.fromkeys(number for name in named for number in _games(store, name))
        void_games(store, found, args.why, person(args))
    print(f"{counted(len(found), 'game')} void; `league replay-voids` plays them again")
    return 0


def _is_named(text: str) -> bool:
    """Return whether a text names a run or a game, and not a folder."""
    return (text.isascii() and text.isdigit()) or parse_game(text) is not None


def _games(store: Store, text: str) -> list[int]:
    """Return the ids of the valid games that a text names. Raises LeagueError if there are none."""
    game = parse_game(text)
    if game is None:
        if not _is_named(text):
            raise LeagueError(f"{text!r} names no run and no game: use a number, or a name such as 12-3a")
        run = int(text) if len(text) < 10 else 0
        if store.run(run) is None:
            raise LeagueError(f"no run {text} in this league")
        found = valid_games(store, run)
        if not found:
            raise LeagueError(f"run {text} has no game that counts")
        return found
    latest = latest_attempt(store, game.run, game.pairing, game.seating)
    if latest is None or (game.attempt or 1) > latest:
        raise LeagueError(f"this league has no game {text}")
    found = valid_games(store, game.run, game.pairing, game.seating) if game.attempt in (None, latest) else []
    if not found:
        raise LeagueError(f"{text} is void already")
    return found
