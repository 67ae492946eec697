"""`viewer info`: the contents of a log as text."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from math import isfinite

from rich.table import Table

from league.cli.arguments import picture, place, telling
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.logs.files import is_packed, read_log_file
from sandbox.clean import clean_text
from systems.replay.events import KINDS
from systems.rules import TICK_RATE
from viewer.commands.opening import opened, stored
from viewer.commands.stored import print_stored
from viewer.model.curves import MatchCurves
from viewer.model.event_text import describe_event
from viewer.model.reasons import reasons, verdict
from viewer.model.recording import Recording
from viewer.model.seats import Seats
from viewer.model.stored import StoredMatch, release_of
from viewer.plots.text import text_plots

_COUNTED = ("shot", "hit", "collision", "wall", "kill", "fault")
_LISTED = ("kill", "fault", "beacon", "zone")  # kinds of events that are listed individually


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `viewer info`."""
    parser.add_argument("log", metavar="LOG", type=place, help="log of a match")
    add = parser.add_argument
    add("--log", action="store_true", dest="notes", help="also print what the bots printed, their marks and tracebacks")
    add("--plots", action="store_true", help="also plot hull, energy, points, distance and hits over time, as text")
    add("--png", metavar="FILE", type=picture, help="write these plots as a picture")
    add("--json", action="store_true", help="print one JSON document, with every event")


def main(args: argparse.Namespace) -> int:
    """Print the log. Return 0 if it is complete, 1 if it is truncated, damaged, or of another version."""
    if summary := stored(args.log):
        if args.plots or args.png:
            raise LeagueError(f"cannot plot a match that was played by {summary.played}")
        return _print_stored(args, summary)
    recording = opened(args.log)
    if args.png:
        from viewer.plots.picture import draw

        seats = Seats(recording)
        draw(MatchCurves.of(recording), _subject(recording), seats.names, seats.colors, args.png)
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
            print(json.dumps(document | _asked(args, recording)))
        else:
            _show(recording)
            if args.plots:
                _plot(recording)
            if args.notes:
                _print_notes(recording)
            if args.png:
                print(f"wrote {args.png}")
    return 0 if recording.complete else 1


def _asked(args: argparse.Namespace, recording: Recording) -> dict[str, object]:
    """Return what --log and --plots add to the JSON document."""
    found: dict[str, object] = {}
    sidecar, sides = recording.sidecar, range(recording.game.sides)
    if args.notes:
        lines = [(tick, side, kind, text) for side in sides for tick, kind, text in sidecar.lines(side)]
        found["log"] = [
            {"tick": tick, "seat": side, "kind": kind, "text": text}
            for tick, side, kind, text in sorted(lines, key=_place)
        ]
        found["log_cut"] = [sidecar.cut_at(side) for side in sides]
    if args.plots:
        curves = MatchCurves.of(recording)
        found["plots"] = {
            name: [[round(value, 3) if isfinite(value) else None for value in column] for column in values.T.tolist()]
            for name, values in curves.values.items()
        }
    return found


def _place(line: tuple[int, int, str, str]) -> tuple[int, int]:
    return line[:2]


def _plot(recording: Recording) -> None:
    out = PlainConsole()
    out.print()
    for line in text_plots(MatchCurves.of(recording), Seats(recording).names, out.width):
        out.print(line)


def _print_notes(recording: Recording) -> None:
    """Print what the sidecar has of each program's texts, by tick."""
    out, names, sidecar = PlainConsole(), Seats(recording).names, recording.sidecar
    out.print()
    if sidecar.missing:
        where = "in its pack" if is_packed(recording.path) else "beside the log"
        out.print(f"no output of bots: there is no {recording.path.with_suffix('.debug').name} {where}")
        return
    sides = range(recording.game.sides)
    lines = [(tick, side, kind, text) for side in sides for tick, kind, text in sidecar.lines(side)]
    for tick, side, kind, text in sorted(lines, key=_place):
        out.print(f"{tick:6}  {names[side]}{'' if kind == 'log' else f' ({kind})'}: {text}")
    if not lines:
        out.print("the bots printed nothing")
    for side in sides:
        if (cut := sidecar.cut_at(side)) is not None:
            out.print(f"{names[side]}: nothing is kept from tick {cut} on, as its share of the sidecar was full")


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
    found = release_of(recording.log)
    release = f", release {found}" if found else ""
    out.print(f"{_subject(recording)}, code version {setup.code_version}{release}")
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


def _subject(recording: Recording) -> str:
    setup = recording.game.setup
    return f"{setup.mode} in {setup.arena}, seed {setup.seed}"


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
