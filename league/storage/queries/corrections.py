"""Corrections of results, appended beside them: games declared void, and versions reinstated."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.storage.names import parse_game
from league.storage.pairing import Pairing
from league.storage.queries.results import ladders_excluding
from league.storage.store import Store


@dataclass(frozen=True)
class Correction:
    """Who corrected something, when and why."""

    why: str
    who: str
    at: int  # s since 1970 UTC

    def describe(self, what: str) -> str:
        """Say in one line what was done, such as `declared void`, by whom, when and why."""
        return f"{what} by {self.who} on {datetime.fromtimestamp(self.at, UTC):%Y-%m-%d}: {self.why}"


@dataclass(frozen=True)
class ListedCorrection(Correction):
    """A correction as a list shows it: of games of a run, or of a version of a bot."""

    run: int | None
    games: int
    bot: str | None
    version: int | None  # its number

    @property
    def what(self) -> str:
        """What was done, in words."""
        if self.run is None:
            return f"reinstated {self.bot} v{self.version}"
        return f"declared {counted(self.games, 'game')} of run {self.run} void"


@dataclass(frozen=True)
class VoidGame:
    """A void game that has not been played again."""

    run: int
    pairing: Pairing
    seating: str
    attempt: int  # the last one


def void_named(store: Store, names: Iterable[str], why: str, who: str) -> int:
    """Declare the valid games of runs (12) and single games (12-3a) void, all or none; return their number.

    Raises:
        LeagueError: a name has no valid games.
    """
    with store.transaction():
        found = dict.fromkeys(number for name in names for number in _named(store, name))
        void_games(store, found, why, who)
    return len(found)


def _named(store: Store, text: str) -> list[int]:
    """Return the ids of the valid games that a text names. Raises LeagueError if there are none."""
    game = parse_game(text)
    if game is None:
        if not text.isdecimal():
            raise LeagueError(f"{text!r} names no run and no game: use a number, or a name such as 12-3a")
        run = int(text) if len(text) < 10 else 0
        if store.run(run) is None:
            raise LeagueError(f"no run {text} in this league")
        found = valid_games(store, run)
        if not found:
            raise LeagueError(f"run {text} has no game that counts")
        return found
    latest = latest_attempt(store, game.run, game.pairing, game.seating)
    if latest is None or (game.attempt or 1) > latest:
        raise LeagueError(f"this league has no game {text}")
    found = valid_games(store, game.run, game.pairing, game.seating) if game.attempt in (None, latest) else []
    if not found:
        raise LeagueError(f"{text} is void already")
    return found


def latest_attempt(store: Store, run: int, pairing: int, seating: str) -> int | None:
    """Return the number of a game's last attempt; None if the game is not recorded."""
    row: tuple[int | None] = store.connection.execute(
        "SELECT max(attempt) FROM games WHERE run = ? AND pairing = ? AND seating = ?", (run, pairing, seating)
    ).fetchone()
    return row[0]


def valid_games(store: Store, run: int, pairing: int | None = None, seating: str | None = None) -> list[int]:
    """Return the ids of a run's games that count; of one pairing or game, if given."""
    rows = store.connection.execute(
        "SELECT id FROM valid_games WHERE run = ?1 AND (?2 IS NULL OR pairing = ?2) AND (?3 IS NULL OR seating = ?3)",
        (run, pairing, seating),
    )
    return [number for (number,) in rows]


def void_games(store: Store, games: Iterable[int], why: str, who: str) -> None:
    """Declare games void, given by their ids, within the caller's transaction; none may be void already."""
    now = int(time.time())
    store.connection.executemany(
        "INSERT INTO voids (game, why, who, at) VALUES (?, ?, ?, ?)", [(game, why, who, now) for game in games]
    )


def unreplayed(store: Store, run: int | None = None) -> Iterator[VoidGame]:
    """Yield the void games without a later attempt, of one run if given, in the order of runs and pairings."""
    pairings: dict[int, Pairing] = {}
    known: int | None = None
    rows = store.connection.execute(
        "SELECT run, pairing, seating, attempt FROM latest_games WHERE how = 'void' AND (?1 IS NULL OR run = ?1)"
        " ORDER BY run, pairing, seating",
        (run,),
    ).fetchall()
    for number, pairing, seating, attempt in rows:
        if number != known:
            known, pairings = number, {one.number: one for round in store.rounds(number) for one in round}
        yield VoidGame(number, pairings[pairing], seating, attempt)


def void_reasons(store: Store, run: int) -> list[tuple[str, int]]:
    """Return why games of a run are void, with their number, most frequent first; a host's reason precedes."""
    rows = store.connection.execute(
        "SELECT coalesce(why, note, ''), count(*) FROM latest_games LEFT JOIN voids ON game = latest_games.id"
        " WHERE run = ? AND how = 'void' GROUP BY 1 ORDER BY 2 DESC, 1",
        (run,),
    )
    return rows.fetchall()


def reinstate(store: Store, version: int, why: str, who: str) -> None:
    """Let a version play again: its forfeits so far no longer put it out."""
    with store.transaction():
        store.connection.execute(
            "INSERT INTO reinstatements (version, why, who, at, basis)"
            " VALUES (?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM games))",
            (version, why, who, int(time.time())),
        )


def reinstate_bot(store: Store, bot: str, why: str, who: str) -> str:
    """Let a bot's current version play again; return what that does, in one line.

    Raises:
        LeagueError: there is no such bot, or forfeits put it out on no ladder.
    """
    version = store.current(bot)
    if version is None:
        raise LeagueError(f"no bot {bot!r} in this league")
    name = f"{version.bot} v{version.number}"
    out = ladders_excluding(store, version.id)
    if not out:
        raise LeagueError(f"{name} is not excluded: on no ladder are its last three games forfeits")
    reinstate(store, version.id, why, who)
    ladders = "; ".join(f"{mode}, rules {rules[:8]}" for mode, rules in out)
    return f"{name} plays again on: {ladders}; its games still count"


def reinstatements(store: Store, bot: str) -> list[tuple[int, Correction]]:
    """Return the reinstatements of a bot, oldest first, each with the number of the version."""
    rows = store.connection.execute(
        "SELECT number, why, who, at FROM reinstatements r JOIN versions ON versions.id = version WHERE bot = ?"
        " ORDER BY r.id",
        (bot,),
    )
    return [(number, Correction(*values)) for number, *values in rows]


def corrections(store: Store, limit: int) -> list[ListedCorrection]:
    """Return the last corrections, newest first; games of a run that were declared void together are one."""
    rows = store.connection.execute(
        "SELECT why, who, voids.at AS at, run, count(*) AS games, NULL AS bot, NULL AS version FROM voids"
        " JOIN games ON games.id = game GROUP BY run, why, who, voids.at"
        " UNION ALL SELECT why, who, at, NULL, 0, bot, number FROM reinstatements"
        " JOIN versions ON versions.id = version ORDER BY at DESC, run, bot LIMIT ?",
        (limit,),
    )
    return [ListedCorrection(*row) for row in rows]


def last_corrections(store: Store) -> tuple[int, int]:
    """Return the ids of the last void and of the last reinstatement, 0 if there is none: a change shows new ones."""
    row: tuple[int, int] = store.connection.execute(
        "SELECT (SELECT coalesce(max(id), 0) FROM voids), (SELECT coalesce(max(id), 0) FROM reinstatements)"
    ).fetchone()
    return row
