"""Durable state of a host: what it has played and reported of each ladder, and what it was asked for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from league.host.report import Places
from league.host.state_file import open_state_file
from league.storage.opening import default_path
from league.storage.sqlite.database import Schema

_TABLES = """
CREATE TABLE host (           -- a single row
    id INTEGER PRIMARY KEY CHECK (id = 1),
    paused INTEGER NOT NULL DEFAULT 0,
    replaying INTEGER NOT NULL DEFAULT 0,  -- 1: void games are to be played again
    folder TEXT,              -- fingerprint of the bots, when they were last looked at
    newest REAL NOT NULL DEFAULT 0  -- when they last changed, s since 1970 UTC
);
INSERT INTO host (id) VALUES (1);
CREATE TABLE ladders (
    name TEXT PRIMARY KEY,
    began REAL,               -- start of its last run of everybody, s since 1970 UTC
    folder TEXT,              -- fingerprint of the bots when new versions last got their games
    playing INTEGER NOT NULL DEFAULT 0,    -- 1 until that run has ended
    placing INTEGER NOT NULL DEFAULT 0,    -- 1: it is a placement, which does not count as a start
    asked INTEGER NOT NULL DEFAULT 0,      -- 1: a run was asked for
    failures INTEGER NOT NULL DEFAULT 0,   -- in a row
    problem TEXT,             -- of the last run, if it failed, and when
    problem_at REAL,
    ended REAL,               -- end of the last run, s since 1970 UTC, and how long it took
    took REAL,
    tournament TEXT,          -- that was asked for and has not ended: format, rounds and bot, as JSON
    reported INTEGER,         -- number of the last run whose results were reported
    places TEXT NOT NULL DEFAULT '{}'      -- rank and Elo of each bot in that report, as JSON
) WITHOUT ROWID;
"""

_MIGRATIONS = {  # SQL by the version it migrates from
    1: """
ALTER TABLE ladders ADD COLUMN placing INTEGER NOT NULL DEFAULT 0;
""",
    2: """
ALTER TABLE ladders ADD COLUMN tournament TEXT;
""",
}

SCHEMA = Schema(application=0x53434853, version=3, tables=_TABLES, migrations=_MIGRATIONS)  # "SCHS"


@dataclass(frozen=True)
class HostFacts:
    """What the host knows beside its ladders; times in s since 1970 UTC."""

    paused: bool = False
    replaying: bool = False
    folder: str | None = None
    newest: float = 0.0


@dataclass(frozen=True)
class Tournament:
    """A run of another format than the ladder's, asked for once."""

    format: str  # round-robin, swiss or gauntlet
    rounds: int
    bot: str | None = None  # who plays all others, in a gauntlet


@dataclass(frozen=True)
class LadderFacts:
    """What the host knows of a ladder; times in s since 1970 UTC.

    Attributes:
        began: start of its last run of everybody.
        folder: fingerprint of the bots when new versions last got their games.
        playing: whether its last run has not ended; it resumes.
        placing: whether its last run is a placement.
        failures: in a row.
        problem: of the last run, if it failed.
        took: s that the last run took.
        reported: the last run whose results were reported; None before the first look at the store.
        places: rank and Elo of each bot in that report.
        tournament: that was asked for and has not ended.
    """

    began: float | None = None
    folder: str | None = None
    playing: bool = False
    placing: bool = False
    asked: bool = False
    failures: int = 0
    problem: str | None = None
    problem_at: float | None = None
    ended: float | None = None
    took: float | None = None
    reported: int | None = None
    places: Places = field(default_factory=dict)
    tournament: Tournament | None = None


class HostState:
    """The open state file of a host."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def host(self) -> HostFacts:
        """Return what is known beside the ladders."""
        return HostFacts(**self._row(HostFacts, "host WHERE id = 1"))

    def set_host(self, **values: object) -> None:
        """Set facts by their names."""
        self._set(HostFacts, "host SET {} WHERE id = 1", values)

    def ladder(self, name: str) -> LadderFacts:
        """Return what is known of a ladder."""
        found = self._row(LadderFacts, "ladders WHERE name = ?", name)
        if not found:
            return LadderFacts()
        found["places"] = {bot: (rank, elo) for bot, (rank, elo) in json.loads(found["places"]).items()}
        found["tournament"] = Tournament(**json.loads(found["tournament"])) if found["tournament"] else None
        return LadderFacts(**found)

    def set_ladder(self, name: str, **values: object) -> None:
        """Set facts of a ladder by their names."""
        if "places" in values:
            values["places"] = json.dumps(values["places"])
        if isinstance(tournament := values.get("tournament"), Tournament):
            values["tournament"] = json.dumps(asdict(tournament))
        self.connection.execute("INSERT OR IGNORE INTO ladders (name) VALUES (?)", (name,))
        self._set(LadderFacts, "ladders SET {} WHERE name = ?", values, name)

    def _row(self, kind: type[Any], where: str, *keys: object) -> dict[str, Any]:
        names = [one.name for one in fields(kind)]
        row = self.connection.execute(f"SELECT {', '.join(names)} FROM {where}", keys).fetchone()
        flags = {one.name for one in fields(kind) if one.type == "bool"}
        return {name: bool(value) if name in flags else value for name, value in zip(names, row or (), strict=False)}

    def _set(self, kind: type[Any], where: str, values: Mapping[str, object], *keys: object) -> None:
        known = {one.name for one in fields(kind)}
        if not values.keys() <= known:
            raise TypeError(f"no facts: {', '.join(sorted(values.keys() - known))}")
        columns = ", ".join(f"{name} = ?" for name in values)
        self.connection.execute(f"UPDATE {where.format(columns)}", (*values.values(), *keys))


def host_state_path(folder: Path) -> Path:
    """Return the path of a host's state file, beside the store of the league in `folder`."""
    return default_path(folder).with_name("host.sqlite")


@contextmanager
def open_host_state(folder: Path) -> Iterator[HostState]:
    """Open the state of the host of the league in `folder` exclusively for this process.

    Raises:
        LeagueError: another process has it open, it is not a state file, or it is damaged.
    """
    with open_state_file(host_state_path(folder), SCHEMA, "league host") as connection:
        yield HostState(connection)
