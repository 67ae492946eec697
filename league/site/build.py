"""Building of a site: reads the store, makes what is new, and removes what is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from league.site import paths
from league.site.contents import read_contents
from league.site.folder import opened
from league.site.matches import SiteGames, make, outdated
from league.site.pages.boards import board_page, empty_page
from league.site.pages.bots import bot_page
from league.site.pages.context import PageContext
from league.site.pages.lists import games_page, run_page
from league.site.pages.meetings import meeting_page
from league.site.pages.palette import style_sheet
from league.site.pages.seasons import season_page, seasons_page
from league.site.render import asset
from league.storage.opening import reading

Progress = Callable[[int], AbstractContextManager[Callable[[int], object]]]  # is told the number of games to make


@dataclass(frozen=True)
class BuildSummary:
    """What a build did."""

    games: int  # with a page
    made: int  # games made now
    written: int  # files written, those of games included
    removed: int
    problems: list[str]  # logs without a page


def build(
    store: Path, out: Path, title: str, progress: Progress, people: Mapping[str, str] = MappingProxyType({})
) -> BuildSummary:
    """Make the site of a store in the folder `out`, or bring it up to date.

    Args:
        people: names of owners, by their ids.

    Raises:
        LeagueError: the store cannot be read, `out` holds other files, or another process builds it.
        OSError: a file cannot be written.
    """
    with reading(store) as league, opened(out) as folder:
        contents = read_contents(league, title, people)
        made = SiteGames({}, set(), [])
        waiting = outdated(folder, contents, made)
        with progress(len(waiting)) as tell:
            make(folder, contents, made, waiting, tell)
        for name, text in _pages(PageContext(contents, made.facts, made.watchable)):
            folder.write(name, text.encode(errors="replace"))
        removed = folder.finish()
    return BuildSummary(len(made.watchable), len(waiting), len(folder.written), len(removed), made.problems)


def _pages(context: PageContext) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of a site but those of games."""
    contents = context.contents
    for name in (paths.STYLE, paths.SCRIPT):
        yield name, asset(name)
    yield paths.COLORS, style_sheet([*contents.bots], context.own_colors())
    yield paths.INDEX, board_page(context, contents.boards[0], paths.INDEX) if contents.boards else empty_page(context)
    for board in contents.boards:
        yield board.path, board_page(context, board, board.path)
    for name in contents.bots:
        yield paths.bot_page(name), bot_page(context, name)
    for pair in contents.games_between:
        yield paths.meeting_page(*pair), meeting_page(context, *sorted(pair))
    yield paths.GAMES, games_page(context)
    for run in contents.runs:
        yield paths.run_page(run), run_page(context, run)
    if contents.seasons:
        yield paths.SEASONS, seasons_page(context)
    for one in contents.seasons:
        if one.season.ended is not None:
            yield paths.season_page(one.season.name), season_page(context, one)
