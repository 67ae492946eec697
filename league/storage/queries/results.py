"""Aggregates of the stored games, from which ladders and pairings are computed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Any

import numpy as np

from league.ratings.elo import Link, Table
from league.ratings.meetings import OUTCOMES, Meetings
from league.storage.records import GameRecord
from league.storage.store import STANDING_FORFEIT, Store

FORFEITS = 3  # consecutive forfeits after which a version is out
_LATEST = 64  # newest recorded games of a version that are searched for its last ones


@dataclass(frozen=True)
class GameFilter:
    """A selection of games: the valid games of a mode and rules, in one arena if given; `after` < id <= `until`.

    Of a ladder within a season, only games with an id above `since` count; `after` selects a part of a ladder.
    """

    mode: str
    rules: str
    after: int = 0
    until: int = 2**62
    arena: str | None = None
    since: int = 0

    def values(self) -> tuple[str, str, int, int, str | None]:
        return self.mode, self.rules, max(self.after, self.since), self.until, self.arena


_THESE = (
    "runs JOIN valid_games games ON run = runs.id WHERE mode = ?1 AND rules = ?2 AND games.id > ?3 AND games.id <= ?4"
    " AND (?5 IS NULL OR (SELECT arena FROM pairings p WHERE p.run = games.run AND p.number = games.pairing) = ?5)"
)


def meetings(store: Store, games: GameFilter) -> Meetings:
    """Return the results of every two versions against each other; at a table every player meets every other.

    A pairing counts as complete where its later game is among these, also if the earlier one was recorded before them
    (but on the same ladder): so the meetings of consecutive parts add up.
    """
    rows = store.connection.execute(
        "SELECT one.version, other.version, sum(one.rank < other.rank), sum(one.rank = other.rank),"
        "   sum(one.rank > other.rank)"
        " FROM seats one JOIN seats other ON other.game = one.game AND other.seat > one.seat"
        f" WHERE one.game IN (SELECT games.id FROM {_THESE}) GROUP BY one.version, other.version",
        games.values(),
    )
    met = np.array(rows.fetchall(), np.int64).reshape(-1, 5)
    rows = store.connection.execute(
        "SELECT a, b, sum(score = 0), sum(score = 1), sum(score = 2), sum(score = 3), sum(score = 4) FROM ("
        "   SELECT one.version AS a, other.version AS b, (one.rank < other.rank) + (one.rank <= other.rank)"
        "     + (first.rank < second.rank) + (first.rank <= second.rank) AS score"
        # CROSS JOIN keeps SQLite from another order, which takes hours.
        f"   FROM (SELECT games.id, run, pairing, seating FROM {_THESE}) later"
        "   CROSS JOIN games earlier ON earlier.run = later.run AND earlier.pairing = later.pairing"
        "     AND earlier.seating != later.seating AND earlier.id < later.id AND earlier.id > ?6"
        "     AND earlier.how != 'void' AND earlier.id NOT IN (SELECT game FROM voids)"
        "   CROSS JOIN seats one ON one.game = later.id"
        "   CROSS JOIN seats other ON other.game = later.id AND other.seat > one.seat"
        "   CROSS JOIN seats first ON first.game = earlier.id AND first.version = one.version"
        "   CROSS JOIN seats second ON second.game = earlier.id AND second.version = other.version"
        "   ) GROUP BY a, b",
        (*games.values(), games.since),
    )
    paired = np.array(rows.fetchall(), np.int64).reshape(-1, 2 + OUTCOMES)
    columns = np.zeros((len(met) + len(paired), 5 + OUTCOMES), np.int64)
    columns[: len(met), :5] = met
    columns[len(met) :, :2], columns[len(met) :, 5:] = paired[:, :2], paired[:, 2:]
    a, b, won, drawn, lost = columns[:, :5].T
    return Meetings.of(a, b, won, drawn, lost, columns[:, 5:])


def meetings_of(games: Iterable[GameRecord]) -> Meetings:
    """Return the meetings of games in memory; of a pairing whose games are both among them, as a complete one."""
    scores: dict[tuple[int, int, int, int], list[float]] = {}
    for game in games:
        for one, other in combinations(sorted(game.seats, key=lambda seat: seat.version), 2):
            if one.rank is not None and other.rank is not None:
                score = 1 if one.rank < other.rank else 0.5 if one.rank == other.rank else 0
                scores.setdefault((one.version, other.version, game.run, game.pairing), []).append(score)
    return Meetings.of_pairings((a, b, found) for (a, b, *_), found in scores.items())


@dataclass(frozen=True)
class OpponentScore:
    """What a version scored against one version."""

    bot: str  # the opponent
    version: int
    wins: int
    draws: int
    losses: int


def head_to_head(store: Store, games: GameFilter, version: int) -> list[OpponentScore]:
    """Return a version's results against each version that it met, sorted by name."""
    rows = store.connection.execute(
        "SELECT bot, number, sum(own.rank < other.rank), sum(own.rank = other.rank), sum(own.rank > other.rank)"
        " FROM seats own JOIN seats other ON other.game = own.game AND other.seat != own.seat"
        " JOIN versions ON versions.id = other.version"
        f" WHERE own.version = ?6 AND own.game IN (SELECT games.id FROM {_THESE})"
        " GROUP BY other.version ORDER BY bot, number",
        (*games.values(), version),
    )
    return [OpponentScore(*row) for row in rows]


