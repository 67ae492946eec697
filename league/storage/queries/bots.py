"""Queries about bots, their owners and their versions."""

from __future__ import annotations

from typing import NamedTuple

from league.storage.records import Version
from league.storage.store import Store, digests
from sandbox.identity import Files
from sandbox.names import skeleton


class BotRow(NamedTuple):
    """A bot and its current version."""

    version: int  # id of the current version
    name: str
    number: int  # of the current version, from 1
    owner: str | None
    active: int  # 1 while the bot is in the folder


def all_bots(store: Store) -> list[BotRow]:
    """Return every bot of the league, active or not."""
    rows = store.connection.execute(
        "SELECT version, bots.name, number, owner, active FROM bots JOIN versions ON versions.id = version"
    )
    return [BotRow(*row) for row in rows]


def active_names(store: Store, owner: str | None = None) -> list[str]:
    """Return the names of the active bots, sorted; of one owner, if given."""
    rows = store.connection.execute(
        "SELECT name FROM bots WHERE active AND (?1 IS NULL OR owner = ?1) ORDER BY name", (owner,)
    )
    return [name for (name,) in rows]


def names_of(store: Store, owner: str) -> list[str]:
    """Return the names of an owner's bots, active or not."""
    return [name for (name,) in store.connection.execute("SELECT name FROM bots WHERE owner = ?", (owner,))]


def owners(store: Store) -> dict[str, str | None]:
    """Map each bot's name to its owner."""
    return dict(store.connection.execute("SELECT name, owner FROM bots").fetchall())


def reserved_skeletons(store: Store) -> frozenset[str]:
    """Return the looks of the names of all bots, active or not: no other bot may show such a name as its own."""
    return frozenset(skeleton(name) for name in owners(store))


def names_by_version(store: Store, current: bool = False) -> dict[int, str]:
    """Map each version's id, or only those of current versions, to the bot's name in its current spelling."""
    if current:
        query = "SELECT version, name FROM bots"
    else:
        query = "SELECT versions.id, name FROM versions JOIN bots ON name = bot ORDER BY versions.id"
    return dict(store.connection.execute(query).fetchall())


def versions_of(store: Store, bot: str) -> list[Version]:
    """Return a bot's versions, oldest first."""
    rows = store.connection.execute(
        "SELECT id, bot, number, identity FROM versions WHERE bot = ? ORDER BY number", (bot,)
    )
    return [Version(*row) for row in rows]


def deactivate(store: Store, name: str, owner: str) -> bool:
    """Mark an owner's bot as inactive, within the caller's transaction; return False if the owner has no such bot."""
    rows = store.connection.execute(
        "UPDATE bots SET active = 0 WHERE name = ? AND owner = ? RETURNING name", (name, owner)
    ).fetchall()
    return bool(rows)


def queue_position(store: Store, version: int) -> int:
    """Return a version's position among those waiting for their first game, from 1; 0 if it has played."""
    row: tuple[int] = store.connection.execute(
        "SELECT count(*) FROM bots WHERE active AND version <= ?1 AND NOT EXISTS"
        " (SELECT 1 FROM seats WHERE seats.version = bots.version) AND NOT EXISTS"
        " (SELECT 1 FROM seats WHERE seats.version = ?1)",
        (version,),
    ).fetchone()
    return row[0]


def stored_bytes(store: Store, owner: str | None = None) -> int:
    """Return the bytes of all stored files, or of those in any version of an owner's bots; equal files count once."""
    row: tuple[int] = store.connection.execute(
        "SELECT coalesce(sum(length(text)), 0) FROM files WHERE ?1 IS NULL OR sha256 IN (SELECT file FROM programs"
        " JOIN versions USING (identity) JOIN bots ON bots.name = versions.bot WHERE owner = ?1)",
        (owner,),
    ).fetchone()
    return row[0]


def new_bytes(store: Store, files: Files) -> int:
    """Return the bytes by which storing files would enlarge the store."""
    known = "SELECT 1 FROM files WHERE sha256 = ?"
    return sum(
        len(data)
        for sha256, data in digests(files).items()
        if not store.connection.execute(known, (sha256,)).fetchone()
    )
