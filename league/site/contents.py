"""What a site shows of a store, read at once, so that all pages agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from types import MappingProxyType

from league.ladder.aggregates import aggregate
from league.ladder.ladders import Scope, scopes
from league.ladder.seasons import FinalLadder, final_ladders, season_games
from league.ladder.standings import WITHOUT, Standings, standings
from league.ladder.table import rate
from league.ratings.elo import Rating
from league.reports.facts import LadderReport, report
from league.site.paths import ladder_page
from league.storage.queries.bots import BotRow, all_bots, names_by_version, versions_of
from league.storage.queries.corrections import Correction, reinstatements
from league.storage.queries.history import PlayedGame, find_games
from league.storage.queries.results import Tally, count_arenas, meetings
from league.storage.queries.runs import ListedRun, list_runs
from league.storage.queries.seasons import Season, all_seasons, running_season
from league.storage.store import Store
from systems.modes import MODES

NEWEST = 20_000  # games listed, the newest ones; ratings and counts include all


@dataclass(frozen=True)
class MeetingScore:
    """Results of one bot against another: at a table, how often it was ahead, level and behind."""

    wins: int = 0
    draws: int = 0
    losses: int = 0

    @property
    def games(self) -> int:
        return self.wins + self.draws + self.losses

    @property
    def share(self) -> float:
        """Points per game, 0..1."""
        return (self.wins + self.draws / 2) / max(self.games, 1)

    def __add__(self, other: MeetingScore) -> MeetingScore:
        return MeetingScore(self.wins + other.wins, self.draws + other.draws, self.losses + other.losses)


@dataclass(frozen=True)
class Board:
    """A ladder with a page of its own: of a mode and rules, in all arenas or in one.

    Attributes:
        current: whether its rules are those of the mode's last run, and its games those of the season that is running,
            if there is one.
        scores: results by (bot, opponent), of all their versions.
        ratings: of each version with games, by its id.
        tallies: of each version with games, by its id.
        old_rules: whether its rules are earlier ones than those of the mode's first board.
        every: whether a season is running, and it has the games of all.
    """

    report: LadderReport
    current: bool
    scores: dict[tuple[str, str], MeetingScore]
    ratings: dict[int, Rating]
    tallies: dict[int, Tally]
    old_rules: bool = False
    every: bool = False

    @property
    def scope(self) -> Scope:
        return self.report.ladder.scope

    @property
    def mode(self) -> str:
        return self.scope.mode

    @property
    def arena(self) -> str | None:
        return self.scope.arena

    @property
    def path(self) -> str:
        return ladder_page(self.mode, self.arena, self.scope.rules if self.old_rules else None, self.every)

    def has_part(self, other: Board) -> bool:
        """Return whether another board is of the same ladder, in one arena or in all."""
        mine, others = self.scope, other.scope
        return (mine.mode, mine.rules, mine.season) == (others.mode, others.rules, others.season)


@dataclass(frozen=True)
class SeasonContents:
    """A season, and if it has ended its ladders as they stood then."""

    season: Season
    games: int
    ladders: list[FinalLadder]


@dataclass(frozen=True)
class BotVersion:
    """A version of a bot."""

    id: int
    number: int


@dataclass(frozen=True)
class BotFacts:
    """A bot, its versions and the corrections that concern it."""

    row: BotRow
    versions: list[BotVersion]  # oldest first
    reinstated: list[tuple[int, Correction]]  # with the number of the version


@dataclass(frozen=True)
class Contents:
    """What a site shows.

    Attributes:
        boards: in the order of modes; of each mode that of all arenas, then each arena's.
        bots: by name, in the order of the first board, then by name.
        games: the newest first.
        runs: by number.
        seasons: oldest first.
    """

    title: str
    boards: list[Board]
    bots: dict[str, BotFacts]
    games: list[PlayedGame]
    runs: dict[int, ListedRun]
    standings: dict[int, Standings]  # of the runs whose format has some
    updated: int  # time of the last game, s since 1970 UTC
    games_of: dict[str, list[PlayedGame]]
    games_between: dict[frozenset[str], list[PlayedGame]]
    games_in: dict[int, list[PlayedGame]]  # by run
    people: Mapping[str, str] = field(default_factory=dict)  # names of owners, by their ids
    seasons: list[SeasonContents] = field(default_factory=list)


def read_contents(store: Store, title: str, people: Mapping[str, str] = MappingProxyType({})) -> Contents:
    """Read what a site of a store shows. Modes that this version does not know are left out.

    Args:
        people: names of owners, by their ids.
    """
    runs = {run.row.id: run for run in list_runs(store)}
    played = {run.row.mode for run in runs.values()}
    boards = [board for mode in MODES if mode in played for board in _boards(store, mode)]
    games = [game for game in find_games(store, limit=NEWEST) if game.mode in MODES][::-1]
    ranked = [row.bot for board in boards for row in board.report.ladder.rows]
    rows = {row.name: row for row in all_bots(store)}
    order = [*dict.fromkeys(name for name in ranked if name in rows), *sorted(rows, key=str.casefold)]
    bots = {name: _facts(store, rows[name]) for name in dict.fromkeys(order)}
    games = [game for game in games if all(seat.bot in bots for seat in game.seats)]
    placed = {number: standings(store, number) for number, run in runs.items() if run.row.format not in WITHOUT}
    updated = max((game.at for game in games), default=0)
    by_name: dict[str, list[PlayedGame]] = {name: [] for name in bots}
    seasons = [_season(store, season) for season in all_seasons(store)]
    contents = Contents(title, boards, bots, games, runs, placed, updated, by_name, {}, {}, people, seasons)
    for game in games:
        contents.games_in.setdefault(game.run, []).append(game)
        names = sorted({seat.bot for seat in game.seats})
        for name in names:
            contents.games_of[name].append(game)
        for pair in combinations(names, 2):
            contents.games_between.setdefault(frozenset(pair), []).append(game)
    return contents


def _season(store: Store, season: Season) -> SeasonContents:
    ladders = [] if season.ended is None else final_ladders(store, season)
    return SeasonContents(season, season_games(store, season, ladders), ladders)


def _boards(store: Store, mode: str) -> list[Board]:
    """Return the ladders of a mode that have games, those of its last run's rules first.

    While a season is running, its ladders come first, that of the last run's rules also without games, and then those
    of all games.
    """
    season = running_season(store)
    last, *others = scopes(store, mode, season)
    found = []
    shown = [scope for scope in (last, *others) if scope.games or (season and scope == last)]
    for number, scope in enumerate(shown):
        known = count_arenas(store, mode, scope.rules, scope.since)
        arenas = [arena for arena in known if arena in MODES[mode].arenas]
        for arena in [None, *(arenas if len(arenas) > 1 else [])]:
            found.append(_board(store, report(store, mode, scope.rules, arena=arena), number == 0, number > 0))
    if season:
        for scope in (scope for scope in scopes(store, mode) if scope.games):
            of_all = report(store, mode, scope.rules, every=True)
            found.append(_board(store, of_all, False, scope.rules != last.rules, every=True))
    return found


def _board(store: Store, found: LadderReport, current: bool, old_rules: bool, every: bool = False) -> Board:
    scope = found.ladder.scope
    names = names_by_version(store)
    scores: defaultdict[tuple[str, str], MeetingScore] = defaultdict(MeetingScore)
    met = meetings(store, scope.filter())
    columns = (met.a, met.b, met.won, met.drawn, met.lost)
    for a, b, won, drawn, lost in zip(*(column.tolist() for column in columns), strict=True):
        if a in names and b in names and names[a] != names[b]:
            scores[names[a], names[b]] += MeetingScore(won, drawn, lost)
            scores[names[b], names[a]] += MeetingScore(lost, drawn, won)
    summed = aggregate(store, scope.mode, scope.rules, scope.arena, scope.since)
    ratings = rate(store, scope, summed, [row.version for row in all_bots(store)])
    rated = {version: ratings[version] for version in summed.tallies if version in ratings}
    return Board(found, current, dict(scores), rated, summed.tallies, old_rules, every)


def _facts(store: Store, row: BotRow) -> BotFacts:
    versions = [BotVersion(version.id, version.number) for version in versions_of(store, row.name)]
    return BotFacts(row, versions, reinstatements(store, row.name))
