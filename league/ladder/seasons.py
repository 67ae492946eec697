"""The ladders of ended seasons, as they stood at the end: kept in the store, so that no later code changes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, get_type_hints

from league.ladder.ladders import Scope, scopes
from league.ladder.table import Ladder, Row, ladder
from league.storage.queries.results import count_arenas, count_ends
from league.storage.queries.runs import modes
from league.storage.queries.seasons import (
    Season,
    StoredLadder,
    count_season_games,
    damaged_ladder,
    end_season,
    one_moment,
    stored_ladders,
)
from league.storage.store import Store
from systems.modes import MODES

_FORM = 1  # version of the documents' format; a new one still reads the others


@dataclass(frozen=True)
class FinalLadder:
    """A ladder as it stood at a season's end."""

    ladder: Ladder
    arenas: tuple[str, ...]  # in which its games were played
    ends: dict[str, int]  # number of matches by how they ended

    @property
    def best(self) -> Row | None:
        """The first of those that are ranked."""
        return next((row for row in self.ladder.rows if row.ranked), None)


def close_season(store: Store, season: Season) -> list[FinalLadder]:
    """End a season, and keep the ladder of each mode and rules with games in it as it stands now.

    A run may be in play: the games that it records from now on are not of this season.

    Raises:
        LeagueError: another process has ended it.
    """
    with one_moment(store) as last:
        found = [
            _final(store, ladder(store, mode, scope.rules))
            for mode in modes(store)
            if mode in MODES
            for scope in scopes(store, mode, season)
            if scope.games
        ]
    end_season(store, season, last, [_stored(one) for one in found])
    return found


def _final(store: Store, found: Ladder) -> FinalLadder:
    scope = found.scope
    arenas = tuple(count_arenas(store, scope.mode, scope.rules, scope.since))
    return FinalLadder(found, arenas, count_ends(store, scope.mode, scope.rules, since=scope.since))


def final_ladders(store: Store, season: Season) -> list[FinalLadder]:
    """Return the ladders of an ended season, in the order of modes, those with more games first.

    Raises:
        LeagueError: one is damaged.
    """
    try:
        found = [_read(season, stored) for stored in stored_ladders(store, season)]
    except (KeyError, TypeError, ValueError):
        raise damaged_ladder(store, season) from None
    order = [*MODES]
    return sorted(
        found,
        key=lambda one: (
            order.index(one.ladder.scope.mode) if one.ladder.scope.mode in MODES else len(order),
            -one.ladder.scope.games,
            one.ladder.scope.rules,
        ),
    )


def season_games(store: Store, season: Season, ladders: Sequence[FinalLadder]) -> int:
    """Return the number of a season's games; of one that has ended, those on its ladders as they stood then."""
    return count_season_games(store, season) if season.ended is None else sum(one.ladder.scope.games for one in ladders)


def _stored(found: FinalLadder) -> StoredLadder:
    scope = found.ladder.scope
    document = {
        "form": _FORM,
        **{name: getattr(scope, name) for name in ("games", "ticks", "ships", "guests")},
        "rows": [asdict(row) for row in found.ladder.rows],  # not rounded: shown as it was
        "unplayed": found.ladder.unplayed,
        "arenas": found.arenas,
        "ends": found.ends,
    }
    return StoredLadder(scope.mode, scope.rules, document)


def _read(season: Season, stored: StoredLadder) -> FinalLadder:
    """Read what `_stored` made; raise KeyError, TypeError or ValueError if it is anything else."""
    kept = stored.document
    games, ticks, ships = (_number(kept[name]) for name in ("games", "ticks", "ships"))
    scope = Scope(stored.mode, stored.rules, games, ticks, ships, _texts(kept["guests"]), season=season)
    found = Ladder(scope, tuple(_row(row) for row in kept["rows"]), unplayed=_texts(kept["unplayed"]))
    ends = {str(how): _number(games) for how, games in kept["ends"].items()} if isinstance(kept["ends"], dict) else {}
    return FinalLadder(found, _texts(kept["arenas"]), ends)


def _row(kept: Mapping[str, Any]) -> Row:
    values = {field.name: kept[field.name] for field in fields(Row) if field.name in kept}
    for name, value in values.items():
        kind = _KINDS[name]
        if not isinstance(value, kind) or (isinstance(value, float) and not math.isfinite(value)):
            raise TypeError(name)
    return Row(**values)


_KINDS: dict[str, Any] = get_type_hints(Row)


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(values)
    return tuple(values)
