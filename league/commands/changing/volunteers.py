"""`league volunteers`: who may play a league's games, and their tokens."""

from __future__ import annotations

import argparse
import sys

from league.cli.arguments import place
from league.volunteers.tokens import add_volunteer, read_volunteers, remove_volunteer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league volunteers`."""
    add = parser.add_argument
    add("file", metavar="FILE", type=place, help="file of volunteers, for `league serve --volunteers`")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--add", metavar="NAME", help="add a volunteer, and print a new token, once: keep it")
    change.add_argument("--remove", metavar="NAME", help="remove a volunteer, whose token is refused from then on")


def main(args: argparse.Namespace) -> int:
    """List volunteers, or add or remove one. Return 0."""
    if args.add is not None:
        print(add_volunteer(args.file, args.add))
        print(f"the token of {args.add}, which is stored nowhere: send it to {args.add} alone", file=sys.stderr)
    elif args.remove is not None:
        remove_volunteer(args.file, args.remove)
    else:
        for name in sorted(read_volunteers(args.file)):
            print(name)
    return 0
