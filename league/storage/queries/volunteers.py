"""Volunteers: which games they played, and those who were expelled for false results."""

from __future__ import annotations

import time
from dataclasses import dataclass

from league.storage.queries.corrections import VoidGame, unreplayed, void_games
from league.storage.store import Store


@dataclass(frozen=True)
class Expulsion:
    """A volunteer whose results were false."""

    volunteer: str
    token: str  # SHA-256 (hex) of the token that is refused
    why: str
    at: int  # s since 1970 UTC


def expel(store: Store, volunteer: str, token: str, why: str) -> None:
    """Refuse a token from now on.

    Args:
        token: its SHA-256 (hex).
    """
    with store.transaction():
        store.connection.execute(
            "INSERT INTO expulsions (volunteer, token, why, at) VALUES (?, ?, ?, ?)",
            (volunteer, token, why, int(time.time())),
        )


def expulsions(store: Store, limit: int = -1) -> list[Expulsion]:
    """Return the expulsions, newest first, at most `limit` unless it is negative."""
    rows = store.connection.execute(
        "SELECT volunteer, token, why, at FROM expulsions ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [Expulsion(*row) for row in rows]


def void_games_of(store: Store, volunteer: str, why: str, who: str, until: int | None = None) -> int:
    """Declare all games of a volunteer that count void, of every run; return their number.

    Args:
        until: when the last of them was recorded, in s since 1970 UTC, for one who has been readmitted since.
    """
    found = store.connection.execute(
        "SELECT game FROM volunteer_games JOIN valid_games ON valid_games.id = game"
        " WHERE volunteer = ? AND at <= COALESCE(?, at)",
        (volunteer, until),
    ).fetchall()
    if found:
        with store.transaction():
            void_games(store, [game for (game,) in found], why, who)
    return len(found)


def unreplayed_of_expelled(store: Store) -> list[VoidGame]:
    """Return the void games of expelled volunteers without a later attempt, in the order of runs and pairings."""
    rows = store.connection.execute(
        "SELECT DISTINCT run, pairing, seating FROM latest_games JOIN volunteer_games ON game = id"
        " WHERE how = 'void' AND volunteer IN (SELECT volunteer FROM expulsions)"
    )
    theirs = set(rows.fetchall())
    runs = sorted({run for run, _, _ in theirs})
    return [
        game for run in runs for game in unreplayed(store, run) if (run, game.pairing.number, game.seating) in theirs
    ]
