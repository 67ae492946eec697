"""Report of a run: the ladder and its changes, results of new versions, the upset of the day. Runs in a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from league.cli.errors import LeagueError
from league.ladder.ladders import Scope
from league.ladder.standings import WITHOUT, Standings, standings
from league.ladder.table import Row, ladder
from league.storage.opening import default_path, reading
from league.storage.queries.history import PlayedGame, find_games
from league.storage.queries.runs import first_runs
from league.tournament.placements import PlacedVersion, placements
from systems.results import Ending

DAY = 24 * 3600  # s
SURPRISE = 50.0  # least Elo difference of an upset

Places = Mapping[str, tuple[int, float]]  # a bot's rank and Elo


@dataclass(frozen=True)
class Debut:
    """Results of a version in its first run."""

    bot: str
    version: int
    owner: str | None
    wins: int
    draws: int
    losses: int
    faults: int


@dataclass(frozen=True)
class Upset:
    """A game that a lower-rated bot won."""

    game: PlayedGame
    winner: str
    loser: str
    gap: float  # Elo


@dataclass(frozen=True)
class RunReport:
    """Report of a finished run."""

    run: int
    games: int
    void: int
    began: int  # s since 1970 UTC: its first and its last game
    ended: int
    scope: Scope
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    before: Places  # at the last report
    debuts: tuple[Debut, ...]
    upset: Upset | None
    placed: tuple[PlacedVersion, ...] | None = None  # the newcomers of a placement; None for a run of everybody
    standings: Standings | None = None  # if its format has some

    @property
    def places(self) -> dict[str, tuple[int, float]]:
        """Rank and Elo by bot, for the next report to compare with. That of a placement is of its newcomers alone."""
        found = {row.bot: (row.rank, round(row.elo, 1)) for row in self.rows}
        if self.placed is None:
            return found
        return {**self.before, **{one.bot: found[one.bot] for one in self.placed if one.bot in found}}


def report_run(folder: Path, run: int, before: Places) -> RunReport:
    """Return the report of a run of the league in a folder. Raises LeagueError."""
    with reading(default_path(folder)) as store:
        row = store.run(run)
        if row is None:
            raise LeagueError(f"there is no run {run}")
        mode = row.mode
        found = ladder(store, mode, row.rules)
        games = list(find_games(store, run=row.id))
        latest = [game for game in games if game.replayed is None]
        first = first_runs(store, mode)
        new = {(v.bot, v.number) for v in map(store.version, row.players) if first.get(v.id) == row.id}
        ended = max((game.at for game in games), default=0)
        placed = tuple(placements(store, row, found)) if row.format == "placement" else None
        placed_by_points = standings(store, row.id) if row.format not in WITHOUT else None
        recent = list(find_games(store, mode=mode, rules=row.rules, since=ended - DAY))
    return RunReport(
        run=row.id,
        games=len(latest),
        void=sum(game.is_void for game in latest),
        began=min((game.at for game in games), default=0),
        ended=ended,
        scope=found.scope,
        rows=found.rows,
        warnings=tuple(found.warnings()),
        before=dict(before),
        debuts=_debuts(games, new, {one.bot: one.owner for one in found.rows}),
        upset=_upset(recent, row.id, {(one.bot, one.version): one.elo for one in found.rows}),
        placed=placed,
        standings=placed_by_points,
    )


def _debuts(games: list[PlayedGame], new: set[tuple[str, int]], owners: Mapping[str, str | None]) -> tuple[Debut, ...]:
    counts = {one: [0, 0, 0, 0] for one in sorted(new, key=lambda one: (one[0].casefold(), one[1]))}
    for game in games:
        if game.is_void:
            continue
        firsts = sum(seat.rank == 1 for seat in game.seats)
        for seat in game.seats:
            count = counts.get((seat.bot, seat.version))
            if count is not None:
                count[2 if seat.rank != 1 else 1 if firsts > 1 else 0] += 1
                count[3] += seat.faults
    return tuple(Debut(bot, version, owners.get(bot), *count) for (bot, version), count in counts.items())


def _upset(games: list[PlayedGame], run: int, elo: Mapping[tuple[str, int], float]) -> Upset | None:
    """Return the greatest upset of the last day if it is in this run; earlier ones were shown before."""
    found: list[Upset] = []
    for game in games:
        first = [seat for seat in game.seats if seat.rank == 1]
        if game.is_void or game.how == Ending.FORFEIT or len(first) != 1 or game.log is None:
            continue
        own = elo.get((first[0].bot, first[0].version))
        others = [(elo.get((seat.bot, seat.version)), seat.bot) for seat in game.seats if seat is not first[0]]
        known = [(rating, bot) for rating, bot in others if rating is not None]
        if own is not None and known:
            rating, bot = max(known)
            found.append(Upset(game, first[0].bot, bot, rating - own))
    best = max(found, key=lambda upset: upset.gap, default=None)
    return best if best and best.gap >= SURPRISE and best.game.run == run else None
