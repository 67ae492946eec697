"""All pages of a site but those of games."""

from __future__ import annotations

from collections.abc import Iterator

from league.site import paths
from league.site.boards import board_page, empty_page
from league.site.bots import bot_page
from league.site.lists import games_page, run_page
from league.site.meetings import meeting_page
from league.site.palette import style_sheet
from league.site.render import asset
from league.site.view import View


def pages(view: View) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of a site but those of games."""
    contents = view.contents
    for name in (paths.STYLE, paths.SCRIPT):
        yield name, asset(name)
    yield paths.COLORS, style_sheet([*contents.bots], view.own_colors())
    yield paths.INDEX, board_page(view, contents.boards[0], paths.INDEX) if contents.boards else empty_page(view)
    for board in contents.boards:
        yield board.path, board_page(view, board, board.path)
    for name in contents.bots:
        yield paths.bot_page(name), bot_page(view, name)
    for pair in contents.games_between:
        yield paths.meeting_page(*pair), meeting_page(view, *sorted(pair))
    yield paths.GAMES, games_page(view)
    for run in contents.runs:
        yield paths.run_page(run), run_page(view, run)
