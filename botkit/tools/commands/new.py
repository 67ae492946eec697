"""`botkit new`: write a new bot from a template."""

from __future__ import annotations

import argparse
from pathlib import Path

from botkit.tools import editor
from league.bots.bounds import check_name
from league.bots.opponents import templates
from league.cli.errors import LeagueError, Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit new`."""
    parser.add_argument("name", metavar="NAME", help="name of the bot; NAME.py is written to the current folder")
    parser.add_argument(
        "--template", metavar="NAME", default="first", help=f"one of: {', '.join(templates())} (default first)"
    )
    parser.add_argument(
        "--editor",
        choices=["vscode"],
        help="also write files for an editor: .vscode/launch.json, to debug bots, and .vscode/settings.json",
    )


def main(args: argparse.Namespace) -> int:
    """Write the file unless it exists, and the editor's files that do not. Return 0."""
    name = args.name.removesuffix(".py")
    try:
        check_name(name)
    except Refused as refused:
        raise LeagueError(f"{args.name!r} is not a valid bot name: {refused}") from None
    template = templates().get(args.template)
    if template is None:
        raise LeagueError(f"template must be one of {', '.join(templates())}, not {args.template!r}")
    path = Path(f"{name}.py")
    text = template.read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(editor.typed(text) if args.editor else text)
    except FileExistsError:
        raise LeagueError(f"{path} already exists: choose another name, or delete it") from None
    mode = "fleet" if args.template == "fleet" else "duel"
    option = f" --mode {mode}" if mode != "duel" else ""
    print(f"Wrote {path}. Watch it fight:\n\n    botkit run {path} hunter{option}\n")
    if args.editor:
        _write_editor_files(mode)
    return 0


def _write_editor_files(mode: str) -> None:
    try:
        written, other = editor.write(mode)
    except OSError as error:
        raise LeagueError(f"cannot write {error.filename or editor.FOLDER}: {error.strerror or error}") from None
    if written:
        print(
            f"Wrote {' and '.join(map(str, written))}. In VS Code, F5 plays the bot in the open file, with breakpoints."
        )
    for path, text in other.items():
        print(f"{path} exists and was not changed. Add to it:\n\n{text}")
