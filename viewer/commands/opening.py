"""Opening of a log for all subcommands, with a progress bar if it takes long."""

from __future__ import annotations

from pathlib import Path

from rich.progress import Progress

from league.cli.console import PlainConsole
from league.logs.files import read_log_file
from viewer.model.recording import Recording, open_recording
from viewer.model.stored import StoredMatch, stored_match


def stored(path: Path) -> StoredMatch | None:
    """Return what the log at `path` tells, if another version of the systems has played it, else None."""
    try:
        return stored_match(read_log_file(path))
    except (OSError, ValueError):  # `opened` says what is wrong
        return None


def opened(path: Path) -> Recording:
    """Return the simulated log at `path`; raise LeagueError with a one-line reason if it cannot be shown."""
    console = PlainConsole(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("simulating", total=None)
        return open_recording(path, lambda done, total: bar.update(task, completed=done, total=total))
