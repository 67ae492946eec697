"""`league site`: write the league as a folder of static pages, and serve it on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from league.cli import progress
from league.cli.arguments import place, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.commands.options import add_league, store_path
from league.discord.people import read_labels
from league.discord.state import state_path
from league.site.build import BuildSummary, build
from league.site.server import serve
from sandbox.clean import clean_text

PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league site`."""
    add_league(parser)
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=place,
        required=True,
        help="folder to write the site to: a new or empty one, or one that holds a site",
    )
    parser.add_argument("--title", metavar="TEXT", type=_title, help="name of the league (default: that of the folder)")
    parser.add_argument(
        "--serve",
        action="store_true",
        help="serve the site on this machine until Ctrl-C, and bring it up to date while games are played",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=whole("port", 0, 65535),
        help=f"port of --serve, 0 for any free one (default {PORT})",
    )


def _title(text: str) -> str:
    title = clean_text(text, 60).strip()
    if not title:
        raise LeagueError("the title is empty")
    return title


def main(args: argparse.Namespace) -> int:
    """Write the site, and serve it if asked. Return 0."""
    if args.port is not None and not args.serve:
        raise LeagueError("--port is the port of --serve")
    store = store_path(args)
    title = args.title or clean_text(args.folder.resolve().name, 60) or "League"
    console = PlainConsole(stderr=True)

    @contextmanager
    def shown(games: int) -> Iterator[Callable[[int], object]]:
        with progress.shown(console, 0, games) as tell:
            yield tell

    def update() -> BuildSummary:
        return build(store, args.out, title, shown, read_labels(state_path(args.folder)))

    _tell(update(), args.out)
    if args.serve:
        serve(args.out, store, PORT if args.port is None else args.port, update)
    return 0


def _tell(built: BuildSummary, out: Path) -> None:
    for problem in built.problems[:3]:
        print(f"warning: {clean_text(problem, 300)}", file=sys.stderr)
    if len(built.problems) > 3:
        print(f"warning: {len(built.problems)} logs have no page of their own", file=sys.stderr)
    changes = f"{counted(built.made, 'game')} made, {counted(built.written, 'file')} written, {built.removed} removed"
    print(f"{clean_text(str(out / 'index.html'), 400)}: {counted(built.games, 'game')} to watch; {changes}")
