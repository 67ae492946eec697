"""The games that a league remembers, told one by one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from league.cli.wording import counted
from league.storage.store import Store
from sandbox.clean import clean_text
from systems.results import Ending


@dataclass(frozen=True)
class PlayedSeat:
    """A seat of a recorded game; rank, points, hull and damage are None where the game is void."""

    bot: str
    version: int
    rank: int | None
    points: float | None
    hull: float | None
    damage: float | None
    faults: int


@dataclass(frozen=True)
class PlayedGame:
    """A recorded game."""

    run: int
    pairing: int
    game: str  # a, b: which of the pair's two
    mode: str
    rules: str  # which, with what ladders are told apart by
    arena: str
    seed: int
    how: str
    ticks: int
    digest: str | None
    log: str | None  # an absolute path; None where there is no such file (any more)
    note: str | None
    at: int  # when it was recorded, s since 1970 UTC
    seats: tuple[PlayedSeat, ...]

    @property
    def gap(self) -> float:
        """How far apart the best and the worst seat ended, points and hull together; infinite where it is void."""
        if self.how == Ending.VOID:
            return math.inf
        standings = [(seat.points or 0.0) + (seat.hull or 0.0) for seat in self.seats]
        return max(standings) - min(standings)


ORDERS = {  # what comes first in each order of games, in SQL; then the earlier
    "recorded": "0",
    "longest": "-ticks",
    "closest": "CASE how WHEN 'forfeit' THEN 1e98 ELSE"
    " coalesce((SELECT max(points + hull) - min(points + hull) FROM seats WHERE game = games.id), 1e99) END",
}
LINE = 5000  # characters of a game in one line: it ends with a path
WATCHED = 10_000  # newest games of a run among which one worth watching is looked for


def find_games(
    store: Store,
    run: int | None = None,
    pairing: int | None = None,
    bot: str | None = None,
    other: str | None = None,
    mode: str | None = None,
    rules: str | None = None,
    how: str | None = None,
    since: int | None = None,
    until: int | None = None,
    order: str = "recorded",
    limit: int | None = None,
) -> Iterator[PlayedGame]:
    """Games, one at a time; of one run, pairing, bot (any version), mode, rules, where asked.

    Args:
        other: who played in them too.
        rules: how they begin.
        how: how they ended.
        since, until: s since 1970 UTC between which they were recorded, `until` not included.
        order: of ORDERS. The closest are those whose best and worst seat ended least apart, points and hull together;
            forfeits come last.
        limit: only the first so many of the order; the last so many of those as recorded.
    """
    first = "games.id DESC" if order == "recorded" else f"{ORDERS[order]}, games.id"
    rows = store.connection.execute(
        "SELECT g.id, g.run, pairing, seating, mode, rules, arena, p.seed, how, ticks, digest, log, note, at,"
        "   bot, v.number, rank, points, hull, damage, faults"
        f" FROM (SELECT games.*, mode, rules, {ORDERS[order]} AS place FROM games JOIN runs ON runs.id = run"
        "   WHERE (?1 IS NULL OR run = ?1) AND (?10 IS NULL OR pairing = ?10)"
        "   AND (?2 IS NULL OR games.id IN (SELECT game FROM seats JOIN versions v ON v.id = version WHERE bot = ?2))"
        "   AND (?3 IS NULL OR games.id IN (SELECT game FROM seats JOIN versions v ON v.id = version WHERE bot = ?3))"
        "   AND (?4 IS NULL OR mode = ?4) AND (?6 IS NULL OR how = ?6)"
        "   AND (?5 IS NULL OR substr(rules, 1, length(?5)) = ?5)"
        "   AND (?7 IS NULL OR at >= ?7) AND (?8 IS NULL OR at < ?8)"
        f"   ORDER BY {first} LIMIT coalesce(?9, -1)) g"
        " JOIN pairings p ON p.run = g.run AND p.number = pairing"
        " JOIN seats s ON s.game = g.id JOIN versions v ON v.id = version"
        " ORDER BY place, g.id, seat",
        (run, bot, other, mode, rules, how, since, until, limit, pairing),
    )
    for facts, seats in groupby(rows, key=lambda row: row[1:14]):
        game = PlayedGame(*[*facts, tuple(PlayedSeat(*row[14:]) for row in seats)])
        path = store.absolute(game.log).absolute() if game.log else None
        yield replace(game, log=str(path) if path and path.is_file() else None)


def worth_watching(store: Store, run: int, top: Sequence[str]) -> PlayedGame | None:
    """A game of the run whose log is there, and which began: between the `top` two, if it can be; no forfeit, if so;
    close; long."""
    both = find_games(store, run, bot=top[0], other=top[1], limit=WATCHED) if len(top) == 2 else iter(())
    for games in (both, find_games(store, run, limit=WATCHED)):
        able = (game for game in games if game.log is not None and game.ticks > 1)
        best = min(able, key=_watching_order, default=None)
        if best is not None:
            return best
    return None


def _watching_order(game: PlayedGame) -> tuple[bool, float, int, int, str]:
    return game.how == Ending.FORFEIT, game.gap, -game.ticks, game.pairing, game.game


def describe(game: PlayedGame) -> str:
    """A game in one line, printable whatever the store holds."""
    names = " against ".join(f"{seat.bot} v{seat.version}" for seat in game.seats)
    title = f"run {game.run} pair {game.pairing}{game.game}: {names}"
    if game.how == Ending.VOID:
        return clean_text(f"{title}: void, {game.note}", LINE)
    first = [seat.bot for seat in game.seats if seat.rank == 1]
    came_out = f"{first[0]} won" if len(first) == 1 else "drawn"
    log = game.log or "(log not found)"
    return clean_text(f"{title}: {came_out}, {game.how}, {counted(game.ticks, 'tick')}  {log}", LINE)
