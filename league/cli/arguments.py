"""What the commands' arguments have in common: values checked, each mistake told in one line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from league.cli.errors import LeagueError
from league.cli.streams import send_nowhere
from sandbox.clean import clean_text
from systems.arenas import ARENAS


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line that says where to look, exit 2.

    Options may stand anywhere: argparse by itself takes a FOLDER that may be missing for missing where an option comes
    before it.
    """

    _mixing = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        if self._subparsers or self._mixing or "--" in (args or ()):  # behind which there are no options
            return super().parse_known_args(args, namespace)
        self._mixing = True  # what follows calls this method
        try:
            return self.parse_known_intermixed_args(args, namespace)
        except AttributeError as error:  # by how it cleans up where Ctrl-C comes amid it
            raise error.__context__ if isinstance(error.__context__, KeyboardInterrupt) else error from None
        finally:
            self._mixing = False

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {clean_text(message, 300)}; see `{self.prog} --help`\n")


@contextmanager
def telling() -> Iterator[None]:
    """Around what prints: whoever reads it may stop, which ends the printing and is no failure.

    A command whose exit code is an answer puts it around its printing alone, so that its answer stays.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        send_nowhere(sys.stdout)


def cut_arenas(args: argparse.Namespace, missing: int, what: str) -> tuple[list[str], list[str]]:
    """The values of --arena, `open` without any; and what argparse took for more of them: the last `missing`, `what`.

    It does so where --arena comes before what must be there.
    """
    names = args.arena or ["open"]
    arenas, others = names[: len(names) - missing], names[len(names) - missing :]
    if not arenas:
        args.fail(f"the following arguments are required: {what}")
    return list(map(one_of("arena", ARENAS), arenas)), others


def one_of(what: str, known: Collection[str]) -> Callable[[str], str]:
    """An argument type: one of a few names."""

    def value(text: str) -> str:
        if text not in known:
            raise LeagueError(f"{what} {text!r} is not one of: {', '.join(known)}")
        return text

    return value


def whole(what: str, least: int, most: int) -> Callable[[str], int]:
    """An argument type: a whole number between two others."""

    def value(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else -1
        if not least <= number <= most:
            raise LeagueError(f"{what} {text!r} is not a whole number from {least} to {most}")
        return number

    return value


def place(text: str) -> Path:
    """An argument type: a file or folder. An empty name, as of a variable that is not set, is none."""
    if not text:
        raise LeagueError("an empty name is no file or folder; this folder is .")
    return Path(text)


def output(text: str) -> Path:
    """An argument type: a file to write. - is none: what is printed has options of its own."""
    if text == "-":
        raise LeagueError("- is no file's name here: say where to write")
    return place(text)


def add_workers(parser: argparse.ArgumentParser) -> None:
    """--workers and --cluster, for commands that play."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--workers", metavar="N", type=whole("workers", 1, 1024), help="processes; default: one a core")
    where.add_argument(
        "--cluster", metavar="ADDRESS", type=_address, help="of a Dask scheduler, whose workers play: tcp://HOST:PORT"
    )


def _address(text: str) -> str:
    """An argument type: where a scheduler listens."""
    found = re.fullmatch(r"(?:tcp://)?[^\s/]+:([0-9]{1,5})", text)
    if not found or not 0 < int(found[1]) < 2**16:
        shown = clean_text(text, 100)
        raise LeagueError(f"--cluster {shown!r} is not like tcp://HOST:PORT, which `dask scheduler` tells")
    return text
