"""File locks between processes; the operating system releases a lock when its process ends for any reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from league.cli.errors import LeagueError
from sandbox.clean import clean_text


@contextmanager
def sole_writer(path: Path, what: str = "league run") -> Iterator[None]:
    """Hold the lock that lets a single run, or what else writes there, write to the store or folder at `path`.

    Raises:
        LeagueError: another one holds the lock, or its file cannot be created.
    """
    import fcntl  # only on Linux and macOS; reading a store works on every system

    with _open(path / ".lock" if path.is_dir() else path.with_name(path.name + ".lock")) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = clean_text(file.read(20).strip(), 20)
            by = f" (process {holder})" if holder else ""
            raise LeagueError(f"{clean_text(str(path), 200)}: another {what} is using it{by}") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def admission_lock(path: Path) -> Iterator[None]:
    """Wait for and hold the lock that lets a single process change the bots of the league whose store is at `path`.

    Raises:
        LeagueError: the lock's file cannot be created.
    """
    import fcntl

    with _open(path.with_name("door.lock")) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _open(lock: Path) -> TextIOWrapper:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        return os.fdopen(handle, "r+", encoding="ascii", errors="replace")
    except OSError as error:
        raise LeagueError(f"{clean_text(str(lock), 200)}: {error.strerror}") from None
