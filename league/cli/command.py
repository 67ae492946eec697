"""The framework of the commands `league`, `botkit` and `viewer`, which have subcommands."""

from __future__ import annotations

import argparse
import errno
import importlib
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from league.cli.arguments import Parser, telling
from league.cli.errors import LeagueError, explain
from league.cli.streams import streams
from league.cli.version import PrintVersion
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble

DOCS = "https://github.com/spacecode/spacecode/tree/main/docs"  # as in pyproject.toml; a wheel has no pages


@dataclass(frozen=True)
class Command:
    """A subcommand: a module with `add_arguments(parser)` and `main(args) -> int`, imported on demand."""

    module: str
    help: str
    example: str


@streams()
def run(
    prog: str, description: str, example: str, commands: Mapping[str, Command], argv: Sequence[str] | None = None
) -> int:
    """Run a command with subcommands, and return its exit code; a failure prints one line to stderr.

    Args:
        prog: name of the command. Started as `python -m NAME`, it shows itself as that: NAME may not be on the path.
    """
    if argv is None:
        argv, prog = sys.argv[1:], _as_started(prog)
    argv = list(argv)
    try:
        return _run(_parser(prog, description, example, commands, argv), argv)
    except KeyboardInterrupt:
        return 130
    except LeagueError as error:
        return _fail(str(error), error.status)
    except HostTrouble as error:
        return _fail(str(error))
    except sqlite3.Error as error:
        return _fail(explain(error))
    except UnicodeEncodeError as error:  # of an argument that goes to SQLite, or of the name of a folder
        return _fail(f"{error.object!r} is not UTF-8 text")
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)
        return _fail(f"{what}: allow more (`ulimit -n`)" if error.errno == errno.EMFILE else what)


def _as_started(prog: str) -> str:
    """Return how this process was told to start a command."""
    module = sys.orig_argv[:-1].count("-m") and sys.modules["__main__"].__spec__
    return f"python -m {prog}" if module and module.name == f"{prog}.__main__" else prog


def _parser(
    prog: str, description: str, example: str, commands: Mapping[str, Command], argv: list[str]
) -> argparse.ArgumentParser:
    """Return the parser, with the arguments of the requested subcommand only."""
    about = f"{description} Documentation: {DOCS}"
    parser = Parser(prog=prog, description=about, epilog=f"example: {example}", allow_abbrev=False)
    parser.add_argument(
        "--version", action=PrintVersion, help="print the release, and the versions of what it plays with, and exit"
    )
    parsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, command in commands.items():
        sub = parsers.add_parser(
            name,
            help=command.help,
            description=f"{command.help[0].upper()}{command.help[1:]}.",
            epilog=f"example: {command.example}",
            allow_abbrev=False,
        )
        if name in argv[:1]:
            module = importlib.import_module(command.module)
            module.add_arguments(sub)
            sub.set_defaults(main=module.main, argv=argv, fail=sub.error)
    return parser


def _run(parser: argparse.ArgumentParser, argv: list[str]) -> int:
    args, unknown = parser.parse_known_args(argv)
    if unknown:
        getattr(args, "fail", parser.error)(f"unrecognized arguments: {' '.join(unknown)}")
    with telling():
        status: int = args.main(args)
        return status
    return 0  # the reader closed stdout and needs no more


def _fail(message: str, status: int = 2) -> int:
    print(f"error: {clean_text(message, 400)}", file=sys.stderr)
    return status
