"""`league reinstate`: readmit a bot that was excluded for forfeits."""

from __future__ import annotations

import argparse

from league.cli.errors import LeagueError
from league.commands.options import add_league, add_reason, person, store_path
from league.storage.opening import joining
from league.storage.queries.corrections import reinstate_bot


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
        print(reinstate_bot(store, args.bot, args.why, person(args)))
    return 0
