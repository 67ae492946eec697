"""Argument parsing shared by the commands: checked values, one-line errors."""

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

WORKERS = "worker processes (default: as many as the CPUs and the memory granted to this process allow)"


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line that refers to --help, with exit code 2.

    Options may precede or follow positional arguments; argparse alone treats an optional FOLDER as missing after an
    option.
    """

    _mixing = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        if self._subparsers or self._mixing or "--" in (args or ()):  # everything after "--" is positional
            return super().parse_known_args(args, namespace)
        self._mixing = True  # the call below calls this method again
        try:
            return self.parse_known_intermixed_args(args, namespace)
        except AttributeError as error:  # raised by its cleanup when Ctrl-C interrupts it
            raise error.__context__ if isinstance(error.__context__, KeyboardInterrupt) else error from None
        finally:
            self._mixing = False

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {clean_text(message, 300)}; see `{self.prog} --help`\n")


@contextmanager
def telling() -> Iterator[None]:
    """Suppress the error of a closed stdout while printing.

    Commands whose exit code is an answer wrap only their printing, so that the exit code is kept.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        send_nowhere(sys.stdout)


def cut_arenas(args: argparse.Namespace, missing: int, what: str) -> tuple[list[str], list[str]]:
    """Return the values of --arena (default `open`) and the `missing` positional arguments that followed it.

    argparse takes positional arguments after --arena for more arenas; `what` names them in the error.
    """
    names = args.arena or ["open"]
    arenas, others = names[: len(names) - missing], names[len(names) - missing :]
    if not arenas:
        args.fail(f"the following arguments are required: {what}")
    return list(map(one_of("arena", ARENAS), arenas)), others


def one_of(what: str, known: Collection[str]) -> Callable[[str], str]:
    """Return an argument type: one of the names in `known`."""

    def value(text: str) -> str:
        if text not in known:
            wanted = f"one of {', '.join(known)}" if len(known) > 1 else "".join(known)
            raise LeagueError(f"{what} must be {wanted}, not {text!r}")
        return text

    return value


def whole(what: str, least: int, most: int) -> Callable[[str], int]:
    """Return an argument type: an integer from `least` to `most`."""

    def value(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else -1
        if not least <= number <= most:
            raise LeagueError(f"{what} must be an integer from {least} to {most}, not {text!r}")
        return number

    return value


def place(text: str) -> Path:
    """Parse a path. Raises LeagueError if it is empty, as from an unset variable."""
    if not text:
        raise LeagueError("the path is empty; use . for the current folder")
    return Path(text)


def output(text: str) -> Path:
    """Parse the path of an output file. Raises LeagueError for `-`: other options print to stdout."""
    if text == "-":
        raise LeagueError("cannot write to -: give a file name")
    return place(text)


def picture(text: str) -> Path:
    """Parse the path of a picture to write. Raises LeagueError unless it ends in .png: no log is overwritten."""
    path = output(text)
    if path.suffix.lower() != ".png":
        raise LeagueError(f"{path}: the name of a picture must end in .png")
    return path


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add --workers and --cluster, for commands that play matches."""
    where = parser.add_mutually_exclusive_group()
    add_processes(where, WORKERS)
    where.add_argument(
        "--cluster",
        metavar="ADDRESS",
        type=_address,
        help="play on the workers of the Dask scheduler at ADDRESS, tcp://HOST:PORT or tls://HOST:PORT",
    )


def add_processes(parser: argparse._ActionsContainer, help: str, most: int = 1024) -> None:
    """Add --workers, the number of worker processes on this machine."""
    parser.add_argument("--workers", metavar="N", type=whole("workers", 1, most), help=help)


def _address(text: str) -> str:
    """Parse the address of a Dask scheduler."""
    found = re.fullmatch(r"(?:tcp://|tls://)?[^\s/]+:([0-9]{1,5})", text)
    if not found or not 0 < int(found[1]) < 2**16:
        shown = clean_text(text, 100)
        raise LeagueError(
            f"--cluster must be an address like tcp://HOST:PORT, as `dask scheduler` prints it, not {shown!r}"
        )
    return text
