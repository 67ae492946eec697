"""`league runs`: list runs, and the secrets that reproduce them."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime

from league.cli.progress import so_far
from league.cli.wording import counted
from league.commands.options import add_league, store_path
from league.storage.opening import reading
from league.storage.queries.history import LINE
from league.storage.queries.runs import ListedRun, list_runs
from sandbox.clean import clean_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league runs`."""
    add_league(parser)
    parser.add_argument("--mode", metavar="M", help="only runs of this mode")
    parser.add_argument(
        "--secret",
        action="store_true",
        help="show the secret of each run's match seeds; `league run --seed SECRET` draws the same seeds",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """List the runs. Return 0."""
    with reading(store_path(args)) as store:
        _show(list_runs(store, args.mode), args)
    return 0


def _show(runs: list[ListedRun], args: argparse.Namespace) -> None:
    """Print runs."""
    if args.json:
        print(json.dumps([_as_dict(run, args.secret) for run in runs], indent=2))
        return
    for run in runs:
        print(clean_text(_describe(run), LINE))
        print(clean_text(f"  {_details(run)}", LINE))
        if args.secret:
            again = f", also that of {counted(run.row.repeat, 'earlier run')}" if run.row.repeat else ""
            print(f"  secret {run.row.secret.hex()}{again}")
    if not runs:
        print("no runs match", file=sys.stderr)


def _describe(run: ListedRun) -> str:
    """Return a run and its progress in one line."""
    row = run.row
    void = f", {run.void} void" if run.void else ""
    played = f"{so_far(run.games, 2 * row.pairings)}{void}"
    state = "finished" if row.finished else "not finished"
    return f"run {row.id}: {row.mode}, {row.format}, {counted(len(row.players), 'bot')}, {played}, {state}"


def _details(run: ListedRun) -> str:
    """Return in one line where and by what a run was played, and when."""
    row = run.row
    arenas = row.parsed_options().get("arenas")
    guests = ", ".join(guest[:8] for guest in row.guests)
    parts = [", ".join(arenas) if arenas else "", f"rules {row.rules[:8]}", f"guest {guests}"]
    if run.first is not None and run.last is not None:
        began, ended = (datetime.fromtimestamp(at, UTC) for at in (run.first, run.last))
        until = f"{ended:%H:%M}" if began.date() == ended.date() else f"{ended:%Y-%m-%d %H:%M}"
        parts.append(f"{began:%Y-%m-%d %H:%M} to {until} UTC")
    return "; ".join(part for part in parts if part)


def _as_dict(run: ListedRun, secret: bool) -> dict[str, object]:
    """Return a run as a dict for JSON."""
    row, options = run.row, run.row.parsed_options()
    found: dict[str, object] = {
        "run": row.id,
        "mode": row.mode,
        "format": row.format,
        "rules": row.rules,
        "guests": row.guests,
        **{name: options.get(name) for name in ("arenas", "ships", "ticks", "bot")},
        "bots": len(row.players),
        "games": run.games,
        "planned": 2 * row.pairings or None,
        "void": run.void,
        "finished": row.finished,
        "first": run.first,
        "last": run.last,
    }
    return {**found, "secret": row.secret.hex(), "repeat": row.repeat} if secret else found
