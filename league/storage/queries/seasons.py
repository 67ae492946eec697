"""Seasons: named stretches of a league's games, with an end that is appended, and ladders as they stood at it."""

from __future__ import annotations

import json
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from league.cli.errors import LeagueError, damaged
from league.storage.queries.results import GameFilter
from league.storage.records import RunRecord
from league.storage.store import RUNNING_SEASON, Store
from sandbox.clean import clean_text

LONGEST = 40  # characters of a name
EVERY = "all"  # what `--season` calls all games: no season has this name


@dataclass(frozen=True)
class Season:
    """A season: the games with an id above `basis`, up to `last`."""

    id: int
    name: str
    began: int  # s since 1970 UTC
    basis: int
    ended: int | None = None  # None while it is running, as is `last`
    last: int | None = None

    @property
    def shown_name(self) -> str:
        """Its name, printable whatever the store holds."""
        return clean_text(self.name, LONGEST)


@dataclass(frozen=True)
class StoredLadder:
    """A ladder as it stood at a season's end."""

    mode: str
    rules: str
    document: dict[str, Any]


_COLUMNS = "id, name, began, basis, ended, last FROM seasons LEFT JOIN season_ends ON season = id"


def all_seasons(store: Store) -> list[Season]:
    """Return the seasons, oldest first."""
    return [Season(*row) for row in store.connection.execute(f"SELECT {_COLUMNS} ORDER BY id")]


def running_season(store: Store) -> Season | None:
    """Return the season that is running, or None."""
    row = store.connection.execute(f"SELECT id, name, began, basis {RUNNING_SEASON}").fetchone()
    return None if row is None else Season(*row)


def season_of(store: Store, number: int | None) -> Season | None:
    """Return the season with an id, such as a run's `season`; None for None."""
    row = store.connection.execute(f"SELECT {_COLUMNS} WHERE id = ?", (number,)).fetchone()
    return None if row is None else Season(*row)


def find_season(store: Store, name: str) -> Season:
    """Return the season with a name, in any case. Raises LeagueError if there is none."""
    found = all_seasons(store)
    key = _key(season_name(name))
    for season in found:
        if _key(season.name) == key:
            return season
    known = f"; it has {', '.join(season.shown_name for season in found[-10:])}" if found else ", nor any other"
    raise LeagueError(f"this league has no season {clean_text(name, LONGEST)!r}{known}")


def season_name(text: str) -> str:
    """Return a name for a season, cleaned. Raises LeagueError if it is empty, too long, or has another meaning."""
    name = " ".join(clean_text(text[:1000], 1000).split())
    if not 1 <= len(name) <= LONGEST or not any(sign.isalnum() for sign in name):
        raise LeagueError(f"a season's name has 1 to {LONGEST} characters, one of them a letter or a digit")
    if _key(name) == EVERY:
        raise LeagueError(f"no season is called {EVERY!r}: `league table --season {EVERY}` shows all games")
    return name


def begin_season(store: Store, name: str) -> Season:
    """Begin a season with the next game. Raises LeagueError if one is running, or the name is taken or none."""
    name = season_name(name)
    with store.transaction():
        known = all_seasons(store)
        running = next((season for season in known if season.ended is None), None)
        if running is not None:
            raise LeagueError(f"the season {running.shown_name} is running: `league season end` ends it first")
        if any(_key(season.name) == _key(name) for season in known):
            raise LeagueError(f"this league has had a season {name}: choose another name")
        number, began, basis = store.connection.execute(
            "INSERT INTO seasons (name, began, basis) SELECT ?, ?, coalesce(max(id), 0) FROM games"
            " RETURNING id, began, basis",
            (name, int(time.time())),
        ).fetchone()
    return Season(number, name, began, basis)


def end_season(store: Store, season: Season, last: int, ladders: Iterable[StoredLadder]) -> None:
    """End a running season, whose ladders stood like this after its last game.

    Raises:
        LeagueError: another process has ended it.
    """
    with store.transaction():
        current = running_season(store)
        if current is None or current.id != season.id:
            raise LeagueError(f"the season {season.shown_name} has just been ended by another process")
        now = max(int(time.time()), season.began)
        store.connection.execute("INSERT INTO season_ends VALUES (?, ?, ?)", (season.id, now, last))
        store.connection.executemany(
            "INSERT INTO season_ladders VALUES (?, ?, ?, ?)",
            [(season.id, one.mode, one.rules, json.dumps(one.document)) for one in ladders],
        )


@contextmanager
def one_moment(store: Store) -> Iterator[int]:
    """Read the store as of one moment, while others write to it; yield the id of the last game, 0 without games."""
    store.connection.execute("BEGIN")
    try:
        row: tuple[int] = store.connection.execute("SELECT coalesce(max(id), 0) FROM games").fetchone()
        yield row[0]
    finally:
        store.connection.execute("COMMIT")


def stored_ladders(store: Store, season: Season) -> list[StoredLadder]:
    """Return the ladders of an ended season. Raises LeagueError if one is damaged."""
    rows = store.connection.execute(
        "SELECT mode, rules, ladder FROM season_ladders WHERE season = ? ORDER BY mode, rules", (season.id,)
    )
    found = []
    for mode, rules, text in rows:
        try:
            document = json.loads(text)
        except (TypeError, ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise damaged_ladder(store, season)
        found.append(StoredLadder(mode, rules, document))
    return found


def damaged_ladder(store: Store, season: Season) -> LeagueError:
    """Return the error for a ladder of an ended season that no league wrote."""
    problem = damaged(f"a ladder of the season {season.shown_name} is not readable")
    return LeagueError(f"{clean_text(str(store.path), 200)}: {problem}")


def count_season_games(store: Store, season: Season) -> int:
    """Return the number of valid games that were recorded in a season, of all modes and rules."""
    last = 2**62 if season.last is None else season.last
    row: tuple[int] = store.connection.execute(
        "SELECT count(*) FROM valid_games WHERE id > ? AND id <= ?", (season.basis, last)
    ).fetchone()
    return row[0]


def games_before(store: Store, row: RunRecord) -> GameFilter:
    """Return the games on a run's ladder before the run: those of the season in which it began, if it began in one."""
    season = season_of(store, row.season)
    return GameFilter(row.mode, row.rules, until=row.basis, since=season.basis if season else 0)


def ladder_before(store: Store, games: GameFilter) -> GameFilter | None:
    """Return the games of the ladder that preceded the ladder of `games`, or None.

    That is the one on which the last game was recorded before the season of `games`, by the same rules; without such a
    game, the last one up to `games.until` by other rules. It has the games of that game's season, or all of these rules
    if that was recorded in none.
    """
    earlier = "SELECT rules, games.id FROM runs JOIN valid_games games ON run = runs.id WHERE mode = ?"
    order = "AND games.id <= ? ORDER BY games.id DESC LIMIT 1"
    found = None
    if games.since:
        same = (games.mode, games.rules, games.since)
        found = store.connection.execute(f"{earlier} AND rules = ? {order}", same).fetchone()
    if found is None:
        other = (games.mode, games.rules, games.until)
        found = store.connection.execute(f"{earlier} AND rules != ? {order}", other).fetchone()
    if found is None:
        return None
    rules, last = found
    until = games.since if rules == games.rules else games.until
    for season in all_seasons(store):
        end = 2**62 if season.last is None else season.last
        if season.basis < last <= end:
            return GameFilter(games.mode, rules, until=min(until, end), since=season.basis)
    return GameFilter(games.mode, rules, until=until)


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
