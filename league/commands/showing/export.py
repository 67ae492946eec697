"""`league export`: copy the logs of a game or a run, byte for byte."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from league.cli.arguments import output, place, telling
from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.commands.options import add_store, store_path
from league.storage.backup.exporting import export_logs
from league.storage.names import GameName, parse_game
from league.storage.opening import reading
from league.storage.queries.history import PlayedGame, find_games


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league export`."""
    parser.add_argument("folder", metavar="FOLDER", type=place, help="folder of the league")
    parser.add_argument("name", metavar="RUN|GAME", help="number of a run, or name of a game, such as 12-3a")
    parser.add_argument("out", metavar="OUT", type=output, help="new folder, or new archive if it ends in .zip")
    add_store(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Export the logs. Return 0, or 1 if logs of some games are missing."""
    text = args.name.strip()
    run = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    game = None if run is not None else parse_game(text)
    if run is None and game is None:
        raise LeagueError("name a run or a game, such as 12 or 12-3a")
    with reading(store_path(args)) as store:
        if game is None:
            wanted = list(find_games(store, run))
        else:
            wanted = [each for each in find_games(store, game.run, game.pairing) if _is_named(each, game)]
    if game is not None and game.attempt is None and wanted:
        wanted = [max(wanted, key=lambda each: each.attempt)]
    if not wanted:
        raise LeagueError("no such run or game: `league runs` and `league games` list them")
    logs = [(_file_name(each), Path(each.log)) for each in wanted if each.log]
    missing = len(wanted) - len(logs)
    if not logs:
        raise LeagueError("no log of it is left: --keep-logs deleted it, or the game could not be played")
    count = export_logs(logs, args.out)
    if missing:
        print(f"warning: {counted(missing, 'game')} without a log: deleted, or not played", file=sys.stderr)
    with telling():
        if args.json:
            print(json.dumps({"out": str(args.out), "logs": count, "missing": missing}))
        else:
            print(f"{args.out}: {counted(count, 'log')}")
    return 1 if missing else 0


def _is_named(each: PlayedGame, game: GameName) -> bool:
    return each.game == game.seating and game.attempt in (None, each.attempt)


def _file_name(each: PlayedGame) -> str:
    """Return the name of a game's log without its suffix, as in the league's folder."""
    again = f"-{each.attempt}" if each.attempt != 1 else ""
    return f"run-{each.run:04}-pair-{each.pairing:04}-{each.game}{again}"
