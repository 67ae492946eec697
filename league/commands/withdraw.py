"""`league withdraw`: takes somebody's bot out of a league."""

from __future__ import annotations

import argparse
from pathlib import Path

from league.entrance import withdraw


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `league withdraw`."""
    add = parser.add_argument
    add("bot", metavar="BOT")
    add("--owner", metavar="ID", required=True, help="whose it is")
    add("folder", metavar="FOLDER", nargs="?", type=Path, default=Path(), help="of the league; default: this one")


def main(args: argparse.Namespace) -> int:
    """Withdraw it; exit 0."""
    withdraw(args.bot, args.owner, args.folder)
    print(f"{args.bot} is out; its versions and games are kept, and its name stays {args.owner}'s")
    return 0
