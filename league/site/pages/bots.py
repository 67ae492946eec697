"""The page of a bot."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from league.cli.wording import counted
from league.ladder.table import Row
from league.ratings.elo import Rating
from league.reports.chart import chart
from league.site import paths
from league.site.contents import Board, BotFacts, MeetingScore
from league.site.facts import Density, density_of
from league.site.pages.context import ListedGame, PageContext, outcome, played_seats
from league.site.pages.drawings import SMALL, Drawn, density_image, draw_chart
from league.site.render import percent, render, seconds
from league.storage.queries.history import PlayedGame
from league.storage.queries.results import Tally

EXTREMES = 5  # best and worst games
FAULTY = 8  # games with faults
NEWEST = 100  # games listed
CROSSES = 400  # ships lost that a map places

_FAULTS = {
    "raised": "errors raised",
    "fuel": "out of fuel",
    "wall": "out of CPU time",
    "memory": "out of memory",
    "trap": "traps",
    "output": "invalid answers",
    "start": "failed starts",
}

Tile = tuple[str, str, str]  # name, value, note


@dataclass(frozen=True)
class VersionRow:
    """A version of a bot on a ladder."""

    number: int
    rating: Rating | None
    tally: Tally
    first: int  # time of its first listed game, s since 1970 UTC; 0 if unknown


@dataclass(frozen=True)
class LadderPlace:
    """A bot on a mode's ladder."""

    mode: str
    path: str
    tiles: list[Tile]
    chart: Drawn | None
    against: list[tuple[str, MeetingScore, str | None]]
    versions: list[VersionRow]
    arenas: list[tuple[str, str | None, Row]]
    best: list[ListedGame]
    worst: list[ListedGame]


@dataclass(frozen=True)
class DensityMap:
    """Where a bot's ships fly and die."""

    name: str
    label: str
    image: Markup
    deaths: list[tuple[float, float]]  # y downwards
    games: int
    lost: int


def bot_page(context: PageContext, name: str) -> str:
    """Return the page of a bot."""
    contents, page = context.contents, paths.bot_page(name)
    facts, games = contents.bots[name], contents.games_of[name]
    current = [board for board in contents.boards if board.current and board.arena is None]
    standings = [_standing(context, board, name, games) for board in current if _plays(board, facts)]
    kinds = _fault_kinds(context, name, games)
    return render(
        "bot.html",
        **context.values(page, name, "bot"),
        bot_name=name,
        facts=facts,
        status=_status(facts, current),
        display_name=_display_name(context, name, games),
        reinstated=[f"v{number} {correction.describe('reinstated')}" for number, correction in facts.reinstated],
        standings=standings,
        maps=_maps(context, name, games),
        fault_kinds=[(_FAULTS.get(kind, kind), number) for kind, number in kinds.most_common()],
        faulty=context.listed(page, [game for game in games if _faults(game, name)][:FAULTY], about=name),
        games=context.listed(page, games[:NEWEST], about=name),
        games_left=max(len(games) - NEWEST, 0),
    )


def _plays(board: Board, facts: BotFacts) -> bool:
    return any(version.id in board.tallies for version in facts.versions)


def _status(facts: BotFacts, boards: Sequence[Board]) -> str:
    if not facts.row.active:
        return "no longer in the league"
    out = [board.mode for board in boards for row in board.report.ladder.rows if row.bot == facts.row.name and row.out]
    return f"out of {', '.join(out)} after forfeits" if out else "active"


def _standing(context: PageContext, board: Board, name: str, games: Sequence[PlayedGame]) -> LadderPlace:
    page, facts = paths.bot_page(name), context.contents.bots[name]
    since = board.scope.season.began if board.scope.season else 0
    own = [game for game in games if game.mode == board.mode and game.rules == board.scope.rules and not game.is_void]
    own = [game for game in own if game.at >= since]
    row = next((row for row in board.report.ladder.rows if row.bot == name), None)
    elo = {one.bot: one.elo for one in board.report.ladder.rows}
    first: dict[int, int] = {}  # time of each version's first game
    for game in reversed(own):
        for seat in game.seats:
            if seat.bot == name:
                first.setdefault(seat.version, game.at)
    versions = [
        VersionRow(v.number, board.ratings.get(v.id), board.tallies[v.id], first.get(v.number, 0))
        for v in reversed(facts.versions)
        if v.id in board.tallies
    ]
    parts = [b for b in context.contents.boards if b.has_part(board) and b.arena]
    arenas = [(b.path, b.arena, one) for b in parts for one in b.report.ladder.rows if one.bot == name]
    against = [(other, score) for (one, other), score in board.scores.items() if one == name]
    against.sort(key=lambda pair: (-elo.get(pair[0], 0.0), pair[0].casefold()))
    return LadderPlace(
        board.mode,
        board.path,
        _tiles(context, board, name, row, own),
        _chart(board, name),
        [(other, score, _meeting(context, page, name, other)) for other, score in against],
        versions,
        arenas,
        context.listed(page, _extremes(own, name, elo, "won"), about=name),
        context.listed(page, _extremes(own, name, elo, "lost"), about=name),
    )


