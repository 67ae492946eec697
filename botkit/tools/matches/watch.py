"""Repeat a match whenever a bot's file is saved."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from league.bots.bounds import DATA, MAX_SEEN
from league.cli.errors import LeagueError

EVERY = 0.25  # s between checks of the files

Stamp = tuple[tuple[str, int, int], ...] | None


def watch(paths: Sequence[Path], play: Callable[[], object], console: Console) -> NoReturn:
    """Play now and after each change of the bots at `paths`, until Ctrl-C; errors are printed."""
    played: Stamp = None
    while True:
        now = stamp(paths)
        if now is not None and now != played:
            played = now
            try:
                play()
            except LeagueError as error:
                console.print(f"error: {error}")
            console.print("waiting for the next save; Ctrl-C stops")
        time.sleep(EVERY)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in (".py", *DATA))


def stamp(paths: Sequence[Path]) -> Stamp:
    """Return the modification times and sizes of the bots' files; None while a file is being replaced."""
    found = []
    try:
        for path in paths:
            files = itertools.islice(_files(path), MAX_SEEN) if path.is_dir() else [path]
            for file in files:
                about = file.stat()
                found.append((str(file), about.st_mtime_ns, about.st_size))
    except OSError:
        return None
    return tuple(sorted(found))
