"""How far a run is, on stderr: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from league.cli.wording import counted

LINES = 10  # at most, where there is no terminal …
QUIET = 60.0  # … and one at least every so many seconds, as games come in


def so_far(played: int, games: int) -> str:
    """How many games of a run have been played; `games` 0: of how many is not known."""
    return f"{played} of {counted(games, 'game')}" if games else counted(played, "game")


@contextmanager
def shown(console: Console, played: int, games: int) -> Iterator[Callable[[int], None]]:
    """Show progress while inside; call what it gives with the number of games played so far. `games` 0: not known."""
    if console.is_terminal:
        columns = (TextColumn("games"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("games", total=games or None, completed=played)
            yield lambda now: progress.update(task, completed=now)
        return
    share_of = LINES / games if games else 0.0
    known = told = played
    told_at = time.monotonic()

    def tell(now: int) -> None:
        nonlocal known, told, told_at
        known = now
        if int(now * share_of) > int(told * share_of) or time.monotonic() - told_at > QUIET:
            told, told_at = now, time.monotonic()
            console.print(so_far(now, games))

    yield tell
    if known > told:
        console.print(so_far(known, games))
