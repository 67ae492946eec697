"""Durable state of the bot on Discord: one SQLite file, locked by one process at a time."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from league.cli.errors import LeagueError, damaged, explain
from league.host.state_file import open_state_file
from league.storage.opening import default_path
from league.storage.sqlite.database import Schema, inspect
from sandbox.clean import clean_text

VERSION = 5  # of the tables, in the file's user_version
APPLICATION = 0x53434442  # "SCDB", in the file's application_id

_TABLES = """
CREATE TABLE facts (          -- single values, as JSON
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE inbox (          -- submissions, in the order of arrival
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,  -- the message, or the interaction
    part INTEGER NOT NULL,    -- which of its attachments
    author INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    token TEXT,               -- of the interaction to answer
    filename TEXT NOT NULL,
    url TEXT NOT NULL,
    at INTEGER NOT NULL,      -- time of sending, s since 1970 UTC
    done INTEGER NOT NULL DEFAULT 0,  -- 1 once its answer is in the outbox, or it gets none
    answered INTEGER,         -- time of an answer that counts towards its author's limit, s since 1970 UTC
    UNIQUE (source, part)
);
CREATE TABLE outbox (         -- posts to send, and posts that were sent
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the nonce, also shown in the footer
    key TEXT NOT NULL UNIQUE, -- its subject; each has one post
    channel INTEGER NOT NULL,
    reply_to INTEGER,         -- message id
    token TEXT,               -- of the interaction that it answers
    embeds TEXT NOT NULL,     -- JSON
    mentions TEXT NOT NULL DEFAULT '[]',  -- JSON: users whom a new message notifies
    edition INTEGER NOT NULL DEFAULT 1,  -- incremented by each change
    sent INTEGER NOT NULL DEFAULT 0,     -- the edition that Discord has confirmed
    tried INTEGER NOT NULL DEFAULT 0,    -- 1: it may have been sent, without confirmation
    message INTEGER,          -- its id on Discord
    problem TEXT,             -- why it was given up
    at INTEGER NOT NULL       -- time of creation, s since 1970 UTC
);
CREATE TABLE enclosures (     -- the attached files of posts to send
    post INTEGER NOT NULL REFERENCES outbox ON DELETE CASCADE,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (post, name)
) WITHOUT ROWID;
CREATE TABLE banned (
    user INTEGER PRIMARY KEY
);
CREATE TABLE warned (         -- users whose submissions get no further public refusal for a while
    user INTEGER PRIMARY KEY,
    until INTEGER NOT NULL    -- s since 1970 UTC
);
CREATE TABLE commands (       -- what hosts did, for the audit trail
    id INTEGER PRIMARY KEY,
    host INTEGER NOT NULL,    -- user id
    command TEXT NOT NULL,
    at INTEGER NOT NULL       -- s since 1970 UTC
);
CREATE TRIGGER commands_stay BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'never edited'); END;
CREATE TRIGGER commands_remain BEFORE DELETE ON commands BEGIN SELECT RAISE(ABORT, 'never edited'); END;
CREATE TABLE people (         -- names of users, as Discord showed them last
    user INTEGER PRIMARY KEY,
    name TEXT NOT NULL        -- cleaned
);
CREATE TABLE notified (       -- users who chose to be mentioned in news of their bots
    user INTEGER PRIMARY KEY
);
CREATE TABLE former (         -- facts about runs of older versions, until they are handed over to the host
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX inbox_waiting ON inbox (id) WHERE NOT done;
CREATE INDEX inbox_answered ON inbox (author, answered);
CREATE INDEX outbox_waiting ON outbox (id) WHERE sent < edition;
"""

_MIGRATIONS = {  # SQL by the version it migrates from
    1: """
ALTER TABLE inbox ADD COLUMN answered INTEGER;
CREATE TABLE warned (
    user INTEGER PRIMARY KEY,
    until INTEGER NOT NULL
);
CREATE TABLE commands (
    id INTEGER PRIMARY KEY,
    host INTEGER NOT NULL,
    command TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE TRIGGER commands_stay BEFORE UPDATE ON commands BEGIN SELECT RAISE(ABORT, 'never edited'); END;
CREATE TRIGGER commands_remain BEFORE DELETE ON commands BEGIN SELECT RAISE(ABORT, 'never edited'); END;
DROP INDEX inbox_by_author;
CREATE INDEX inbox_answered ON inbox (author, answered);
""",
    2: """
CREATE TABLE former (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO former SELECT name, value FROM facts WHERE name IN
    ('began', 'newest', 'playing', 'asked', 'paused', 'replaying', 'problem', 'reported', 'places');
DELETE FROM facts WHERE name IN (SELECT name FROM former);
""",
    3: """
CREATE TABLE people (
    user INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);
""",
    4: """
ALTER TABLE outbox ADD COLUMN mentions TEXT NOT NULL DEFAULT '[]';
CREATE TABLE notified (
    user INTEGER PRIMARY KEY
);
""",
}

SCHEMA = Schema(APPLICATION, VERSION, _TABLES, _MIGRATIONS)


class DiscordState:
    """The open state file: a key-value store of facts, beside the tables of Inbox and Outbox."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def get(self, name: str) -> Any:
        """Return a fact, or None if it was never set."""
        row = self.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def set(self, name: str, value: Any) -> None:
        """Store a fact, in the current transaction if there is one."""
        self.connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, json.dumps(value)))

    def former(self) -> dict[str, Any]:
        """Return the facts about runs that a release without a host kept here."""
        rows = self.connection.execute("SELECT name, value FROM former").fetchall()
        return {name: json.loads(value) for name, value in rows}

    def forget_former(self) -> None:
        """Delete those facts, once the host has them."""
        self.connection.execute("DELETE FROM former")

    def is_banned(self, user: int) -> bool:
        return self.connection.execute("SELECT 1 FROM banned WHERE user = ?", (user,)).fetchone() is not None

    def ban(self, user: int, banned: bool) -> None:
        """Ban a user, or lift the ban."""
        statement = "INSERT OR IGNORE INTO banned VALUES (?)" if banned else "DELETE FROM banned WHERE user = ?"
        self.connection.execute(statement, (user,))

    def notified(self) -> frozenset[int]:
        """Return the users who chose to be mentioned in news of their bots."""
        return frozenset(user for (user,) in self.connection.execute("SELECT user FROM notified"))

    def notify(self, user: int, chosen: bool) -> None:
        """Record what a user chose about being mentioned."""
        statement = "INSERT OR IGNORE INTO notified VALUES (?)" if chosen else "DELETE FROM notified WHERE user = ?"
        self.connection.execute(statement, (user,))

    def record_command(self, host: int, command: str) -> None:
        """Append a host's command to the audit trail."""
        row = (host, command, int(time.time()))
        self.connection.execute("INSERT INTO commands (host, command, at) VALUES (?, ?, ?)", row)

    def is_warned(self, user: int, now: int, longest: int) -> bool:
        """Return whether a user was warned until later than `now`, by no more than `longest` s."""
        row = self.connection.execute("SELECT until FROM warned WHERE user = ?", (user,)).fetchone()
        return row is not None and now < row[0] <= now + longest  # later times are of a clock set wrong

    def warn(self, user: int, until: int) -> None:
        """Record that a user was warned, until a time in s since 1970 UTC."""
        self.connection.execute("INSERT OR REPLACE INTO warned VALUES (?, ?)", (user, until))


def state_path(folder: Path) -> Path:
    """Return the path of the bot's state file, beside the store of the league in `folder`."""
    return default_path(folder).with_name("discord.sqlite")


class HostCommand(NamedTuple):
    """A command of a host."""

    host: int  # user id
    command: str
    at: int  # s since 1970 UTC


def host_commands(path: Path, host: int | None, limit: int) -> list[HostCommand]:
    """Return the last commands of hosts, newest first, also while the bot runs; none if there is no state file.

    Raises:
        LeagueError: it is not a state file, or it is damaged.
    """
    if not path.exists():
        return []
    shown = clean_text(str(path), 200)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = inspect(connection)
            if found.application != SCHEMA.application:
                raise LeagueError(f"{shown}: not a state file of `league discord`")
            if found.version < 2:
                return []
            rows = connection.execute(
                "SELECT host, command, at FROM commands WHERE ?1 IS NULL OR host = ?1 ORDER BY id DESC LIMIT ?2",
                (host, limit),
            )
            return [HostCommand(int(number), str(command), int(at)) for number, command, at in rows]
    except (sqlite3.DatabaseError, ValueError) as error:
        why = explain(error) if isinstance(error, sqlite3.Error) else damaged(str(error))
        raise LeagueError(f"{shown}: {why}") from None


@contextmanager
def open_state(path: Path) -> Iterator[DiscordState]:
    """Open the state file at `path` exclusively for this process; create it if it is missing.

    Raises:
        LeagueError: another process has it open, it is not a state file, or it is damaged.
    """
    with open_state_file(path, SCHEMA, "league discord") as connection:  # private: it holds tokens of interactions
        yield DiscordState(connection)