@dataclass(frozen=True)
class PairScore:
    """What a version of a bot scored against a version of another."""

    version: int  # numbers, from 1
    other: int
    wins: int
    draws: int
    losses: int


def scores_between(store: Store, games: GameFilter, bot: str, other: str) -> list[PairScore]:
    """Return the results of a bot against another, by versions, sorted by them."""
    rows = store.connection.execute(
        "SELECT a.number, b.number, sum(own.rank < their.rank), sum(own.rank = their.rank), sum(own.rank > their.rank)"
        " FROM versions a JOIN seats own ON own.version = a.id"
        " JOIN seats their ON their.game = own.game AND their.seat != own.seat"
        " JOIN versions b ON b.id = their.version"
        f" WHERE a.bot = ?6 AND b.bot = ?7 AND own.game IN (SELECT games.id FROM {_THESE})"
        " GROUP BY a.number, b.number ORDER BY a.number, b.number",
        (*games.values(), bot, other),
    )
    return [PairScore(*row) for row in rows]


def counts(store: Store, games: GameFilter) -> dict[int, int]:
    """Return the number of games of each version."""
    rows = store.connection.execute(
        f"SELECT version, count(*) FROM seats WHERE game IN (SELECT games.id FROM {_THESE}) GROUP BY version",
        games.values(),
    )
    return dict(rows.fetchall())


@dataclass(frozen=True)
class Tally:
    """Counts of a version's games by outcome."""

    games: int
    wins: int
    draws: int  # shared first places
    losses: int
    faults: int
    places: int  # sum of its places, from 1; ties share one
    players: int  # sum of the numbers of players of its games


def tallies(store: Store, games: GameFilter) -> dict[int, Tally]:
    """Return the tally of each version."""
    rows = store.connection.execute(
        "SELECT version, count(*), sum(rank = 1 AND firsts = 1), sum(rank = 1 AND firsts > 1), sum(rank > 1),"
        "   sum(faults), sum(rank), sum(players)"
        " FROM (SELECT version, rank, faults, sum(rank = 1) OVER game AS firsts, count(*) OVER game AS players"
        "   FROM seats"
        f"   WHERE game IN (SELECT games.id FROM {_THESE}) WINDOW game AS (PARTITION BY game)) GROUP BY version",
        games.values(),
    )
    return {version: Tally(*counts) for version, *counts in rows}


def tables(store: Store, games: GameFilter) -> Iterator[Table]:
    """Yield (version, rank) of each seat, one list per game."""
    for _, table in paired_tables(store, games):
        yield table


def paired_tables(store: Store, games: GameFilter) -> Iterator[tuple[int, Table]]:
    """Yield each game as the number of its pairing among these games and (version, rank) of each seat."""
    rows = store.connection.execute(
        "SELECT game, run << 32 | pairing, version, rank FROM seats JOIN games ON games.id = game"
        f" WHERE game IN (SELECT games.id FROM {_THESE}) ORDER BY game, seat",
        games.values(),
    )
    numbers: dict[int, int] = {}
    for (_, pairing), seats in groupby(rows, key=lambda row: row[:2]):
        yield numbers.setdefault(pairing, len(numbers)), [(version, rank) for *_, version, rank in seats]


def version_links(store: Store, players: Collection[int] | None = None) -> list[Link]:
    """Return (predecessor, version) for each version that follows another.

    Args:
        players: of a run; versions later than all of these are left out, so that it continues as it started.
    """
    last = 2**62 if players is None else max(players, default=0)
    rows = store.connection.execute(
        "SELECT follows, id FROM versions WHERE follows NOTNULL AND max(follows, id) <= ? ORDER BY id", (last,)
    )
    return rows.fetchall()


def recent_pairings(store: Store, games: GameFilter, pairings: int) -> list[tuple[int, ...]]:
    """Return the players of the last `pairings` pairings, oldest first."""
    rows = store.connection.execute(
        "SELECT players FROM pairings JOIN"
        f" (SELECT DISTINCT run AS r, pairing AS p FROM {_THESE} ORDER BY run DESC, pairing DESC LIMIT ?6)"
        " ON run = r AND number = p ORDER BY run, number",
        (*games.values(), pairings),
    )
    return [tuple(json.loads(players)) for (players,) in rows]


def is_excluded(store: Store, games: GameFilter, version: int) -> bool:
    """Return whether a version forfeited its last three of these games, in the order of runs and pairings.

    Forfeits before its last reinstatement do not count.
    """
    return streak(store, games, version) == FORFEITS


def streak(store: Store, games: GameFilter, version: int) -> int | None:
    """Return how many of its last games, at most three, a version forfeited in a row; None if it has no games."""
    found = _recent_forfeits(store, games, version)
    return [*found, False].index(False) if found else None


