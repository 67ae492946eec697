"""Temporary copies of a store: of one in a folder that cannot be written to, or of an older version."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from league.cli.errors import LeagueError
from sandbox.clean import clean_text

TRIES = 5  # attempts to copy the store while another process writes to it


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """Yield a path at which SQLite can read the store: `path` itself, or a temporary copy that is deleted afterwards.

    SQLite reads a database in WAL mode only where it finds or can create the shared-memory file beside it, which takes
    permission and free space. The URI parameter `immutable` would avoid that file, but it requires that nobody writes,
    and another process may, for example through another mount.

    Raises:
        LeagueError: a copy is needed, but the store keeps changing or there is no room for one.
    """
    if not path.is_file() or _can_be_read(path):
        yield path
        return
    with copied(path, "its folder cannot be written to") as copy:
        yield copy


@contextmanager
def copied(path: Path, why: str) -> Iterator[Path]:
    """Yield the path of a temporary copy of a store, which `why` makes necessary. Raises LeagueError as `readable`."""
    with TemporaryDirectory(prefix="league-", ignore_cleanup_errors=True) as folder:
        try:
            copy = _copy(path, Path(folder))
        except OSError as error:
            problem = f"{why}, and it cannot be copied to {folder}: {error.strerror}"
            raise LeagueError(f"{clean_text(str(path), 200)}: {problem}") from None
        yield copy


def _can_be_read(path: Path) -> bool:
    """Return whether SQLite can read the file in place; also True for files with any other problem."""
    if not (os.access(path.parent, os.W_OK) or _beside(path, "-shm").exists()):
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (UnicodeDecodeError, MemoryError):  # of a damaged schema
        return True
    except sqlite3.Error as error:
        return not (getattr(error, "sqlite_errorname", None) or "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))
    return True


def _copy(path: Path, folder: Path) -> Path:
    """Copy a store and its write-ahead log to `folder` as a consistent snapshot; return the path of the copy."""
    parts = path, _beside(path, "-wal")
    for _ in range(TRIES):
        before = [_state(part) for part in parts]
        for part, there in zip(parts, before, strict=True):
            (folder / part.name).unlink(missing_ok=True)
            if there:
                shutil.copyfile(part, folder / part.name)
        if before == [_state(part) for part in parts]:
            return folder / path.name
    raise LeagueError(f"{clean_text(str(path), 200)}: another process keeps writing to it: try again")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _state(path: Path) -> tuple[int, int] | None:
    """Return modification time (ns) and size (bytes), which change when the file does; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
