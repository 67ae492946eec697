"""`league table`: show the ladder, as text, JSON, CSV, a page or a picture."""

from __future__ import annotations

import argparse
import json
import sys

from league.cli.arguments import output, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.commands.options import add_ladder, add_league, ladder_mode, store_path
from league.discord.people import read_labels
from league.discord.state import state_path
from league.ladder.standings import standings
from league.ladder.table import as_json, ladder
from league.reports.facts import report
from league.reports.tables import LadderTable, as_csv, standings_table
from league.storage.opening import reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league table`."""
    add_league(parser)
    add_ladder(parser)
    parser.add_argument(
        "--run",
        metavar="N",
        type=whole("run", 1, 2**31),
        help="show the standings of run N, by points",
    )
    parser.add_argument("--anchor", metavar="BOT", help="fix the rating of BOT at 1500 (default: the mean of all bots)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON document")
    form.add_argument("--csv", action="store_true", help="print comma-separated values")
    form.add_argument("--html", metavar="FILE", type=output, help="write the ladder to FILE as an HTML page")
    form.add_argument("--png", metavar="FILE", type=output, help="write the ladder to FILE as a PNG image")


def main(args: argparse.Namespace) -> int:
    """Show the ladder or the standings. Return 0."""
    if args.run is not None:
        return _standings(args)
    with reading(store_path(args)) as store:  # also while it is drawn, so that an error names damage of the store
        if args.html or args.png:
            drawn = report(store, ladder_mode(args), args.rules, args.anchor)
            found = drawn.ladder
        else:
            found = ladder(store, ladder_mode(args), args.rules, args.anchor)
        for warning in found.warnings():
            print(f"warning: {warning}", file=sys.stderr)
        if args.json:
            print(as_json(found))
        elif args.csv:
            sys.stdout.write(as_csv(found))
        elif args.html:
            from league.site.pages.boards import standalone_page  # imports jinja2, which no other form needs

            people = read_labels(state_path(args.folder))
            title = args.folder.resolve().name or "League"
            args.html.write_text(standalone_page(drawn, args.html, title, people), encoding="utf-8")
        elif args.png:
            from league.reports.picture import draw  # imports Pillow, which no other command needs

            draw(drawn, args.png)
        else:
            if found.change:
                print(found.change)
            PlainConsole().print(LadderTable(found))
    return 0


def _standings(args: argparse.Namespace) -> int:
    for name in ("mode", "rules", "anchor", "html", "png"):
        if getattr(args, name) is not None:
            raise LeagueError(f"--run shows a run's standings, which have no --{name}")
    with reading(store_path(args)) as store:
        found = standings(store, args.run)
    if args.json:
        print(json.dumps(found.as_dict(), indent=2))
    elif args.csv:
        sys.stdout.write(as_csv(found))
    else:
        PlainConsole().print(standings_table(found))
    return 0