def ladders_excluding(store: Store, version: int) -> list[tuple[str, str]]:
    """Return the (mode, rules) of each ladder that a version is out of."""
    known = store.connection.execute("SELECT DISTINCT mode, rules FROM runs ORDER BY mode, rules").fetchall()
    return [(mode, rules) for mode, rules in known if is_excluded(store, GameFilter(mode, rules), version)]


def is_out_everywhere(store: Store, version: int) -> bool:
    """Return whether a version is out of each ladder that it has games on, among those of each mode's last run."""
    rows = store.connection.execute(
        "SELECT mode, rules FROM runs WHERE id IN (SELECT max(id) FROM runs GROUP BY mode)"
    ).fetchall()
    found = [_recent_forfeits(store, GameFilter(mode, rules), version) for mode, rules in rows]
    return any(found) and all(last == [True] * FORFEITS for last in found if last)


def _recent_forfeits(store: Store, games: GameFilter, version: int) -> list[bool]:
    """Return, for each of a version's last three games, newest first, whether it forfeited; not if reinstated since."""
    rows = store.connection.execute(
        f"SELECT out FROM (SELECT {STANDING_FORFEIT} AS out, run, pairing, seating"
        "   FROM seats JOIN valid_games games ON games.id = game JOIN runs ON runs.id = run"
        "   WHERE version = ?6 AND mode = ?1 AND rules = ?2 AND game <= ?4 AND game > max("
        "     ?3, (SELECT min(basis) FROM runs WHERE mode = ?1 AND rules = ?2))"  # no game is older than its ladder
        "   ORDER BY game DESC LIMIT ?7)"
        " ORDER BY run DESC, pairing DESC, seating DESC LIMIT ?8",
        (*games.values(), version, _LATEST, FORFEITS),
    )
    return [bool(out) for (out,) in rows]


def last_game(store: Store, games: GameFilter) -> int | None:
    """Return the id of the last of these games; None without games."""
    row: tuple[int | None] = store.connection.execute(f"SELECT max(games.id) FROM {_THESE}", games.values()).fetchone()
    return row[0]


def first_game_time(store: Store, games: GameFilter, after: int) -> int | None:
    """Return when the first of these games with an id above `after` was recorded, s since 1970 UTC; None without."""
    row = store.connection.execute(
        f"SELECT games.at FROM {_THESE} ORDER BY games.id LIMIT 1", replace(games, after=after).values()
    ).fetchone()
    return None if row is None else int(row[0])


def game_ids(store: Store, games: GameFilter) -> list[int]:
    """Return the ids of these games, in the order in which they were recorded."""
    rows = store.connection.execute(f"SELECT games.id FROM {_THESE} ORDER BY games.id", games.values())
    return [number for (number,) in rows]


def count_ends(store: Store, mode: str, rules: str, arena: str | None = None, since: int = 0) -> dict[str, int]:
    """Count the games of a mode and rules by how they ended, void ones included, most frequent first.

    Games with an id up to `since` are left out.

    Of a game that was played again, the last attempt counts.
    """
    rows = store.connection.execute(
        "SELECT how, count(*) FROM runs JOIN latest_games games ON run = runs.id WHERE mode = ?1 AND rules = ?2"
        " AND (?3 IS NULL OR (SELECT arena FROM pairings p WHERE p.run = games.run AND p.number = games.pairing) = ?3)"
        " AND games.id > ?4 GROUP BY how ORDER BY count(*) DESC, how",
        (mode, rules, arena, since),
    )
    return dict(rows.fetchall())


def count_arenas(store: Store, mode: str, rules: str, since: int = 0) -> dict[str, int]:
    """Count the valid games of a mode and rules with an id above `since` by arena, sorted by name."""
    rows = store.connection.execute(
        "SELECT arena, count(*) FROM runs JOIN valid_games games ON games.run = runs.id"
        " JOIN pairings p ON p.run = games.run AND p.number = pairing WHERE mode = ? AND rules = ? AND games.id > ?"
        " GROUP BY arena ORDER BY arena",
        (mode, rules, since),
    )
    return dict(rows.fetchall())


def versions_by_last_game(store: Store, games: GameFilter) -> list[int]:
    """Return the versions that played these games, sorted by their last game."""
    rows = store.connection.execute(
        f"SELECT version FROM seats WHERE game IN (SELECT games.id FROM {_THESE}) GROUP BY version ORDER BY max(game)",
        games.values(),
    )
    return [version for (version,) in rows]


def fingerprint(store: Store, number: int | None = None) -> list[Any] | None:
    """Return values that identify a game and the last void, the game's id first; None if there is no game.

    Args:
        number: the game's id; by default that of the newest game.
    """
    row = store.connection.execute(
        "SELECT games.id, run, pairing, seating, digest, games.at, v.id, v.game, v.at FROM games"
        " LEFT JOIN voids v ON v.id = (SELECT max(id) FROM voids)"
        " WHERE ?1 IS NULL OR games.id = ?1 ORDER BY games.id DESC LIMIT 1",
        (number,),
    ).fetchone()
    return None if row is None else list(row)
