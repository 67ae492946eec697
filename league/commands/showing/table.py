"""`league table`: show the ladder, as text, JSON, CSV, a page or a picture."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from dataclasses import replace

from league.cli.arguments import output, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.wording import counted, day
from league.commands.options import add_ladder, add_league, ladder_mode, store_path
from league.discord.people import read_labels
from league.discord.state import state_path
from league.ladder.seasons import final_ladders
from league.ladder.standings import standings
from league.ladder.table import Ladder, as_json, ladder
from league.reports.facts import report
from league.reports.tables import LadderTable, as_csv, standings_table
from league.storage.opening import reading
from league.storage.queries.seasons import EVERY, Season, all_seasons, find_season
from league.storage.store import Store


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
    parser.add_argument(
        "--season",
        metavar="NAME",
        help=f"show a ladder of a season as it stood at its end, or `{EVERY}` games (default: those of the season that"
        " is running, if there is one, else all)",
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
    every = args.season is not None and args.season.casefold() == EVERY
    with reading(store_path(args)) as store:  # also while it is drawn, so that an error names damage of the store
        season = None if args.season is None or every else find_season(store, args.season)
        drawn = None
        if season is not None and season.ended is not None:
            found = _final(args, store, season)
        elif args.html or args.png:
            drawn = report(store, ladder_mode(args), args.rules, args.anchor, every=every)
            found = drawn.ladder
        else:
            found = ladder(store, ladder_mode(args), args.rules, args.anchor, every=every)
        for warning in found.warnings():
            print(f"warning: {warning}", file=sys.stderr)
        if args.json:
            print(as_json(found))
        elif args.csv:
            sys.stdout.write(as_csv(found))
        elif drawn and args.html:
            from league.site.pages.boards import standalone_page  # imports jinja2, which no other form needs

            people = read_labels(state_path(args.folder))
            title = args.folder.resolve().name or "League"
            args.html.write_text(standalone_page(drawn, args.html, title, people), encoding="utf-8")
        elif drawn and args.png:
            from league.reports.picture import draw  # imports Pillow, which no other command needs

            draw(drawn, args.png)
        else:
            for line in _above(store, found, every):
                print(line)
            PlainConsole().print(LadderTable(found))
    return 0


def _final(args: argparse.Namespace, store: Store, season: Season) -> Ladder:
    """Return the ladder of an ended season that --mode and --rules name. Raises LeagueError."""
    for name in ("anchor", "html", "png"):
        if getattr(args, name) is not None:
            raise LeagueError(f"the season {season.shown_name} has ended, and its ladders have no --{name}")
    mode, prefix = ladder_mode(args), (args.rules or "").lower()
    known = [one.ladder for one in final_ladders(store, season)]
    fitting = [one for one in known if one.scope.mode == mode and one.scope.rules.startswith(prefix)]
    if not fitting:
        there = ", ".join(f"{one.scope.mode} by rules {one.scope.short_rules}" for one in known) or "none"
        raise LeagueError(f"the season {season.shown_name} has no such ladder of {mode}; its ladders: {there}")
    first, *others = fitting
    return replace(first, others=tuple(one.scope for one in others))


def _above(store: Store, found: Ladder, every: bool) -> list[str]:
    """Return the lines above a ladder: of which season it is, or which one has ended, and a change of rules."""
    lines = []
    shown = found.scope.season
    if shown is not None and shown.ended is not None:
        lines.append(f"season {shown.shown_name}, {day(shown.began) or '?'} to {day(shown.ended) or '?'}, as it ended")
        lines += [f"also: {counted(other.games, 'game')}, --rules {other.short_rules}" for other in found.others]
    elif shown is not None:
        lines.append(f"season {shown.shown_name}, since {day(shown.began) or '?'}")
    elif not every and (ended := all_seasons(store)):
        last = ended[-1].shown_name
        lines.append(f"no season is running: all games; the last one: `league table --season {shlex.quote(last)}`")
    if found.change:
        lines.append(str(found.change))
    return lines


def _standings(args: argparse.Namespace) -> int:
    for name in ("mode", "rules", "season", "anchor", "html", "png"):
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
