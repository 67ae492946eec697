"""Queries about single games."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from league.cli.wording import counted
from league.logs.files import LogFinder
from league.storage.names import GameName
from league.storage.queries.corrections import Correction
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
    attempt: int = 1
    voided: Correction | None = None  # who declared it void; `how` is still how it ended
    replayed: int | None = None  # the next attempt, if it was void and is played again
    volunteer: str | None = None  # who played it, if not the host's own workers

    @property
    def name(self) -> str:
        """The name of the game, as commands take it."""
        return str(GameName(self.run, self.pairing, self.game, self.attempt))

    @property
    def is_void(self) -> bool:
        """Whether it does not count: it could not be played, or was declared void."""
        return self.how == Ending.VOID or self.voided is not None

    @property
    def trail(self) -> str:
        """Say why the game is void, since when and through whom, and whether it was played again; "" if it is not."""
        if not self.is_void:
            return ""
        text = self.voided.describe("declared void") if self.voided else f"void, {self.note}"
        return f"{text}; played again as attempt {self.replayed}" if self.replayed else text

    @property
    def gap(self) -> float:
        """Difference of points plus hull between the best and the worst seat; infinite for a void game."""
        if self.is_void:
            return math.inf
        standings = [(seat.points or 0.0) + (seat.hull or 0.0) for seat in self.seats]
        return max(standings) - min(standings)


ORDERS = {  # SQL sort key by the name of the order; games with equal keys are sorted by id
    "recorded": "0",
    "longest": "-ticks",
    "closest": "CASE WHEN games.id IN (SELECT game FROM voids) THEN 1e99 WHEN how = 'forfeit' THEN 1e98 ELSE"
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
    arena: str | None = None,
    how: str | None = None,
    since: int | None = None,
    until: int | None = None,
    order: str = "recorded",
    limit: int | None = None,
    after: int = 0,
) -> Iterator[PlayedGame]:
    """Yield games one at a time, filtered by run, pairing, bot (any version), mode, rules and arena where given.

    Args:
        other: a second bot that played in the game.
        rules: prefix of the rules' SHA-256 (hex).
        how: how the game ended; "void" also finds games that were declared void.
        since, until: interval of recording times, s since 1970 UTC; `until` is excluded.
        order: a key of ORDERS. The closest games are those with the smallest difference of points plus hull between
            the best and the worst seat; forfeits come last.
        after: leave out games with an id up to this one.
        limit: yield only the first `limit` games of the order; of "recorded", the last `limit` games.
    """
    first = "games.id DESC" if order == "recorded" else f"{ORDERS[order]}, games.id"
    rows = store.connection.execute(
        "SELECT g.id, g.run, pairing, seating, mode, rules, arena, p.seed, how, ticks, digest, log, note, g.at,"
        "   attempt, (SELECT min(attempt) FROM games later WHERE later.run = g.run AND later.pairing = g.pairing"
        "     AND later.seating = g.seating AND later.attempt > g.attempt),"
        "   why, who, voids.at, volunteer, bot, v.number, rank, points, hull, damage, faults"
        f" FROM (SELECT games.*, mode, rules, {ORDERS[order]} AS place FROM games JOIN runs ON runs.id = run"
        "   WHERE (?1 IS NULL OR run = ?1) AND (?10 IS NULL OR pairing = ?10)"
        "   AND (?2 IS NULL OR games.id IN (SELECT game FROM seats JOIN versions v ON v.id = version WHERE bot = ?2))"
        "   AND (?3 IS NULL OR games.id IN (SELECT game FROM seats JOIN versions v ON v.id = version WHERE bot = ?3))"
        "   AND (?4 IS NULL OR mode = ?4)"
        "   AND (?6 IS NULL OR how = ?6 OR ?6 = 'void' AND games.id IN (SELECT game FROM voids))"
        "   AND (?5 IS NULL OR substr(rules, 1, length(?5)) = ?5)"
        "   AND (?7 IS NULL OR at >= ?7) AND (?8 IS NULL OR at < ?8)"
        "   AND (?11 IS NULL OR (SELECT arena FROM pairings a WHERE a.run = games.run AND a.number = pairing) = ?11)"
        f"   AND games.id > ?12 ORDER BY {first} LIMIT coalesce(?9, -1)) g"
        " JOIN pairings p ON p.run = g.run AND p.number = pairing"
        " JOIN seats s ON s.game = g.id JOIN versions v ON v.id = version LEFT JOIN voids ON voids.game = g.id"
        " LEFT JOIN volunteer_games ON volunteer_games.game = g.id"
        " ORDER BY place, g.id, seat",
        (run, bot, other, mode, rules, how, since, until, limit, pairing, arena, after),
    )
    logs = LogFinder()
    for facts, seats in groupby(rows, key=lambda row: row[1:20]):
        attempt, replayed, *voided, volunteer = facts[13:]
        void = Correction(*voided) if voided[0] is not None else None
        played = tuple(PlayedSeat(*row[20:]) for row in seats)
        game = PlayedGame(*[*facts[:13], played, attempt, void, replayed, volunteer])
        path = store.absolute(game.log).absolute() if game.log else None
        yield replace(game, log=str(path) if path and logs.exists(path) else None)


def most_seats(store: Store) -> int:
    """Return the largest number of seats of a recorded game; 2 if there is none."""
    row: tuple[int] = store.connection.execute("SELECT coalesce(max(seat) + 1, 2) FROM seats").fetchone()
    return row[0]


def played_between(store: Store, mode: str, rules: str, bot: str, after: int = 0) -> dict[int, tuple[int, int]]:
    """Map each version of a bot to when its first and its last valid game of a ladder were recorded, s since 1970.

    Games with an id up to `after` are left out.
    """
    rows = store.connection.execute(
        "SELECT version, min(at), max(at) FROM versions v JOIN seats ON version = v.id"
        " JOIN valid_games games ON games.id = game JOIN runs ON runs.id = run"
        " WHERE bot = ? AND mode = ? AND rules = ? AND games.id > ? GROUP BY version",
        (bot, mode, rules, after),
    )
    return {version: (first, last) for version, first, last in rows}


def find_game(store: Store, name: GameName) -> PlayedGame | None:
    """Return the game of a name, or None; without an attempt, the last one."""
    attempts = (game for game in find_games(store, name.run, name.pairing) if game.game == name.seating)
    fitting = [game for game in attempts if name.attempt in (None, game.attempt)]
    return max(fitting, key=lambda game: game.attempt, default=None)


def worth_watching(store: Store, run: int, top: Sequence[str]) -> PlayedGame | None:
    """Return a game of the run that is worth watching, if any.

    Only valid games count that started and whose log exists. Games between the `top` two come first, then those
    without a forfeit, then close ones, then long ones.
    """
    both = find_games(store, run, bot=top[0], other=top[1], limit=WATCHED) if len(top) == 2 else iter(())
    for games in (both, find_games(store, run, limit=WATCHED)):
        able = (game for game in games if game.log is not None and game.ticks > 1 and not game.is_void)
        best = min(able, key=_watching_order, default=None)
        if best is not None:
            return best
    return None


def _watching_order(game: PlayedGame) -> tuple[bool, float, int, int, str]:
    return game.how == Ending.FORFEIT, game.gap, -game.ticks, game.pairing, game.game


def describe(game: PlayedGame) -> str:
    """Describe a game in one line, printable whatever the store holds."""
    names = " against ".join(f"{seat.bot} v{seat.version}" for seat in game.seats)
    again = f" attempt {game.attempt}" if game.attempt > 1 else ""
    title = f"run {game.run} pair {game.pairing}{game.game}{again}: {names}"
    if game.how == Ending.VOID:
        return clean_text(f"{title}: {game.trail}", LINE)
    first = [seat.bot for seat in game.seats if seat.rank == 1]
    came_out = f"{first[0]} won" if len(first) == 1 else "drawn"
    log = game.log or "(log not found)"
    ended = f"{came_out}, {game.how}, {counted(game.ticks, 'tick')}"
    if game.volunteer is not None:
        ended += f", played by volunteer {game.volunteer}"
    if game.voided:
        ended += f"; {game.trail}"
    return clean_text(f"{title}: {ended}  {log}", LINE)
