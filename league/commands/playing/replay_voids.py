"""`league replay-voids`: play void games once more."""

from __future__ import annotations

import argparse
import shlex
import threading

from league.cli import progress
from league.cli.arguments import add_workers, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.guest import check_guest
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.commands.options import add_league, add_logs, log_folder, store_path
from league.match.batch import play_batch
from league.storage.logs import writing_logs
from league.storage.opening import writing
from league.storage.store import Store
from league.tournament.replays import Replays
from league.workers.executor import open_pool
from league.workers.pool import Pool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league replay-voids`."""
    add_league(parser)
    parser.add_argument(
        "--run", metavar="N", type=whole("run", 1, 2**31), help="only games of run N (default: of all runs)"
    )
    add_workers(parser)
    add_logs(parser)


def main(args: argparse.Namespace) -> int:
    """Play every void game without a later attempt, with its seed and versions. Return 0, or 130 after Ctrl-C."""
    console = PlainConsole(stderr=True)
    path = store_path(args)
    if not path.exists():
        raise LeagueError(f"{path}: no league has been run here")
    guest = check_guest()
    with (
        writing(path) as store,
        stopped_by_ctrl_c() as stop,
        writing_logs(log_folder(args), args.keep_logs, store.logs(), not args.no_debug) as logs,
    ):
        if args.run is not None and store.run(args.run) is None:
            raise LeagueError(f"no run {args.run} in this league")
        replays = Replays(store, logs, args.run)
        for run, games in replays.outdated.items():
            console.print(f"left out: {counted(games, 'void game')} of run {run}, which has other rules")
        if not replays.games:
            console.print("no void games to play again")
            return 0
        with open_pool(args, play_batch, replays.games) as pool:
            play_again(replays, store, guest, pool, console, stop)
        done = progress.so_far(replays.played, replays.games)
        if replays.played < replays.games:
            again = shlex.join(["league", *args.argv])
            console.print(f"stopped with {done} recorded; play the rest with: {again}")
            return 130
        console.print(f"played {done} again")
    return 0


def play_again(
    replays: Replays, store: Store, guest: str, pool: Pool, console: PlainConsole, stop: threading.Event
) -> None:
    """Play and record void games once more, until all are recorded or `stop` is set."""
    for row in replays.runs:
        if row.guests[-1] != guest:
            console.print(f"warning: run {row.id} was played in guest {row.guests[-1][:8]}, replays in {guest[:8]}")
        store.record_guest(row, guest)
    with progress.shown(console, 0, replays.games) as tell:
        for results in pool.results(replays.jobs(), stop):
            replays.record(results)
            tell(replays.played)
    for line in replays.void:
        console.print(f"void: {line}")
