"""`league withdraw`: remove a bot from a league."""

from __future__ import annotations

import argparse

from league.admission.entry import withdraw
from league.commands.options import add_league, store_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league withdraw`."""
    add = parser.add_argument
    add("bot", metavar="BOT", help="name of the bot")
    add("--owner", metavar="ID", required=True, help="owner of the bot")
    add_league(parser)


def main(args: argparse.Namespace) -> int:
    """Withdraw the bot. Return 0."""
    withdraw(args.bot, args.owner, args.folder, store_path(args))
    print(f"{args.bot} withdrawn; its versions and games are kept, and the name stays reserved for {args.owner}")
    return 0
