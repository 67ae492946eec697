"""Queries about runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from league.storage.records import RunOptions, RunRecord
from league.storage.store import Store


@dataclass(frozen=True)
class RunGames:
    """A run's settings and its number of games."""

    rules: str  # SHA-256, hex
    options: RunOptions  # the remaining options of the command
    guests: list[str]  # SHA-256 (hex) of each guest, in the order in which the run used them
    games: int  # valid ones


def runs_of(store: Store, mode: str, since: int = 0) -> Iterator[RunGames]:
    """Yield the runs of a mode, newest first, with the numbers of their games with an id above `since`."""
    rows = store.connection.execute(
        "SELECT rules, options, guests, (SELECT count(*) FROM valid_games WHERE run = runs.id AND valid_games.id > ?2)"
        " FROM runs WHERE mode = ?1 ORDER BY id DESC",
        (mode, since),
    )
    for rules, options, guests, games in rows:
        yield RunGames(rules, json.loads(options), json.loads(guests), games)


def last_rules(store: Store, mode: str) -> str | None:
    """Return the rules of a mode's last run; None without runs."""
    row = store.connection.execute("SELECT rules FROM runs WHERE mode = ? ORDER BY id DESC LIMIT 1", (mode,)).fetchone()
    return None if row is None else str(row[0])


def modes(store: Store) -> list[str]:
    """Return the modes that have runs, sorted."""
    return [name for (name,) in store.connection.execute("SELECT DISTINCT mode FROM runs ORDER BY mode")]


def first_runs(store: Store, mode: str) -> dict[int, int]:
    """Map each version with games of a mode to the first run in which it played."""
    rows = store.connection.execute(
        "SELECT version, min(run) FROM seats JOIN games ON games.id = game JOIN runs ON runs.id = run"
        " WHERE mode = ? GROUP BY version",
        (mode,),
    )
    return dict(rows.fetchall())


def count_games(store: Store, run: int) -> int:
    """Return the number of recorded games of a run, each counted once."""
    row: tuple[int] = store.connection.execute("SELECT count(*) FROM latest_games WHERE run = ?", (run,)).fetchone()
    return row[0]


def count_recorded(store: Store, after: int = 0) -> tuple[int, dict[tuple[str, str], int]]:
    """Count the games recorded after a game, each attempt for itself, by mode and `played` or `void`, as recorded.

    Returns:
        The id of the last game, to go on from, and the counts. A game that is declared void later counts as played.
    """
    last: tuple[int] = store.connection.execute("SELECT coalesce(max(id), 0) FROM games").fetchone()
    rows = store.connection.execute(
        "SELECT mode, how = 'void', count(*) FROM games JOIN runs ON runs.id = run"
        " WHERE games.id > ? AND games.id <= ? GROUP BY 1, 2",
        (after, last[0]),
    )
    return last[0], {(mode, "void" if void else "played"): games for mode, void, games in rows}


@dataclass(frozen=True)
class ListedRun:
    """A run and its progress."""

    row: RunRecord
    games: int  # recorded, void ones included, each counted once
    void: int  # of these, void and not played again
    first: int | None  # recording times of its first and last game, s since 1970 UTC; None without games
    last: int | None


def list_runs(store: Store, mode: str | None = None) -> list[ListedRun]:
    """Return the runs of a mode, or of all modes, oldest first."""
    rows = store.connection.execute(
        "SELECT runs.id, count(games.id), coalesce(sum(how = 'void'), 0), min(at), max(at)"
        " FROM runs LEFT JOIN latest_games games ON run = runs.id WHERE ?1 IS NULL OR mode = ?1"
        " GROUP BY runs.id ORDER BY runs.id",
        (mode,),
    ).fetchall()
    found = [(store.run(number), facts) for number, *facts in rows]
    return [ListedRun(row, *facts) for row, facts in found if row]


def logs_of_finished(store: Store) -> list[tuple[int, Path]]:
    """Return the path of each log of a finished run, with the run's number, whether or not it still exists."""
    rows = store.connection.execute(
        "SELECT run, log FROM games JOIN runs ON runs.id = run WHERE finished AND log NOTNULL ORDER BY games.id"
    )
    return [(run, store.absolute(log)) for run, log in rows]
