"""What `league run` tells of the bots that it leaves out, and of loading those that are new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from league.bots.roster import Entry
from league.cli import progress
from league.cli.console import PlainConsole
from league.cli.wording import NAMED, counted, listed, others
from sandbox.clean import clean_text


def name_left_out(left_out: Sequence[Entry], console: PlainConsole) -> None:
    """Name the entries that are left out, those with the same problem together."""
    names: dict[str, list[str]] = {}
    for entry in left_out:
        names.setdefault(str(entry.problem), []).append(file_name(entry))
    lines = [f"left out: {listed(those)}: {problem}" for problem, those in names.items()]
    print_first(lines, "left out: … and {}; --json lists them", console)


def print_first(lines: Sequence[str], rest: str, console: PlainConsole) -> None:
    """Print the first lines; of the others, of which `rest` tells, only the number."""
    for line in lines[:NAMED]:
        console.print(line)
    if len(lines) > NAMED:
        console.print(rest.format(others(len(lines) - NAMED)))


def file_name(entry: Entry) -> str:
    """Return the name of an entry's file or folder for display."""
    return clean_text(entry.path.name, 40)


@contextmanager
def loading(console: PlainConsole, bots: int) -> Iterator[Callable[[int], None]]:
    """Show the progress of loading bots that are new or changed; yields what to call with the number of those done."""
    console.print(f"loading {counted(bots, 'bot')}, new or changed")
    with progress.shown(console, 0, bots, "bot") as tell:
        yield tell
