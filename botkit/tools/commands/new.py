"""`botkit new`: write a new bot from a template."""

from __future__ import annotations

import argparse
from pathlib import Path

from league.bots.bounds import check_name
from league.bots.opponents import templates
from league.cli.errors import LeagueError, Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit new`."""
    parser.add_argument("name", metavar="NAME", help="name of the bot; NAME.py is written to the current folder")
    parser.add_argument(
        "--template", metavar="NAME", default="first", help=f"one of: {', '.join(templates())} (default first)"
    )


def main(args: argparse.Namespace) -> int:
    """Write the file unless it exists. Return 0."""
    name = args.name.removesuffix(".py")
    try:
        check_name(name)
    except Refused as refused:
        raise LeagueError(f"{args.name!r} is not a valid bot name: {refused}") from None
    template = templates().get(args.template)
    if template is None:
        raise LeagueError(f"template must be one of {', '.join(templates())}, not {args.template!r}")
    path = Path(f"{name}.py")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(template.read_text(encoding="utf-8"))
    except FileExistsError:
        raise LeagueError(f"{path} already exists: choose another name, or delete it") from None
    mode = " --mode fleet" if args.template == "fleet" else ""
    print(f"Wrote {path}. Watch it fight:\n\n    botkit run {path} hunter{mode}\n")
    return 0