def _meeting(context: PageContext, page: str, one: str, other: str) -> str | None:
    known = frozenset((one, other)) in context.contents.games_between
    return paths.relative(paths.meeting_page(one, other), page) if known else None


def _tiles(context: PageContext, board: Board, name: str, row: Row | None, games: Sequence[PlayedGame]) -> list[Tile]:
    tiles: list[Tile] = []
    if row is not None:
        ladder = board.report.ladder
        tiles.append(("Rank", f"#{row.rank}", f"of {ladder.ranked}") if row.ranked else ("Rank", "none", f"{row.out}"))
        tiles.append(("Elo", f"{row.elo:.0f}{row.mark}", f"{row.elo_low:.0f} to {row.elo_high:.0f} (95 %)"))
        share = (row.wins + row.draws / 2) / max(row.games, 1)
        tiles.append(("Score", percent(share), f"{row.wins} won, {row.draws} drawn, {row.losses} lost"))
        if row.place is not None and row.place_of is not None:
            tiles.append(("Mean place", f"{row.place:.1f}", f"of {row.place_of:.3g}"))
    seats = [facts for _, facts in played_seats(context, games, name)]
    shots, hits = sum(facts.shots for facts in seats), sum(facts.hits for facts in seats)
    if shots:
        tiles.append(("Hit rate", percent(hits / shots), f"{hits:,} of {shots:,} shots"))
    if games:
        lengths = sorted(game.ticks for game in games)
        low, high = seconds(lengths[len(lengths) // 4]), seconds(lengths[3 * len(lengths) // 4])
        shown = f"half of them {low} to {high}" if low != high else ""
        tiles.append(("Typical length", seconds(statistics.median(lengths)), shown))
    faults = sum(board.tallies[v.id].faults for v in context.contents.bots[name].versions if v.id in board.tallies)
    tiles.append(("Faults", f"{faults}", f"in {counted(len(games), 'game')}" if games else ""))
    return tiles


def _chart(board: Board, name: str) -> Drawn | None:
    """Return the chart of a bot's ratings; None if there are too few for a line."""
    found = chart(board.report, [name])
    return draw_chart(found, SMALL) if found and len(found.lines[0].points) > 2 else None


def _extremes(games: Sequence[PlayedGame], name: str, elo: Mapping[str, float], came_out: str) -> list[PlayedGame]:
    """Return the wins over the strongest opponents, or the losses to the weakest ones, the clearest first."""
    sign = 1 if came_out == "won" else -1

    def key(game: PlayedGame) -> tuple[float, float]:
        others = [elo.get(seat.bot, 0.0) for seat in game.seats if seat.bot != name]
        return -sign * (max(others) if came_out == "won" else min(others)), -game.gap

    able = [g for g in games if outcome(g, name) == came_out and any(seat.bot != name for seat in g.seats)]
    return sorted(able, key=key)[:EXTREMES]


def _faults(game: PlayedGame, name: str) -> int:
    return sum(seat.faults for seat in game.seats if seat.bot == name)


def _fault_kinds(context: PageContext, name: str, games: Sequence[PlayedGame]) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, facts in played_seats(context, games, name):
        found.update(facts.faults)
    return found


def _display_name(context: PageContext, name: str, games: Sequence[PlayedGame]) -> str:
    """Return what the bot calls itself in its newest game, if that is another name, else ""."""
    shown = next((facts.name for _, facts in played_seats(context, games, name)), "")
    return shown if shown.casefold() != name.casefold() else ""


def _maps(context: PageContext, name: str, games: Sequence[PlayedGame]) -> list[DensityMap]:
    """Return the maps of a bot, one for each mode and arena in which it played."""
    counts: dict[tuple[str, str], Density] = {}
    deaths: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    played: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for game, facts in played_seats(context, games, name):
        where = game.mode, game.arena
        counts[where] = counts.get(where, 0) + density_of(facts)
        deaths[where] += facts.deaths
        played[where].add(game.name)
    return [
        DensityMap(
            f"{mode}, {arena}",
            f"where {name} flies and dies in {mode}, {arena}",
            density_image(counts[mode, arena]),
            [(x, -y) for x, y in deaths[mode, arena][:CROSSES]],
            len(played[mode, arena]),
            len(deaths[mode, arena]),
        )
        for mode, arena in sorted(counts)
    ]
