"""Snapshots of a league's SQLite files while other processes write to them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from league.cli.errors import LeagueError, damaged, explain
from league.storage.sqlite.copies import readable
from league.storage.sqlite.schema import APPLICATION, BUSY, VERSION
from sandbox.clean import clean_text


def snapshot(path: Path, copy: Path) -> None:
    """Copy a database as of one moment to a new file, and check the copy. Raises LeagueError."""
    try:
        with readable(path) as there, closing(_open(there)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)  # at once: in steps, it would begin again after each write of another process
            target.execute("PRAGMA journal_mode = DELETE")  # one file
    except sqlite3.Error as error:
        raise LeagueError(f"{clean_text(str(path), 200)}: {explain(error)}") from None
    check(copy, path)


def check(copy: Path, called: Path) -> None:
    """Raise LeagueError unless all pages of a database are as SQLite writes them; `called` is its name in errors."""
    try:
        with closing(_open(copy)) as connection:
            problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        problem = str(error)
    except (UnicodeDecodeError, MemoryError):
        problem = "its schema cannot be read"
    if problem != "ok":
        raise LeagueError(f"{clean_text(str(called), 200)}: {damaged(problem)}")


def store_facts(copy: Path, called: Path) -> tuple[int, list[str]]:
    """Return the number of games in the copy of a store, and the paths of their logs as recorded. Raises LeagueError.

    The store may have an older version, so that one can make a backup before an upgrade.
    """
    shown = clean_text(str(called), 200)
    try:
        with closing(_open(copy)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if application != APPLICATION:
                raise LeagueError(f"{shown}: not a league's store")
            if version > VERSION:
                raise LeagueError(f"{shown}: a store of version {version}, newer than {VERSION}: update spacecode")
            (games,) = connection.execute("SELECT count(*) FROM games").fetchone()
            rows = connection.execute("SELECT log FROM games WHERE typeof(log) = 'text' ORDER BY id")
            return games, [log for (log,) in rows]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise LeagueError(f"{shown}: {damaged(str(error))}") from None


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection
