"""Queries about submissions, accepted or refused, which count towards an owner's limits."""

from __future__ import annotations

from typing import NamedTuple

from league.storage.store import Store


def add_submission(store: Store, owner: str, name: str, now: int) -> int:
    """Record a submission within the caller's transaction; return its id."""
    row: tuple[int] = store.connection.execute(
        "INSERT INTO submissions (owner, name, at) VALUES (?, ?, ?) RETURNING id", (owner, name, now)
    ).fetchone()
    return row[0]


def set_version(store: Store, submission: int, version: int) -> None:
    """Record the version that an accepted submission became, within the caller's transaction."""
    store.connection.execute("UPDATE submissions SET version = ? WHERE id = ?", (version, submission))


def latest_times(store: Store, owner: str, after: int, until: int, limit: int) -> list[int]:
    """Return the times of an owner's last submissions, newest first, in s since 1970 UTC, within (after, until]."""
    rows = store.connection.execute(
        "SELECT at FROM submissions WHERE owner = ? AND at > ? AND at <= ? ORDER BY at DESC LIMIT ?",
        (owner, after, until, limit),
    )
    return [at for (at,) in rows]


class RefusalRow(NamedTuple):
    """A refused submission, for the audit trail."""

    owner: str
    name: str
    sha256: str  # of its files, or of the bytes sent if they could not be read; "" if neither is known
    code: str
    at: int  # s since 1970 UTC


def add_refusal(store: Store, refusal: RefusalRow) -> None:
    """Record a refusal within the caller's transaction."""
    store.connection.execute("INSERT INTO refusals (owner, name, sha256, code, at) VALUES (?, ?, ?, ?, ?)", refusal)


def refusals(store: Store, owner: str | None, limit: int) -> list[RefusalRow]:
    """Return the last refusals, of one owner if given, newest first."""
    rows = store.connection.execute(
        "SELECT owner, name, sha256, code, at FROM refusals WHERE ?1 IS NULL OR owner = ?1 ORDER BY id DESC LIMIT ?2",
        (owner, limit),
    )
    return [
        RefusalRow(str(owner), str(name), str(sha256), str(code), int(at)) for owner, name, sha256, code, at in rows
    ]
