"""`league archive`: pack the loose logs of earlier releases."""

from __future__ import annotations

import argparse
import json
import shlex
import sys

from league.cli import progress
from league.cli.arguments import telling
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.progress import so_far
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.commands.options import add_league, store_path
from league.storage.archiving import archive_logs, loose_logs
from league.storage.opening import writing
from league.storage.queries.runs import logs_of_finished

_NAMED = 10  # logs that stay and are named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league archive`."""
    add_league(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Pack the logs of finished runs. Return 0, 1 if some stay as they are, or 130 after Ctrl-C."""
    console = PlainConsole(stderr=True)
    path = store_path(args)
    if not path.exists():
        raise LeagueError(f"{path}: no league has been run here")
    with writing(path) as store, stopped_by_ctrl_c() as stop:
        found = loose_logs(logs_of_finished(store))
        total = sum(map(len, found.values()))
        with progress.shown(console, 0, total, "log") as tell:
            done = archive_logs(found, stop, tell)
    for line in done.left[:_NAMED]:
        print(f"warning: left: {line}", file=sys.stderr)
    if len(done.left) > _NAMED:
        print(f"warning: left: {counted(len(done.left) - _NAMED, 'more log')}; --json lists all", file=sys.stderr)
    size = sum(pack.stat().st_size for pack in done.packs)
    with telling():
        if args.json:
            facts = {"logs": done.logs, "packs": len(done.packs), "loose_bytes": done.loose, "pack_bytes": size}
            print(json.dumps(facts | {"left": done.left}))
        elif not total:
            print("no loose logs of finished runs")
        else:
            print(
                f"{counted(done.logs, 'log')} of {done.loose:,} bytes now in {counted(len(done.packs), 'pack')}"
                f" of {size:,} bytes, each read back and compared before its file was deleted"
            )
    if stop.is_set() and done.logs + len(done.left) < total:
        console.print(f"stopped with {so_far(done.logs, total, 'log')} packed; pack the rest with: {_again(args)}")
        return 130
    return 1 if done.left else 0


def _again(args: argparse.Namespace) -> str:
    return shlex.join(["league", *args.argv])
