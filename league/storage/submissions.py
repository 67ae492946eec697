"""Queries about submissions, accepted or refused: the limits of an owner count them."""

from __future__ import annotations

from league.storage.store import Store


def add_submission(store: Store, owner: str, name: str, now: int) -> int:
    """Record a submission, in the caller's transaction; return its id."""
    row: tuple[int] = store.connection.execute(
        "INSERT INTO submissions (owner, name, at) VALUES (?, ?, ?) RETURNING id", (owner, name, now)
    ).fetchone()
    return row[0]


def set_version(store: Store, submission: int, version: int) -> None:
    """Record which version an accepted submission became, in the caller's transaction."""
    store.connection.execute("UPDATE submissions SET version = ? WHERE id = ?", (version, submission))


def latest_times(store: Store, owner: str, after: int, until: int, limit: int) -> list[int]:
    """Return when an owner's last submissions came, the newest first, s since 1970 UTC, in (after, until]."""
    rows = store.connection.execute(
        "SELECT at FROM submissions WHERE owner = ? AND at > ? AND at <= ? ORDER BY at DESC LIMIT ?",
        (owner, after, until, limit),
    )
    return [at for (at,) in rows]
