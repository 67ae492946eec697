"""SQLite files in which a service keeps its state: private, and open in one process at a time."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from league.cli.errors import LeagueError, damaged, explain
from league.storage.sqlite.damage import NOT_TEXT
from league.storage.sqlite.database import Schema, create_private, create_tables, inspect, migrate
from sandbox.clean import clean_text


@contextmanager
def open_state_file(path: Path, schema: Schema, command: str) -> Iterator[sqlite3.Connection]:
    """Open the state file at `path` exclusively for this process; create it if it is missing, migrate it if it is old.

    Args:
        command: whose state it is, for errors.

    Raises:
        LeagueError: another process has it open, it is not such a file, it is newer than this release, or damaged.
    """
    shown = clean_text(str(path), 200)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.fdopen(os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+")
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LeagueError(f"{shown}: it is in use by another `{command}`") from None
        try:
            create_private(path)
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                path.chmod(0o600)  # of earlier versions
                _prepare(connection, schema, shown, command)
                yield connection
        except sqlite3.DatabaseError as error:
            raise LeagueError(f"{shown}: {explain(error)}") from None


def _prepare(connection: sqlite3.Connection, schema: Schema, shown: str, command: str) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        found = inspect(connection)
    except UnicodeDecodeError:
        raise LeagueError(f"{shown}: {damaged(NOT_TEXT)}") from None
    if found.is_new:
        create_tables(connection, schema)
    elif found.application != schema.application:
        raise LeagueError(f"{shown}: not a state file of `{command}`")
    elif found.version > schema.version:
        raise LeagueError(f"{shown}: it has version {found.version}, but this release reads version {schema.version}")
    connection.execute("PRAGMA synchronous = FULL")
    migrate(connection, schema)
