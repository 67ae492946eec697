"""`botkit rerun`: the first tick of a recorded match at which the current bot acts differently."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys

from botkit.tools.matches.agents import make_agent
from botkit.tools.matches.difference import as_dict, first_difference, show
from botkit.tools.matches.replaying import open_log
from league.bots.opponents import find
from league.cli.arguments import place, telling, whole
from league.cli.console import PlainConsole
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
