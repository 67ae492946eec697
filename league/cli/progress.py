"""Progress of a run on stderr: a bar on a terminal, otherwise an occasional line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from league.cli.wording import counted

LINES = 10  # maximum number of lines without a terminal …
QUIET = 60.0  # … except that one is printed after this many seconds


def so_far(played: int, games: int, what: str = "game") -> str:
    """Describe how many games of a run have been played; `games` is 0 if the total is unknown."""
    return f"{played} of {counted(games, what)}" if games else counted(played, what)


@contextmanager
def shown(console: Console, played: int, games: int, what: str = "game") -> Iterator[Callable[[int], None]]:
    """Show progress within the context; yields a function to call with the number of games played so far.

    Args:
        games: total number of games, 0 if unknown.
        what: what is counted, if not games.
    """
    if console.is_terminal:
        columns = (TextColumn(f"{what}s"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(what, total=games or None, completed=played)
            yield lambda now: progress.update(task, completed=now)
        return
    share_of = LINES / games if games else 0.0
    known = reported = played
    reported_at = time.monotonic()

    def tell(now: int) -> None:
        nonlocal known, reported, reported_at
        known = now
        if int(now * share_of) > int(reported * share_of) or time.monotonic() - reported_at > QUIET:
            reported, reported_at = now, time.monotonic()
            console.print(so_far(now, games, what))

    yield tell
    if known > reported:
        console.print(so_far(known, games, what))
