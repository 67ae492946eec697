"""The page of a ladder, in a site or by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from markupsafe import Markup

from league.cli.progress import so_far
from league.cli.wording import counted
from league.ladder.table import Ladder
from league.logs.files import pack_with
from league.reports.chart import chart
from league.reports.facts import LadderReport
from league.site import paths
from league.site.contents import Board
from league.site.pages.context import PageContext, color_class, listed, owner_name
from league.site.pages.drawings import draw_chart, spans, sparkline
from league.site.pages.palette import style_sheet
from league.site.pages.seasons import ended_seasons
from league.site.render import asset, inline_policy, moment, render
from league.storage.pairing import SEATINGS
from league.storage.queries.history import PlayedGame

CROSS = 24  # bots in the cross table
_LATER = 8  # games in each list


@dataclass(frozen=True)
class Cell:
    """A cell of the cross table."""

    points: str
    games: int
    share: float
    href: str | None


def board_page(context: PageContext, board: Board, page: str) -> str:
    """Return the page of a ladder at the path `page`."""
    contents = context.contents
    heading = f"{board.mode.capitalize()} ladder"
    if board.arena:
        heading += f", {board.arena}"
    heading += (", all games" if board.every else "") + (", earlier rules" if board.old_rules else "")
    values = context.values(page, heading, "ladder")
    same = [one for one in contents.boards if one.has_part(board)]
    earlier = [one for one in contents.boards if one.mode == board.mode and not one.current and one.arena is None]

    def meeting(one: str, other: str) -> str | None:
        known = frozenset((one, other)) in contents.games_between
        return paths.relative(paths.meeting_page(one, other), page) if known else None

    found = board.report
    return render(
        "ladder.html",
        **values,
        **_ladder_values(found, meeting),
        board=board,
        tabs=[(one.arena or "All arenas", one.path) for one in same],
        arenas_told="" if len(same) > 1 else _arenas(found),
        others=[(_told(one), one.path) for one in earlier if one.path != board.path],
        seasons=ended_seasons(contents),
        unfinished=_unfinished(context, board),
        closest=context.listed(page, found.closest[:_LATER]),
        newest=context.listed(page, found.newest[:_LATER]),
        void=context.listed(page, found.void),
    )


def empty_page(context: PageContext) -> str:
    """Return the first page of a league without games."""
    return render("empty.html", **context.values(paths.INDEX, context.contents.title, "ladder"))


def standalone_page(
    found: LadderReport, target: Path, title: str, people: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the page of a ladder as one file without others, whose links lead to the logs near `target`, its path."""
    folder = target.absolute().parent

    def link(game: PlayedGame) -> str | None:
        """Return a link to the log of a game, None to one in a pack."""
        log = Path(str(game.log))
        return quote(Path(os.path.relpath(log, folder)).as_posix()) if pack_with(log) is None else None

    names = [row.bot for row in found.ladder.rows]
    script, style = asset(paths.SCRIPT), asset(paths.STYLE) + style_sheet(names, {})
    values: dict[str, object] = {
        "site": {"title": title, "nav": [], "updated": moment(max((game.at for game in found.newest), default=0))},
        "here": "",
        "heading": f"{found.ladder.scope.mode.capitalize()} ladder",
        "kind": "ladder",
        "policy": inline_policy(script, style),
        "ref": lambda path: "#",
        "bot_ref": lambda name: None,
        "color_class": color_class,
        "person": partial(owner_name, people),
        "script": Markup(script),  # of this package: nothing of a store is in it
        "style": Markup(style),  # names are in it as slugs only
    }
    return render(
        "standalone.html",
        **values,
        **_ladder_values(found, lambda one, other: None),
        board={"scope": found.ladder.scope, "path": ""},
        tabs=[],
        arenas_told=_arenas(found),
        others=[],
        seasons=[],
        unfinished=None,
        closest=listed(found.closest, link, "Log"),
        newest=listed(found.newest, link, "Log"),
        void=listed(found.void, lambda game: None),
    )


def _ladder_values(found: LadderReport, meeting: Callable[[str, str], str | None]) -> dict[str, object]:
    rows = found.ladder.rows
    total, shown = sum(found.ends.values()), chart(found)
    scale = spans([(row.elo_low, row.elo_high, row.elo) for row in rows])
    trends = [sparkline(found.history.get(row.bot, ())) for row in rows]
    return {
        "rows": list(zip(rows, scale, trends, strict=True)),
        "warnings": found.ladder.warnings(),
        "waiting": found.ladder.waiting(),
        "provisional": found.ladder.legend(),
        "change": _change(found.ladder),
        "chart": draw_chart(shown) if shown else None,
        "cross": _cross(found.ladder, found.scores, meeting),
        "cross_left": len(rows) > CROSS,
        "ends": [(how, number, number / total) for how, number in found.ends.items()],
    }


def _change(ladder: Ladder) -> str | None:
    """Return a line about the change of rules that began a ladder, or None."""
    if ladder.change is None or not ladder.change.is_current:
        return None
    before = counted(ladder.change.other.games, "game")
    return f"{ladder.change.when().capitalize()}; {before} before that are on a ladder of their own."


def _cross(
    ladder: Ladder, scores: Mapping[tuple[str, str], tuple[float, int]], meeting: Callable[[str, str], str | None]
) -> list[tuple[str, list[Cell | None]]]:
    bots = [row.bot for row in ladder.rows][:CROSS]

    def cell(bot: str, other: str) -> Cell | None:
        if bot == other:
            return None
        points, games = scores.get((bot, other), (0.0, 0))
        return Cell(f"{points:g}", games, points / max(games, 1), meeting(bot, other))

    return [(bot, [cell(bot, other) for other in bots]) for bot in bots]


def _unfinished(context: PageContext, board: Board) -> tuple[str, str] | None:
    """Return the path of the last run of a ladder's mode and how far it is, if it is not finished."""
    number = max((number for number, run in context.contents.runs.items() if run.row.mode == board.mode), default=None)
    if number is None or not board.current or context.contents.runs[number].row.finished:
        return None
    run = context.contents.runs[number]
    return paths.run_page(number), f"Run {number}: {so_far(run.games, len(SEATINGS) * run.row.pairings)} played"


def _arenas(found: LadderReport) -> str:
    return f"arena{'s' if len(found.arenas) > 1 else ''} {', '.join(found.arenas)}" if found.arenas else ""


def _told(board: Board) -> str:
    last = max((game.at for game in board.report.newest), default=0)
    what = f"all {counted(board.scope.games, 'game')}" if board.every else counted(board.scope.games, "game")
    return f"{board.mode.capitalize()}, {what}" + (f", until {moment(last)[:10]}" if last else "")
