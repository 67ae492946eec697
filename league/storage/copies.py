"""Reading a store where nothing may be written: from a copy."""

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

TRIES = 5  # copies that are begun while somebody writes


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """Where SQLite can read the store at `path`: there, or in a copy that is dropped in the end.

    It reads a store only where it finds, or may make, a file beside it by which readers and writers tell each other
    what they do; which it may not, or there is no room for. It could be told that nobody writes (`immutable`); but
    somebody may, through another mount, say.

    Raises:
        LeagueError: it needs a copy, and changes all the time, or there is no room for one.
    """
    if not path.is_file() or _can_be_read(path):
        yield path
        return
    with TemporaryDirectory(prefix="league-", ignore_cleanup_errors=True) as folder:
        try:
            copy = _copy(path, Path(folder))
        except OSError as error:
            why = f"nothing can be written beside it, and it can't be copied to {folder}: {error.strerror}"
            raise LeagueError(f"{clean_text(str(path), 200)}: {why}") from None
        yield copy


def _can_be_read(path: Path) -> bool:
    """Whether SQLite can read the file where it lies; True, too, of one with which something else is wrong."""
    if not (os.access(path.parent, os.W_OK) or _beside(path, "-shm").exists()):
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        return not (getattr(error, "sqlite_errorname", None) or "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))
    return True


def _copy(path: Path, folder: Path) -> Path:
    """A copy of a store and of what was written to it last, in that folder, of one moment."""
    parts = path, _beside(path, "-wal")
    for _ in range(TRIES):
        before = [_state(part) for part in parts]
        for part, there in zip(parts, before, strict=True):
            (folder / part.name).unlink(missing_ok=True)
            if there:
                shutil.copyfile(part, folder / part.name)
        if before == [_state(part) for part in parts]:
            return folder / path.name
    raise LeagueError(f"{clean_text(str(path), 200)}: somebody writes to it, and it can't be read from here: try again")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _state(path: Path) -> tuple[int, int] | None:
    """What changes when a file does; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
