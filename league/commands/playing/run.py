"""`league run`: play a run, or resume it, and show the ladder."""

from __future__ import annotations

import argparse
import json
import shlex
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from league.admission.loading import LoadChecks
from league.bots.roster import Entry, read_folder
from league.cli import progress
from league.cli.arguments import add_workers
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.guest import check_guest
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.commands.options import log_folder, seed_warning, store_path
from league.commands.playing.left_out import loading, name_left_out, print_first
from league.commands.playing.run_options import add_run_arguments, folder_and_options
from league.commands.playing.run_output import opening, report, void_warning
from league.ladder.table import ladder
from league.match.batch import play_batch
from league.storage.locks import admission_lock
from league.storage.logs import LogFolder, writing_logs
from league.storage.opening import writing
from league.storage.store import Store
from league.tournament.players import eligible
from league.tournament.run import EveryonePlaced, Options, Run, resume_or_begin
from league.workers.batches import TimeLimit
from league.workers.executor import open_pool
from league.workers.pool import Pool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league run`."""
    add_run_arguments(parser)
    add_workers(parser)


def main(args: argparse.Namespace) -> int:
    """Play. Return 0, or 130 after Ctrl-C."""
    return play_run(args, lambda store, games: open_pool(args, play_batch, games))


def play_run(
    args: argparse.Namespace,
    opened: Callable[[Store, int | None], AbstractContextManager[Pool]],
    mend: Callable[[Store, LogFolder, Pool, threading.Event], bool] | None = None,
) -> int:
    """Play the run that the arguments ask for, and show the ladder. Return 0, or 130 after Ctrl-C.

    Args:
        opened: opens the pool that plays, for at most so many games if that is known.
        mend: called once the games are recorded, unless time is up; plays again what has turned out to be false, and
            returns whether nothing of it is left.
    """
    began = time.monotonic()
    console = PlainConsole(stderr=True)
    folder, options = folder_and_options(args)
    path, entries = store_path(args), read_folder(folder)
    guest = check_guest()
    checks = LoadChecks(path, guest, partial(loading, console))
    if not path.exists():
        entries = _checked_first(entries, checks, folder, options, console)
    with (
        writing(path) as store,
        nullcontext(checks.check(entries)) as entries,  # here, where Ctrl-C still ends it at once
        stopped_by_ctrl_c() as stop,
        writing_logs(log_folder(args), args.keep_logs, store.logs(), not args.no_debug) as logs,
    ):
        name_left_out([entry for entry in entries if entry.problem], console)
        with admission_lock(path):  # a bot admitted meanwhile must not look like a removed one
            entries = checks.check(read_folder(folder))
            try:
                begun = resume_or_begin(store, folder, entries, options, logs, guest)
            except EveryonePlaced:
                return _nobody_to_place(args.json, console, store, options)
        left_out = [entry for entry in entries if entry.problem]
        run = Run(store, begun.row, logs)
        name_left_out(begun.out, console)
        left_out += begun.out
        console.print(opening(begun, run, store, entries))
        if warning := seed_warning(args.seed):
            console.print(warning)
        before = begun.row.guests[-1]
        if before != guest:
            console.print(f"warning: run {run.row.id} was played in guest {before[:8]} and resumes in {guest[:8]}")
        mended = True
        with opened(store, run.games - run.played if run.games else None) as pool:
            _play(run, pool, (began, began + 60 * args.minutes) if args.minutes else None, console, stop)
            if mend is not None and not stop.is_set() and not args.minutes:
                mended = mend(store, logs, pool, stop)
        void = [f"void: {line}" for line in run.void]
        print_first(void, "void: … and {}; `league games --how void` lists them", console)
        if warning := void_warning(store, run):
            console.print(warning)
        if stop.is_set() and not (run.over and mended):
            again = shlex.join(["league", *args.argv])
            console.print(f"stopped with {progress.so_far(run.played, run.games)} recorded; resume with: {again}")
            return 130
        if halves := run.halves:
            what = f"{counted(halves, 'pair')} lack{'s' if halves == 1 else ''} a game"
            console.print(f"time is up, and {what} that the same command plays: run {run.row.id} is not finished")
        else:
            store.finish_run(run.row.id)
        told = {entry.name for entry in begun.out}
        if why := run.shorter():
            told |= set(run.excluded_bots)
            console.print(f"run {run.row.id} ended after {progress.so_far(run.played, run.games)}: {why}")
        report(args.json, console, store, run, left_out, told)
    return 0


def _checked_first(
    entries: list[Entry], checks: LoadChecks, folder: Path, options: Options, console: PlainConsole
) -> list[Entry]:
    """Check the bots of a league without a store. Raises LeagueError, before that is created, if too few can play."""
    try:
        eligible(entries, folder, options.mode, options.bot)
        entries = checks.check(entries)
        eligible(entries, folder, options.mode, options.bot)
    except LeagueError:
        name_left_out([entry for entry in entries if entry.problem], console)
        raise
    return entries


def _nobody_to_place(as_json: bool, console: PlainConsole, store: Store, options: Options) -> int:
    console.print(f"everyone is placed within ±{options.bound}: nothing to play")
    if as_json:
        print(json.dumps({**ladder(store, options.mode, options.rules()).as_dict(), "run": None}, indent=2))
    return 0


def _play(
    run: Run, pool: Pool, limit: tuple[float, float] | None, console: PlainConsole, stop: threading.Event
) -> None:
    """Play the rest of a run, until it ends, the time is up, or `stop` is set.

    Args:
        limit: beginning and end of the time that it has, on the monotonic clock.
    """
    time_limit = TimeLimit(limit[1]) if limit else None
    jobs = run.jobs(lambda: limit is not None and time.monotonic() > limit[1])
    with progress.shown(console, run.played, run.games, limit=limit) as tell:
        for results in pool.results(jobs, stop, proven=run.played > 0, limit=time_limit):
            run.record(results)
            tell(run.played)
