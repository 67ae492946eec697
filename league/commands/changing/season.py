"""`league season`: begin a season, end it, or list all."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from league.bots.roster import read_folder
from league.cli.arguments import place
from league.cli.errors import LeagueError
from league.cli.wording import counted, day
from league.commands.options import add_store, store_path
from league.ladder.seasons import FinalLadder, close_season, final_ladders, season_games
from league.ladder.table import display_name
from league.storage.opening import joining, reading
from league.storage.queries.seasons import (
    Season,
    all_seasons,
    begin_season,
    running_season,
    season_name,
)
from league.storage.sqlite.schema import NoStore
from league.storage.store import Store

BEGIN, END = "begin", "end"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league season`."""
    parser.add_argument(
        "words",
        metavar="[begin NAME | end] [FOLDER]",
        nargs="*",
        help="begin a season of this name, or end the one that is running; without either, list the seasons of the"
        " league in FOLDER (default: the current folder; ./begin is a folder of that name)",
    )
    add_store(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Begin or end a season, or list them. Return 0."""
    action, name = _parse(args)
    path = store_path(args)
    if action == BEGIN:
        name = season_name(name)
        if not path.exists() and all(entry.problem for entry in read_folder(args.folder)):
            raise LeagueError(f"{args.folder}: no league, and no bots for one: name its folder after the season")
        with joining(path) as store:
            begun = begin_season(store, name)
        _print(args, _as_dict(begun, 0, []), f"season {begun.shown_name} begins with the next game")
        return 0
    if action == END:
        if not path.exists():
            raise LeagueError(f"{path}: no league has been run here")
        with joining(path) as store:
            print_end(args, store)
        return 0
    try:
        with reading(path) as store:
            found = [(one, *_contents(store, one)) for one in all_seasons(store)]
    except NoStore:
        raise LeagueError(f"{path}: no league has been run here") from None
    if args.json:
        print(json.dumps([_as_dict(*one) for one in found], indent=2))
        return 0
    for one in found:
        print("\n  ".join(_lines(*one)))
    if not found:
        print("no seasons yet: `league season begin NAME` begins one")
    return 0


def _parse(args: argparse.Namespace) -> tuple[str, str]:
    """Set `args.folder`; return what to do, if anything but to list, and the name of the season to begin."""
    action, *rest = args.words or [""]
    if action not in (BEGIN, END):
        action, rest = "", args.words
    name = ""
    if action == BEGIN:
        if not rest:
            raise LeagueError("name the season: league season begin NAME [FOLDER]")
        name, *rest = rest
    if len(rest) > 1:
        raise LeagueError(f"{len(rest)} folders; quote a name with blanks: league season begin 'Spring 2027'")
    args.folder = place(rest[0]) if rest else Path()
    return action, name


def print_end(args: argparse.Namespace, store: Store) -> None:
    """End the season that is running, and say with which ladders."""
    season = running_season(store)
    if season is None:
        raise LeagueError("no season is running: `league season begin NAME` begins one")
    run = store.last_run()
    close_season(store, season)
    ended = next(one for one in all_seasons(store) if one.id == season.id)
    games, ladders = _contents(store, ended)
    first, *others = _lines(ended, games, ladders)
    if run is not None and not run.finished:
        others.append(f"run {run.id} is not finished: what it plays from now on is not of this season")
    _print(args, _as_dict(ended, games, ladders), "\n  ".join([first, *others]))


def _print(args: argparse.Namespace, document: dict[str, object], text: str) -> None:
    print(json.dumps(document, indent=2) if args.json else text)


def _contents(store: Store, season: Season) -> tuple[int, list[FinalLadder]]:
    """Return the number of a season's games, and its ladders if it has ended."""
    ladders = [] if season.ended is None else final_ladders(store, season)
    return season_games(store, season, ladders), ladders


def _lines(season: Season, games: int, ladders: list[FinalLadder]) -> list[str]:
    """Describe a season in a line, and in one more for each of its ladders."""
    began = day(season.began) or "?"
    when = f"since {began}" if season.ended is None else f"{began} to {day(season.ended) or '?'}"
    found = [f"season {season.shown_name}: {when}, {counted(games, 'game')}"]
    for one in ladders:
        scope, best = one.ladder.scope, one.best
        first = f", first {display_name(best)} v{best.version}, Elo {best.elo:.0f} ± {best.reach:.0f}" if best else ""
        found.append(f"{scope.mode}, {counted(scope.games, 'game')}, rules {scope.short_rules}{first}")
    return found


def _as_dict(season: Season, games: int, ladders: list[FinalLadder]) -> dict[str, object]:
    """Return a season as a dict for JSON."""
    shown = []
    for one in ladders:
        scope, best = one.ladder.scope, one.best
        first = {"bot": best.bot, "version": best.version, "elo": round(best.elo, 1)} if best else None
        shown.append({"mode": scope.mode, "rules": scope.rules, "games": scope.games, "first": first})
    return {
        "name": season.name,
        "began": season.began,
        "ended": season.ended,
        "games": games,
        "ladders": shown,
    }
