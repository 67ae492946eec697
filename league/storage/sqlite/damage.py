"""Diagnosis of a store whose values no league wrote: one clear line instead of a traceback.

SQLite keeps a value of any type in any column. To look through all of them takes longer than most commands, so they are
looked at once a command has failed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from league.cli.errors import LeagueError, damaged
from sandbox.clean import clean_text

NOT_TEXT = "its schema is not text"  # sqlite3 cannot decode SQLite's message about it: a UnicodeDecodeError
_LATEST = 253_402_300_799  # s since 1970 UTC: the end of the year 9999
_LISTED = "CASE WHEN json_valid(players) THEN json_type(players) != 'array' ELSE 1 END"
_VERSIONS = "(SELECT id FROM versions)"
_RULES = {  # what is wrong with a store, and the rows that it is wrong with
    "a run's list of versions is none": f"SELECT 1 FROM runs WHERE {_LISTED}",
    "a pairing's list of versions is none": f"SELECT 1 FROM pairings WHERE {_LISTED}",
    "a run has versions that do not exist": f"SELECT 1 FROM runs, json_each(players) WHERE value NOT IN {_VERSIONS}",
    "a pairing has versions that do not exist": (
        f"SELECT 1 FROM pairings, json_each(players) WHERE value NOT IN {_VERSIONS}"
    ),
    "a version is one of no bot": "SELECT 1 FROM versions WHERE bot NOT IN (SELECT name FROM bots)",
    "a game has no seats": "SELECT 1 FROM games WHERE id NOT IN (SELECT game FROM seats)",
    "a seat of a game that was played has no rank": (
        "SELECT 1 FROM seats JOIN games ON games.id = game WHERE rank IS NULL AND how != 'void'"
    ),
    "a game was recorded in no year": f"SELECT 1 FROM games WHERE at NOT BETWEEN 0 AND {_LATEST}",
    "a game was declared void in no year": f"SELECT 1 FROM voids WHERE at NOT BETWEEN 0 AND {_LATEST}",
    "a season began in no year": f"SELECT 1 FROM seasons WHERE began NOT BETWEEN 0 AND {_LATEST}",
    "a season ended in no year": f"SELECT 1 FROM season_ends WHERE ended NOT BETWEEN 0 AND {_LATEST}",
    "a version was reinstated in no year": f"SELECT 1 FROM reinstatements WHERE at NOT BETWEEN 0 AND {_LATEST}",
}


@contextmanager
def diagnosed(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Raise a LeagueError that names the damage, where a damaged store is why the code inside fails."""
    try:
        yield
    except (LeagueError, OSError, sqlite3.Error):
        raise
    except Exception as error:
        why = NOT_TEXT if isinstance(error, UnicodeDecodeError) else find_damage(connection)
        if why is None:
            raise
        raise LeagueError(f"{clean_text(str(path), 200)}: {damaged(why)}") from error


def find_damage(connection: sqlite3.Connection) -> str | None:
    """Return what is wrong with a store's values; None if nothing is. Raises sqlite3.Error."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for _, column, declared, needed, _, key in connection.execute(
            f"PRAGMA table_info({_quoted(table)})"
        ).fetchall():
            allowed = {declared.lower()} | (set() if needed or key else {"null"})
            for (found,) in connection.execute(f"SELECT DISTINCT typeof({_quoted(column)}) FROM {_quoted(table)}"):
                if found not in allowed:
                    return f"{table}.{column} has a value of the type {found}"
    for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        return f"a row of {table} refers to one of {parent} that does not exist"
    for why, rows in _RULES.items():
        if connection.execute(f"{rows} LIMIT 1").fetchone():
            return why
    return None


def _quoted(name: str) -> str:
    """Return the name of a table or column in SQL."""
    return '"' + name.replace('"', '""') + '"'
