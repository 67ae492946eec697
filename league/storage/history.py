"""Queries about single games."""

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
    game: str  # a, b: which of the pairing's two games
    mode: str
    rules: str  # SHA-256 (hex) of the rules, which identifies the ladder
    arena: str
    seed: int
    how: str
    ticks: int
    digest: str | None
    log: str | None  # absolute path; None if the file does not exist (any more)
    note: str | None
    at: int  # time of recording, s since 1970 UTC
    seats: tuple[PlayedSeat, ...]

    @property
    def gap(self) -> float:
        """Difference of points plus hull between the best and the worst seat; infinite for a void game."""
        if self.how == Ending.VOID:
            return math.inf
        standings = [(seat.points or 0.0) + (seat.hull or 0.0) for seat in self.seats]
        return max(standings) - min(standings)


ORDERS = {  # SQL sort key by the name of the order; games with equal keys are sorted by id
    "recorded": "0",
    "longest": "-ticks",
    "closest": "CASE how WHEN 'forfeit' THEN 1e98 ELSE"
    " coalesce((SELECT max(points + hull) - min(points + hull) FROM seats WHERE game = games.id), 1e99) END",
}
LINE = 5000  # maximum number of characters of a game's line, which ends with a path
WATCHED = 10_000  # newest games of a run that are searched for one worth watching


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
    """Yield games one at a time, filtered by run, pairing, bot (any version), mode and rules where given.

    Args:
        other: a second bot that played in the game.
        rules: prefix of the rules' SHA-256 (hex).
        how: how the game ended.
        since, until: interval of recording times, s since 1970 UTC; `until` is excluded.
        order: a key of ORDERS. The closest games are those with the smallest difference of points plus hull between
            the best and the worst seat; forfeits come last.
        limit: yield only the first `limit` games of the order; of "recorded", the last `limit` games.
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
    """Return a game of the run that is worth watching, if any.

    Only games count that started and whose log exists. Games between the `top` two come first, then those without a
    forfeit, then close ones, then long ones.
    """
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
    """Describe a game in one line, printable whatever the store holds."""
    names = " against ".join(f"{seat.bot} v{seat.version}" for seat in game.seats)
    title = f"run {game.run} pair {game.pairing}{game.game}: {names}"
    if game.how == Ending.VOID:
        return clean_text(f"{title}: void, {game.note}", LINE)
    first = [seat.bot for seat in game.seats if seat.rank == 1]
    came_out = f"{first[0]} won" if len(first) == 1 else "drawn"
    log = game.log or "(log not found)"
    return clean_text(f"{title}: {came_out}, {game.how}, {counted(game.ticks, 'tick')}  {log}", LINE)
