"""Transactions and versioned schemas of the league's SQLite files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Schema:
    """The tables of one kind of file.

    Attributes:
        application: value of the file's `application_id`.
        version: value of the file's `user_version`.
        tables: SQL that creates the tables in an empty file.
        migrations: SQL by the version it starts from; each leads to the next version.
    """

    application: int
    version: int
    tables: str
    migrations: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileState:
    """The application id and version stored in an open file."""

    application: int
    version: int
    has_tables: bool

    @property
    def is_new(self) -> bool:
        """Whether the file is an empty database that no application has claimed."""
        return self.version == 0 and self.application == 0 and not self.has_tables


def create_private(path: Path) -> None:
    """Create a file that only its owner can read, as the files beside it then are; leave an existing one as it is."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def inspect(connection: sqlite3.Connection) -> FileState:
    """Read a file's state in one transaction, because another process may be creating the tables."""
    connection.execute("BEGIN")
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = _has_tables(connection)
    connection.execute("COMMIT")
    return FileState(application, version, tables)


def create_tables(connection: sqlite3.Connection, schema: Schema) -> None:
    """Create the tables in a new file, in WAL mode, unless another process has created them meanwhile."""
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        if not _has_tables(connection):
            for statement in _statements(schema.tables):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {schema.application}")
            connection.execute(f"PRAGMA user_version = {schema.version}")


def migrate(connection: sqlite3.Connection, schema: Schema) -> None:
    """Migrate a file of an older version to the schema's version, in one transaction.

    Foreign keys are not enforced meanwhile, so that a table that others refer to can be rebuilt; they are afterwards.
    """
    connection.execute("PRAGMA foreign_keys = OFF")  # has no effect within a transaction
    try:
        with transaction(connection):
            for version in range(connection.execute("PRAGMA user_version").fetchone()[0], schema.version):
                for statement in _statements(schema.migrations[version]):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {schema.version}")
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the enclosed statements in one transaction; an exception rolls it back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements, because `executescript` would commit between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
