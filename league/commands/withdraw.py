"""`league withdraw`: takes somebody's bot out of a league."""

from __future__ import annotations

import argparse

from league.admission.entry import withdraw
from league.commands.options import add_store, store_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `league withdraw`."""
    add = parser.add_argument
    add("bot", metavar="BOT")
    add("--owner", metavar="ID", required=True, help="whose it is")
    add_store(parser)


def main(args: argparse.Namespace) -> int:
    """Withdraw it; exit 0."""
    withdraw(args.bot, args.owner, args.folder, store_path(args))
    print(f"{args.bot} is out; its versions and games are kept, and its name stays {args.owner}'s")
    return 0
