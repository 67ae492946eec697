"""`league run`: play a run, or resume it, and show the ladder."""

from __future__ import annotations

import argparse
import json
import shlex
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from league.admission.loading import LoadChecks
from league.bots.roster import Entry, read_folder
from league.cli import progress
from league.cli.arguments import add_workers, cut_arenas, one_of, place, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.guest import check_guest
from league.cli.match_options import add_mode, add_ships, add_ticks
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted, listed
from league.commands.options import add_logs, add_run_seed, add_store, log_folder, seed_warning, store_path
from league.commands.playing.left_out import loading, name_left_out, print_first
from league.commands.playing.run_output import report
from league.ladder.table import ladder
from league.match.batch import play_batch
from league.ratings.elo import PLACED
from league.storage.locks import admission_lock
from league.storage.logs import LogFolder, writing_logs
from league.storage.opening import writing
from league.storage.queries.corrections import void_reasons
from league.storage.queries.seasons import running_season, season_of
from league.storage.store import Store
from league.tournament.placement import bound_of, newcomers
from league.tournament.players import eligible
from league.tournament.run import EveryonePlaced, Options, Run, StartedRun, resume_or_begin
from league.tournament.scheduler import FORMATS
from league.workers.batches import TimeLimit
from league.workers.executor import open_pool
from league.workers.pool import Pool
from sandbox.clean import clean_text
from systems.arenas import ARENAS
from systems.modes import MODES, mode_of
from systems.setup import Setup

