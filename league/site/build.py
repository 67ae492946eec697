"""Building of a site: reads the store, makes what is new, and removes what is gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from league.site.contents import read_contents
from league.site.folder import opened
from league.site.matches import Made, make, outdated
from league.site.pages import pages
from league.site.view import View
from league.storage.opening import reading

Progress = Callable[[int], AbstractContextManager[Callable[[int], object]]]  # is told the number of games to make


@dataclass(frozen=True)
class Built:
    """What a build did."""

    games: int  # with a page
    made: int  # games made now
    written: int  # files written, those of games included
    removed: int
    problems: list[str]  # logs without a page


def build(store: Path, out: Path, title: str, progress: Progress) -> Built:
    """Make the site of a store in the folder `out`, or bring it up to date.

    Raises:
        LeagueError: the store cannot be read, `out` holds other files, or another process builds it.
        OSError: a file cannot be written.
    """
    with reading(store) as league, opened(out) as folder:
        contents = read_contents(league, title)
        made = Made({}, set(), [])
        waiting = outdated(folder, contents, made)
        with progress(len(waiting)) as tell:
            make(folder, contents, made, waiting, tell)
        for name, text in pages(View(contents, made.facts, made.watchable)):
            folder.write(name, text.encode(errors="replace"))
        removed = folder.finish()
    return Built(len(made.watchable), len(waiting), len(folder.written), len(removed), made.problems)
