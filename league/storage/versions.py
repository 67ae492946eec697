"""Queries about the space that the versions of bots take in the store."""

from __future__ import annotations

from league.storage.store import Store, digests
from sandbox.identity import Files


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
