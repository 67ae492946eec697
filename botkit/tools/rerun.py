"""`botkit rerun`: the first tick of a recorded match at which the current bot acts differently."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys

from botkit.tools.agents import make_agent
from botkit.tools.replaying import Difference, RecordedAction, first_difference, open_log
from league.bots.opponents import find
from league.cli.arguments import place, telling, whole
from league.cli.console import PlainConsole
from systems.rules import TICK_RATE
from systems.setup import Setup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `botkit rerun`."""
    add = parser.add_argument
    add("log", metavar="LOG", type=place, help="log of a match")
    add("--seat", metavar="N", type=whole("seat", 0, 15), required=True, help="seat whose observations the bot gets")
    add("--bot", metavar="FILE", required=True, help="the bot to compare")
    add(
        "--sandbox", action="store_true", help="run the bot in the sandbox, as in the league (default: in this process)"
    )
    add("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Compare. Return 0 if the bot acts as recorded, 1 if not, or if the log is damaged."""
    entry = find(args.bot)
    log = open_log(args.log, args.seat)
    agent = make_agent(entry, Setup.from_dict(log.header["setup"]), args.seat, local=not args.sandbox)
    with contextlib.redirect_stdout(sys.stderr):  # the bot's prints
        found = first_difference(log, args.seat, agent)
    ticks, complete = len(log.inputs), log.footer is not None
    if not complete:
        print(f"warning: {log.damage or 'the log is cut off'}: compared only the intact part", file=sys.stderr)
    with telling():
        if args.json:
            print(json.dumps({"ticks": ticks, **as_dict(found)}))
        elif found is None:
            print(f"{entry.name} acts as recorded in all of {ticks} ticks")
        else:
            show(found, PlainConsole())
    return 0 if found is None and complete else 1


def as_dict(found: Difference | None) -> dict[str, object]:
    """Return a difference as `--json` prints it."""
    if found is None:
        return {"first_difference": None, "recorded": None, "now": None, "saw": None}
    return {"first_difference": found.tick, "recorded": found.recorded, "now": found.now, "saw": found.saw}


def show(found: Difference, out: PlainConsole) -> None:
    """Print a difference: both actions, and what the bot saw."""
    out.print(f"tick {found.tick} ({found.tick / TICK_RATE:.1f} s) is the first at which it acts differently\n")
    out.print(f"recorded  {_told(found.recorded)}")
    out.print(f"now       {_told(found.now)}\n\nit saw")
    for ship in found.saw["ships"]:
        out.print(f"  itself     {json.dumps(ship)}")
    for kind, rows in found.saw["contacts"].items():
        for row in rows:
            out.print(f"  {kind:<10} {json.dumps(row)}")


def _told(action: RecordedAction) -> str:
    ships = "; ".join(
        f"ship {id}: " + ", ".join(f"{name} {value}" for name, value in order.items())
        for id, order in action["ships"].items()
    )
    return "; ".join(part for part in (action.get("fault", ""), ships) if part) or "nothing"
