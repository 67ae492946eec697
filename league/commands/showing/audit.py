"""`league audit`: list refused submissions, corrections, expelled volunteers, and the hosts' commands on Discord."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from league.cli.arguments import telling, whole
from league.commands.options import add_league, store_path
from league.discord.state import host_commands, state_path
from league.storage.opening import reading
from league.storage.queries.corrections import corrections
from league.storage.queries.submissions import refusals
from league.storage.queries.volunteers import expulsions
from sandbox.clean import clean_text

LINE = 300  # characters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league audit`."""
    add_league(parser)
    parser.add_argument("--owner", metavar="ID", help="only refusals of this owner")
    parser.add_argument(
        "--last", metavar="N", type=whole("last", 1, 10**9), default=100, help="newest N of each kind (default 100)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """List them, newest first. Return 0."""
    with reading(store_path(args)) as store:
        refused = refusals(store, args.owner, args.last)
        corrected = [] if args.owner else corrections(store, args.last)
        expelled = [] if args.owner else expulsions(store, args.last)
    commands = [] if args.owner else host_commands(state_path(args.folder), None, args.last)
    with telling():
        if args.json:
            found = {"refusals": [row._asdict() for row in refused], "commands": [row._asdict() for row in commands]}
            found["corrections"] = [{"what": one.what, **asdict(one)} for one in corrected]
            found["expulsions"] = [asdict(one) for one in expelled]
            print(json.dumps(found))
            return 0
        for one in refused:
            print(
                clean_text(f"{_when(one.at)}  refused {one.code}: {one.name} of {one.owner}, {one.sha256[:16]}", LINE)
            )
        for change in corrected:
            print(clean_text(f"{_when(change.at)}  {change.who} {change.what}: {change.why}", LINE))
        for out in expelled:
            print(clean_text(f"{_when(out.at)}  volunteer {out.volunteer} was expelled: {out.why}", LINE))
        for command in commands:
            print(clean_text(f"{_when(command.at)}  host {command.host}: /{command.command}", LINE))
    if not refused and not corrected and not expelled and not commands:
        print("nothing is recorded", file=sys.stderr)
    return 0


def _when(at: int) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):  # of a damaged store
        return f"{at} s"
