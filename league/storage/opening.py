"""Opening of a store: to read it, to change it beside a run, or to write a run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from league.storage.locks import admission_lock, sole_writer
from league.storage.sqlite.copies import copied, readable
from league.storage.sqlite.damage import diagnosed
from league.storage.sqlite.schema import OldStore, connect, refuse_other_files
from league.storage.store import Store


def default_path(folder: Path) -> Path:
    """Return the default path of a folder's store."""
    return folder / ".league" / "league.sqlite"


@contextmanager
def reading(path: Path) -> Iterator[Store]:
    """Open an existing store for reading; raise LeagueError if that fails."""
    with readable(path) as there, _current(there, path) as connection, diagnosed(connection, path):
        yield Store(connection, path)


@contextmanager
def _current(there: Path, path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection for reading, of an older store to a temporary copy that is migrated; `path` names it."""
    try:
        connection = connect(there, create=False, called=path)
    except OldStore:
        with (
            copied(there, "it has an older version") as copy,
            closing(connect(copy, create=True, whole=False, called=path)) as connection,
        ):
            yield connection
        return
    with closing(connection):
        yield connection


@contextmanager
def joining(path: Path) -> Iterator[Store]:
    """Open a store, created if missing, for short transactions beside a run; raise LeagueError if that fails."""
    refuse_other_files(path)
    with closing(_made(path, whole=False)) as connection, diagnosed(connection, path):
        yield Store(connection, path)


@contextmanager
def writing(path: Path) -> Iterator[Store]:
    """Open a store, created if missing, for a run, and hold its lock; raise LeagueError if that fails."""
    refuse_other_files(path)
    with sole_writer(path), closing(_made(path, whole=True)) as connection, diagnosed(connection, path):
        yield Store(connection, path)


def _made(path: Path, whole: bool) -> sqlite3.Connection:
    """Open a store for writing, under a lock while it is created, because other processes would see it half created."""
    with admission_lock(path):
        return connect(path, create=True, whole=whole)
