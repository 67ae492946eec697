"""`league reinstate`: let a bot play again that forfeits put out."""

from __future__ import annotations

import argparse

from league.cli.errors import LeagueError
from league.commands.options import add_league, add_reason, person, store_path
from league.storage.opening import joining
from league.storage.queries.corrections import reinstate
from league.storage.queries.results import ladders_without


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league reinstate`."""
    parser.add_argument("bot", metavar="BOT", help="name of the bot")
    add_reason(parser)
    add_league(parser)


def main(args: argparse.Namespace) -> int:
    """Reinstate the bot's current version. Return 0."""
    path = store_path(args)
    if not path.exists():
        raise LeagueError(f"{path}: no league has been run here")
    with joining(path) as store:
        version = store.current(args.bot)
        if version is None:
            raise LeagueError(f"no bot {args.bot!r} in this league")
        name = f"{version.bot} v{version.number}"
        out = ladders_without(store, version.id)
        if not out:
            raise LeagueError(f"{name} is not out: on no ladder were its last three games forfeits")
        reinstate(store, version.id, args.why, person(args))
    ladders = "; ".join(f"{mode}, rules {rules[:8]}" for mode, rules in out)
    print(f"{name} plays again on: {ladders}; its games still count")
    return 0
