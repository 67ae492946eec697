"""`viewer info`: the contents of a log as text."""

from __future__ import annotations

import argparse
import json
from collections import Counter

from rich.table import Table

from league.cli.arguments import place, telling
from league.cli.console import PlainConsole
from league.match.files import read_log_file
from sandbox.clean import clean_text
from systems.replay.events import KINDS
from systems.rules import TICK_RATE
from viewer.commands.opening import opened, stored
from viewer.commands.stored import print_stored
from viewer.model.event_text import describe_event
from viewer.model.reasons import reasons, verdict
from viewer.model.recording import Recording
from viewer.model.seats import Seats
from viewer.model.stored import StoredMatch

_COUNTED = ("shot", "hit", "collision", "wall", "kill", "fault")
_LISTED = ("kill", "fault", "beacon", "zone")  # kinds of events that are listed individually


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `viewer info`."""
    parser.add_argument("log", metavar="LOG", type=place, help="log of a match")
    parser.add_argument("--json", action="store_true", help="print one JSON document, with every event")


def main(args: argparse.Namespace) -> int:
    """Print the log. Return 0 if it is complete, 1 if it is truncated, damaged, or of another version."""
    if summary := stored(args.log):
        return _print_stored(args, summary)
    recording = opened(args.log)
    with telling():
        if args.json:
            document = {
                "header": recording.log.header,
                "ticks": recording.ticks,
                "complete": recording.complete,
                "result": recording.log.footer.get("result") if recording.complete and recording.log.footer else None,
                "events": recording.events,
                "problem": recording.problem,
            }
            print(json.dumps(document))
        else:
            _show(recording)
    return 0 if recording.complete else 1


def _print_stored(args: argparse.Namespace, summary: StoredMatch) -> int:
    log = read_log_file(args.log)
    with telling():
        if args.json:
            result = log.footer.get("result") if log.footer else None
            problem = f"played by {summary.played}: this version cannot simulate it"
            document = {"header": log.header, "ticks": len(log.inputs), "complete": False, "result": result}
            print(json.dumps(document | {"events": [], "problem": problem}))
        else:
            print_stored(summary)
    return 1


def _show(recording: Recording) -> None:
    out = PlainConsole()
    setup, result, seats = recording.game.setup, recording.result, Seats(recording)
    out.print(f"{setup.mode} in {setup.arena}, seed {setup.seed}, code version {setup.code_version}")
    seconds = recording.ticks / TICK_RATE
    if result is None:
        out.print(f"{recording.ticks} ticks ({seconds:.1f} s), incomplete")
    else:
        winner = result["winner"]
        who = "a draw" if winner is None else f"{seats.names[winner]} (seat {winner}) wins"
        out.print(f"{result['how']} after {recording.ticks} ticks ({seconds:.1f} s): {who}")
        end = verdict(recording, seats.names)
        out.print(end.why if end else "")
    if recording.problem:
        out.print(clean_text(recording.problem, 300))
    table = Table("seat", "bot", *(f"{kind}s" for kind in _COUNTED))
    for side, name in enumerate(seats.names):
        counts = _counts(recording, side)
        table.add_row(str(side), name, *(str(counts[kind]) for kind in _COUNTED))
    out.print(table)
    if recording.result is not None:
        for reason in reasons(recording):
            out.print(f"{reason.tick:6}  {reason.describe(seats.names)}")
        return
    for event in recording.events:
        if event["kind"] in _LISTED:
            out.print(f"{event['tick']:6}  {describe_event(event, recording.game, seats.names)}")


def _counts(recording: Recording, side: int) -> Counter[str]:
    """Count the events of a side by kind: shots, hits, kills and so on."""
    counts: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
    side_of = recording.game.side_of
    for event in recording.events:
        if event["kind"] == "hit":
            counts["hit"] += side_of[event["by"]] == side
        elif event["kind"] == "kill":
            counts["kill"] += any(side_of[ship] == side for ship in event["by"])
        elif event["ship"] is not None:
            counts[event["kind"]] += side_of[event["ship"]] == side
        else:
            counts[event["kind"]] += event["side"] == side
    return counts
