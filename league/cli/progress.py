"""Progress of a run on stderr: a bar on a terminal, otherwise an occasional line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from league.cli.wording import counted

LINES = 10  # maximum number of lines without a terminal …
QUIET = 60.0  # … except that one is printed after this many seconds


def so_far(played: int, games: int, what: str = "game") -> str:
    """Describe how many games of a run have been played; `games` is 0 if the total is unknown."""
    return f"{played} of {counted(games, what)}" if games else counted(played, what)


def clock(seconds: float) -> str:
    """Return a time as `0:42` or `1:00:42`."""
    minutes, rest = divmod(max(round(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _times(began: float, until: float) -> str:
    now = time.monotonic()
    return f"{clock(now - began)} elapsed, {clock(until - now)} left"


class _Times(ProgressColumn):
    """How much of a time limit has elapsed, and how much is left."""

    def __init__(self, began: float, until: float) -> None:
        self._began, self._until = began, until
        super().__init__()

    def render(self, task: Task) -> Text:
        return Text(_times(self._began, self._until))


@contextmanager
def shown(
    console: Console, played: int, games: int, what: str = "game", limit: tuple[float, float] | None = None
) -> Iterator[Callable[[int], None]]:
    """Show progress within the context; yields a function to call with the number of games played so far.

    Args:
        games: total number of games, 0 if unknown.
        what: what is counted, if not games.
        limit: beginning and end of the time that limits it, on the monotonic clock.
    """
    if console.is_terminal:
        times = (_Times(*limit),) if limit else (TimeElapsedColumn(), TextColumn("elapsed,"), TimeRemainingColumn())
        left = () if limit else (TextColumn("left"),)
        columns = (TextColumn(f"{what}s"), BarColumn(), MofNCompleteColumn(), *times, *left)
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(what, total=games or None, completed=played)
            yield lambda now: progress.update(task, completed=now)
        return
    share_of = LINES / games if games else 0.0
    known = reported = played
    reported_at = time.monotonic()
    quiet = min((limit[1] - limit[0]) / LINES, QUIET) if limit else QUIET

    def tell(now: int) -> None:
        nonlocal known, reported, reported_at
        known = now
        if int(now * share_of) > int(reported * share_of) or time.monotonic() - reported_at > quiet:
            reported, reported_at = now, time.monotonic()
            console.print(so_far(now, games, what) + (f", {_times(*limit)}" if limit else ""))

    yield tell
    if known > reported:
        console.print(so_far(known, games, what))