VOIDS = 3  # void games of a run, and …
VOID_SHARE = 0.1  # … their share, above which it warns


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league run`."""
    add_run_arguments(parser)
    add_workers(parser)


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say what is played, for commands that play a run."""
    add = parser.add_argument
    what = "folder of bots: NAME.py, NAME.wasm, and folders or zip archives with a main.py"
    folder = add("folder", metavar="FOLDER", type=place, help=what)
    folder.required = False  # for argparse only, which assigns it to an --arena that precedes it
    add_mode(parser, MODES)
    add(
        "--arena",
        metavar="A",
        nargs="+",
        action="extend",
        help=f"arenas, played in turn: {', '.join(ARENAS)} (default open)",
    )
    add(
        "--format",
        metavar="F",
        type=one_of("format", FORMATS),
        default="ladder",
        help="pairing format: ladder pairs bots of similar rating whose game is most informative; round-robin pairs"
        " everyone with everyone; swiss pairs bots of equal score; gauntlet plays --bot against all others; placement"
        " plays new versions until their ratings are within --bound (default ladder)",
    )
    add(
        "--bound",
        metavar="ELO",
        type=whole("bound", 10, 600),
        help=f"half the width of the 95 %% interval that a placement is to reach (default {PLACED:.0f})",
    )
    add("--bot", metavar="NAME", help="bot that plays all others in a gauntlet")
    add_ships(parser)
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--games", metavar="N", type=whole("games", 1, 10**9), help="stop after N games, rounded up to whole pairs"
    )
    length.add_argument(
        "--rounds", metavar="N", type=whole("rounds", 1, 10**6), help="stop after N rounds of the format (default 1)"
    )
    length.add_argument(
        "--minutes",
        metavar="N",
        type=whole("minutes", 1, 10**6),
        help="stop after N minutes; unfinished games are dropped",
    )
    add_run_seed(parser, "the seeds of the matches")
    add_ticks(parser)
    add_store(parser)
    add_logs(parser)
    add("--json", action="store_true", help="print the ladder and the run as one JSON document")


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
    folder, arenas = _folder_and_arenas(args)
    ships = _ships(args, arenas)
    options = Options(
        mode=args.mode,
        arenas=arenas,
        format=_format(args),
        games=args.games and args.games + args.games % 2,
        rounds=_rounds(args),
        seed=args.seed,
        ticks=args.ticks,
        ships=ships,
        minutes=args.minutes,
        bot=args.bot,
        bound=_bound(args),
    )
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
        console.print(_opening(begun, run, store, entries))
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
        if warning := _void_warning(store, run):
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


def _folder_and_arenas(args: argparse.Namespace) -> tuple[Path, tuple[str, ...]]:
    """Return FOLDER and the values of --arena, in whichever order they were given."""
    arenas, others = cut_arenas(args, int(args.folder is None), "FOLDER")
    args.folder = args.folder or Path(*others)
    return args.folder, tuple(dict.fromkeys(arenas))


def _format(args: argparse.Namespace) -> str:
    """Return the format. Raises LeagueError if it does not fit the mode or --bot."""
    name: str = args.format
    if not MODES[args.mode].paired and name != "ladder":
        raise LeagueError(f"{args.mode} is played at rotating tables and has no --format {name}")
    if name == "gauntlet" and args.bot is None:
        raise LeagueError("a gauntlet needs --bot NAME, the bot that plays all others")
    if name != "gauntlet" and args.bot is not None:
        raise LeagueError(f"--bot is for --format gauntlet, not {name}")
    return name


def _rounds(args: argparse.Namespace) -> int | None:
    """Return the number of rounds. Raises LeagueError if it does not fit the format."""
    rounds: int | None = args.rounds
    if args.format == "placement":
        if rounds is not None:
            raise LeagueError("a placement ends when everyone is placed: it takes --games or --minutes, not --rounds")
        return None
    return None if args.games or args.minutes else rounds or 1


def _bound(args: argparse.Namespace) -> int | None:
    """Return the bound of a placement. Raises LeagueError if another format has one."""
    bound: int | None = args.bound
    if args.format == "placement":
        return bound or int(PLACED)
    if bound is not None:
        raise LeagueError(f"--bound is for --format placement, not {args.format}")
    return None


def _ships(args: argparse.Namespace, arenas: Sequence[str]) -> int:
    """Return the number of ships per side. Raises LeagueError if the mode does not support it or an arena."""
    mode = MODES[args.mode]
    ships: int = args.ships or mode.usual_ships
    for arena in arenas:
        try:
            mode_of(Setup(args.mode, 0, arena, sides=mode.sides[0], ships=ships))
        except ValueError as error:
            raise LeagueError(str(error)) from None
    return ships


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


def _opening(begun: StartedRun, run: Run, store: Store, entries: list[Entry]) -> str:
    """Return a line that says what is about to be played."""
    row = begun.row
    if not begun.resumed:
        season = season_of(store, row.season)
        within = f", season {season.shown_name}" if season else ""
        text = f"run {row.id}: {counted(len(row.players), 'bot')}, {_length(run, store)}{within}"
        if begun.previous is None:
            return text
        why = "is finished" if begun.previous.finished else "has other rules"
        return f"run {begun.previous.id} {why}; {text}"
    text = f"resuming run {row.id}: {progress.so_far(run.played, run.games)} recorded"
    now = running_season(store)
    if (now.id if now else None) != row.season:
        text += f"; its games from now on count in season {now.shown_name}" if now else "; its season has ended"
    playing, named = set(row.players), {entry.name for entry in begun.out}
    known = {e.name: store.known_version(e) for e in entries if not e.problem and e.name not in named}
    changed = [name for name, version in known.items() if version is None or version.id not in playing]
    there = {entry.name.casefold() for entry in entries}
    gone = [bot for bot in (store.version(player).bot for player in row.players) if bot.casefold() not in there]
    text += f"; new or changed, from the next run on: {listed(changed)}" if changed else ""
    return text + (f"; removed from the folder, still in this run: {listed(gone)}" if gone else "")


def _length(run: Run, store: Store) -> str:
    """Return what is to be played, in words."""
    minutes = run.row.parsed_options()["minutes"]
    length = counted(run.games, "game") if run.games else counted(minutes, "minute") if minutes else ""
    if run.row.format != "placement":
        return length
    names = [f"{version.bot} v{version.number}" for version in map(store.version, newcomers(store, run.row))]
    to_place = f"to be placed within ±{bound_of(run.row):.0f}: {listed(names)}"
    return f"{length}, {to_place}" if length else to_place


def _void_warning(store: Store, run: Run) -> str | None:
    """Return a warning if many games of a run are void, with the most frequent reason, else None."""
    reasons = void_reasons(store, run.row.id)
    void = sum(games for _, games in reasons)
    if void < VOIDS or void <= VOID_SHARE * run.played:
        return None
    shown = clean_text(reasons[0][0], 300)
    return (
        f"warning: {void} of {counted(run.played, 'game')} of run {run.row.id} are void, most often: {shown};"
        " `league replay-voids` plays them again"
    )
