"""The facts that reports show: the ladder, pairwise scores, ratings over time, how matches end, selected games."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from league.ladder.table import Ladder, ladder
from league.ratings.elo import MEAN, Table, bradley_terry, plackett_luce
from league.ratings.meetings import Meetings
from league.storage.queries.bots import names_by_version
from league.storage.queries.history import PlayedGame, find_games
from league.storage.queries.results import (
    GameFilter,
    count_arenas,
    count_ends,
    game_ids,
    meetings,
    tables,
    version_links,
    versions_by_last_game,
)
from league.storage.store import Store
from systems.modes import MODES
from systems.results import Ending

STEPS = 24  # points in time of the history
LISTED = 12  # games listed of each kind …
LOOKED_AT = 2000  # … taken from this many, some of which may lack their logs


@dataclass(frozen=True)
class LadderReport:
    """A ladder and what reports show beside it."""

    ladder: Ladder
    scores: dict[tuple[str, str], tuple[float, int]]  # (bot, opponent): points and number of games, current versions
    history: dict[str, list[float | None]]  # ratings of each bot, oldest first; None before its first game
    games_at: list[int]  # number of games recorded by each point in time
    ends: dict[str, int]  # number of matches by how they ended
    closest: list[PlayedGame]  # with logs
    newest: list[PlayedGame]  # with logs
    void: list[PlayedGame]  # the newest, with or without logs
    store: Path
    arenas: tuple[str, ...]  # in which its games were played


def report(
    store: Store,
    mode: str,
    rules: str | None = None,
    anchor: str | None = None,
    arena: str | None = None,
    every: bool = False,
) -> LadderReport:
    """Collect the facts of a report; arguments and errors are those of `ladder`."""
    found = ladder(store, mode, rules, anchor, arena, every)
    games, own = found.scope.filter(), found.scope.rules
    current = names_by_version(store, current=True)
    scores: dict[tuple[str, str], tuple[float, int]] = {}
    met = meetings(store, games)
    columns = (met.a, met.b, met.won, met.drawn, met.lost)
    for a, b, won, drawn, lost in zip(*(column.tolist() for column in columns), strict=True):
        if a in current and b in current:
            total = won + drawn + lost
            scores[current[a], current[b]] = (won + drawn / 2, total)
            scores[current[b], current[a]] = (lost + drawn / 2, total)
    history, games_at = _history(store, games, current, anchor)
    after = found.scope.since
    ends = count_ends(store, mode, own, arena, after)
    closest = _with_logs(
        find_games(store, mode=mode, rules=own, arena=arena, after=after, order="closest", limit=LOOKED_AT)
    )
    newest = _with_logs([*find_games(store, mode=mode, rules=own, arena=arena, after=after, limit=LOOKED_AT)][::-1])
    void = [*find_games(store, mode=mode, rules=own, arena=arena, after=after, how=Ending.VOID, limit=LISTED)][::-1]
    arenas = (arena,) if arena else tuple(count_arenas(store, mode, own, after))
    return LadderReport(found, scores, history, games_at, ends, closest, newest, void, store.path, arenas)


def _with_logs(games: Iterable[PlayedGame]) -> list[PlayedGame]:
    """Return the first LISTED games whose logs exist."""
    return list(islice((game for game in games if game.log and not game.is_void), LISTED))


def _history(
    store: Store, games: GameFilter, current: dict[int, str], anchor: str | None
) -> tuple[dict[str, list[float | None]], list[int]]:
    """Return each bot's rating at up to STEPS points in time, the last being now, and the games recorded by then.

    A bot is rated by the version that had played last at that time.

    Args:
        current: names of the bots by their current versions.
    """
    ids = game_ids(store, games)
    if not ids:
        return {}, []
    names = names_by_version(store)
    steps = min(STEPS, len(ids))
    cuts = [len(ids) * (step + 1) // steps for step in range(steps)]
    history: dict[str, list[float | None]] = {name: [] for name in names.values()}
    pairs, versions = MODES[games.mode].paired, version_links(store)
    met, tabled, after = Meetings.from_results([]), list[Table](), 0
    standing: dict[str, int] = {}  # each bot's version at the current point in time
    for cut in cuts:
        part = replace(games, after=after, until=ids[cut - 1])
        after = part.until
        if pairs:
            met += meetings(store, part)
            ratings = bradley_terry(met, versions)
        else:
            tabled += tables(store, part)
            ratings = plackett_luce(tabled, versions)
        standing |= {names[version]: version for version in versions_by_last_game(store, part)}
        if cut == cuts[-1]:
            standing = {name: version for version, name in current.items()}
        latest = {name: ratings.elo(version) for name, version in standing.items() if version in ratings}
        fixed = next((elo for name, elo in latest.items() if anchor and name.casefold() == anchor.casefold()), None)
        level = fixed if fixed is not None else sum(latest.values()) / len(latest)
        for name, line in history.items():
            line.append(latest[name] - level + MEAN if name in latest else None)
    return history, cuts
