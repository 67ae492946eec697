"""The league's SQLite file, and how to open it; tables.py has its tables.

Results are append-only: triggers refuse to change or delete them, and what corrects them is appended too. One run
writes at a time (see locks.py), any number of processes may read meanwhile, and admission and corrections write in
short transactions of their own.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from league.cli.errors import LeagueError, damaged, explain
from league.storage.sqlite.damage import NOT_TEXT
from league.storage.sqlite.database import Schema, create_private, create_tables, inspect, migrate
from league.storage.sqlite.migrations import MIGRATIONS
from league.storage.sqlite.tables import TABLES
from sandbox.clean import clean_text

VERSION = 7  # schema version, in the file's user_version
APPLICATION = 0x53434C47  # "SCLG", in the file's application_id
BUSY = 10.0  # seconds to wait for a reader or a checkpoint
_LONGEST = 16 << 20  # maximum bytes of a value or row
_MAGIC = b"SQLite format 3\0"  # first bytes of every SQLite file except an empty one

SCHEMA = Schema(APPLICATION, VERSION, TABLES, MIGRATIONS)


class NoStore(LeagueError):
    """There is no store yet: no file, an empty one, or a database without tables."""


class OldStore(LeagueError):
    """The store has an older version."""


def connect(path: Path, create: bool, whole: bool = True, called: Path | None = None) -> sqlite3.Connection:
    """Open a league's store.

    Args:
        create: open for writing, and create the file and its tables if missing.
        whole: check all of a store opened for writing for damage, which takes about a second per million games.
        called: path to name in errors, if `path` is a copy.

    Raises:
        NoStore: there is no store yet.
        OldStore: the store has an older version, and `create` is False.
        LeagueError: the file is not a store, damaged, or of a newer version.
    """
    shown = clean_text(str(called or path), 200)
    if not create and not path.exists():
        raise NoStore(f"{shown}: no league has been run here")
    connection: sqlite3.Connection | None = None
    try:
        if path.exists() and not _may_be_a_database(path):
            raise LeagueError(f"{shown}: not a league's store")
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            create_private(path)  # it holds the bots' sources and the secrets of runs
        # A URI, so that opening for reading never creates a file. Transactions are started explicitly.
        uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        _check(connection, shown, create, whole)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise LeagueError(f"{shown}: {explain(error)}") from None
    except UnicodeDecodeError:
        if connection is not None:
            connection.close()
        raise LeagueError(f"{shown}: {damaged(NOT_TEXT)}") from None
    except MemoryError:  # of a row that claims to be longer than memory
        if connection is not None:
            connection.close()
        raise LeagueError(f"{shown}: too little memory to read its schema, or {damaged('its schema')}") from None
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    except LeagueError:
        if connection is not None:
            connection.close()
        raise
    return connection


def refuse_other_files(path: Path) -> None:
    """Raise LeagueError if `path` is a file that is not a store; never create or change a file."""
    with suppress(NoStore, OldStore):
        connect(path, create=False).close()


def _may_be_a_database(path: Path) -> bool:
    """Return whether it is a regular file that starts like an SQLite database, or is empty, as a new one is."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) in (b"", _MAGIC)


def _check(connection: sqlite3.Connection, shown: str, create: bool, whole: bool) -> None:
    """Create the tables in a new file, migrate an older store, and refuse any other file."""
    found = inspect(connection)
    if found.is_new:
        if not create:
            raise NoStore(f"{shown}: no league has been run here")
        create_tables(connection, SCHEMA)
    elif found.application != SCHEMA.application:
        raise LeagueError(f"{shown}: a database, but not a league's store")
    elif found.version > VERSION:
        raise LeagueError(f"{shown}: a store of version {found.version}, newer than {VERSION}: update spacecode")
    elif found.version < VERSION and not create:
        raise OldStore(f"{shown}: a store of version {found.version}: the next `league run` migrates it to {VERSION}")
    if not found.is_new and (strange := _executable(connection)):
        raise LeagueError(f"{shown}: {damaged(f'its {strange} is not part of a store')}")
    if create:
        connection.execute("PRAGMA synchronous = FULL")
        problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if whole else "ok"
        if problem != "ok":
            raise LeagueError(f"{shown}: {damaged(problem)}")
        migrate(connection, SCHEMA)
    for number, *columns in connection.execute("SELECT id, rules, options, guests FROM runs"):
        if not _is_a_run(*columns):
            raise LeagueError(f"{shown}: {damaged(f'run {number} is not readable')}")


def _executable(connection: sqlite3.Connection) -> str | None:
    """Return the kind and name of a schema object that runs code and is not one of the store's views and triggers.

    A view may never end, and neither may a trigger. Virtual tables, which have no root page, run other libraries.
    """
    objects = "type NOT IN ('table', 'index') OR type = 'table' AND NOT rootpage"
    for kind, name, sql in connection.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {objects}"):
        if kind not in ("trigger", "view") or f"{sql};" not in TABLES:
            return f"{kind} {name}"
    return None


def _is_a_run(rules: Any, options: Any, guests: Any) -> bool:
    """Return whether a run's columns have the shapes that a league writes."""
    try:
        asked, used = json.loads(options), json.loads(guests)
    except (TypeError, ValueError, RecursionError):
        return False
    shapes = isinstance(asked, dict) and isinstance(used, list) and all(isinstance(guest, str) for guest in used)
    return shapes and isinstance(rules, str) and rules.isascii() and rules.isalnum()
