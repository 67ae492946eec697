"""`botkit new`: a bot that flies, and the command to run it."""

from __future__ import annotations

import argparse
from pathlib import Path

from league.bots.bounds import check_name
from league.bots.opponents import templates
from league.cli.errors import LeagueError, Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `botkit new`."""
    parser.add_argument("name", metavar="NAME", help="of the bot: NAME.py is written here")
    parser.add_argument(
        "--template", metavar="NAME", default="first", help=f"what it begins as: {', '.join(templates())}"
    )


def main(args: argparse.Namespace) -> int:
    """Write the file, unless there is one; exit 0."""
    name = args.name.removesuffix(".py")
    try:
        check_name(name)
    except Refused as refused:
        raise LeagueError(f"{args.name!r} is no name for a bot: {refused}") from None
    template = templates().get(args.template)
    if template is None:
        raise LeagueError(f"template {args.template!r} is not one of: {', '.join(templates())}")
    path = Path(f"{name}.py")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template.read_text(encoding="utf-8"))
    except FileExistsError:
        raise LeagueError(f"{path} is there already: choose another name, or remove it") from None
    mode = " --mode fleet" if args.template == "fleet" else ""
    print(f"{path} flies. See it fight:\n\n    botkit run {path} hunter{mode}\n")
    return 0
