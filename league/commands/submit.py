"""`league submit`: lets somebody's bot into a league, if it may come in."""

from __future__ import annotations

import argparse
import json

from league.admission.entry import Card, Refusal, enter
from league.admission.owners import Terms
from league.admission.submissions import read_path
from league.cli.arguments import place, telling, whole
from league.cli.wording import counted
from league.commands.options import add_store, store_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `league submit`."""
    add = parser.add_argument
    add("file", metavar="FILE", type=place, help="NAME.py, a folder or zip with a main.py, or NAME.wasm")
    add("--owner", metavar="ID", required=True, help="whose it is; the name is this owner's from then on")
    add_store(parser)
    add("--an-hour", metavar="N", type=whole("an hour", 1, 10**6), help="submissions of one owner, good or bad")
    add("--bots", metavar="N", type=whole("bots", 1, 10**6), help="of one owner in the league at a time")
    add("--json", action="store_true", help="as one JSON document")


def main(args: argparse.Namespace) -> int:
    """Submit; exit 0 if it is in, 1 if not."""
    terms = Terms(args.an_hour, args.bots)
    found = enter(read_path(args.file), args.owner, args.folder, terms, store_path(args))
    with telling():
        if args.json:
            print(json.dumps(found.as_dict()))
        else:
            _show(found)
    return 0 if found.ok else 1


def _show(found: Card | Refusal) -> None:
    if isinstance(found, Refusal):
        print(f"{found.name}: not let in")
        for problem in found.problems:
            print(f"  {problem.code}: {problem.message}\n  {'':<{len(problem.code)}}  {problem.fix}")
        return
    print(f"{found.name} v{found.version} is in{'' if found.new else ', as it was before'}: {found.path}")
    print(f"  sha256 {found.sha256}")
    if found.tick_fuel_max is not None:
        share = found.tick_fuel_max / found.tick_fuel_limit
        print(f"  most fuel of a tick {found.tick_fuel_max:,}, {share:.1%} of the limit")
    print(
        f"  smoke match against itself: {found.smoke['how']} after {counted(found.smoke['ticks'], 'tick')}, no faults"
    )
    if found.place:
        print(f"  place {found.place} among the versions that wait for their first games")
