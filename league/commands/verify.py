"""`league verify`: simulate logs again, and with --bots also run their programs again."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, takewhile
from pathlib import Path
from queue import SimpleQueue

from rich.progress import track

from league.cli.arguments import WORKERS, place, telling, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.verify import Found, Library, Verification, programs_of, verify
from league.workers.executor import workers
from league.workers.isolation import Access
from league.workers.process import WorkerProcess, begin_worker
from sandbox.clean import clean_text

BATCH = 256  # logs that a worker process verifies at a time, unless it runs their programs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league verify`."""
    parser.add_argument("logs", metavar="LOG", nargs="+", type=place, help="log, or folder of logs")
    parser.add_argument(
        "--bots",
        metavar="FOLDER",
        type=place,
        help="also run the bots again, with files from this folder or its league's store",
    )
    parser.add_argument(
        "--store",
        metavar="FILE",
        type=place,
        help="database of the league of --bots (default FOLDER/.league/league.sqlite)",
    )
    parser.add_argument(
        "--log-limits",
        action="store_true",
        help="run bots under the limits in the log even if they exceed the usual ones, up to 64 times",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=whole("workers", 1, 1024),
        help=WORKERS,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Verify. Return 0 if all logs are valid, 1 if a log or a bot differs, 2 if something could not be verified."""
    if args.store and not args.bots:
        raise LeagueError("--store needs --bots FOLDER")
    if args.log_limits and not args.bots:
        raise LeagueError("--log-limits needs --bots FOLDER")
    library = Library(args.bots, args.store) if args.bots else None
    console = PlainConsole(stderr=True)
    logs = [log for path in args.logs for log in _logs(path)]
    results: list[Verification] = []
    with stopped_by_ctrl_c() as stop:
        slots = min(workers(args.workers), len(logs))
        access = Access(read=(*args.logs, *(log for log in logs if log.is_symlink())))
        found: Iterable[Verification] = _verify_all(logs, library, args.log_limits, slots, access, stop)
        if args.json and len(logs) > 1 and console.is_terminal:  # otherwise each result is printed as it arrives
            found = track(found, "verifying", console=console, total=len(logs), transient=True)
        for result in found:
            results.append(result)
            if not result.readable:
                print(f"error: {result.log}: {result.reason}", file=sys.stderr)
            elif not args.json:
                with telling():
                    _show(result)
    with telling():
        if args.json:
            print(json.dumps([result.as_dict() for result in results]))
        elif len(logs) > 1:
            _sum_up(results)
    if len(results) < len(logs):
        console.print(f"stopped: {len(results)} of {counted(len(logs), 'log')} verified")
        return 130
    audits = [audit.ok for result in results for audit in result.bots]
    if any(result.readable and not (result.ok and result.complete) for result in results) or False in audits:
        return 1
    return 2 if None in audits or not all(result.readable for result in results) else 0


def _logs(path: Path) -> list[Path]:
    """Return the log at a path, or the logs in a folder."""
    if not path.is_dir():
        return [path]
    found = sorted(log for log in path.iterdir() if log.suffix == ".bin")
    if not found:
        raise LeagueError(f"{clean_text(str(path), 200)}: no logs (NAME.bin) in this folder")
    return found


def _verify_all(
    logs: Sequence[Path],
    library: Library | None,
    log_limits: bool,
    slots: int,
    access: Access,
    stop: threading.Event,
) -> Iterator[Verification]:
    """Verify each log, in order, until `stop`, in `slots` worker processes."""
    idle: SimpleQueue[WorkerProcess] = SimpleQueue()
    processes = [WorkerProcess(partial(begin_worker, access)) for _ in range(slots)]
    for process in processes:
        idle.put(process)

    def check(some: Sequence[Path]) -> list[Verification]:
        process = idle.get()
        try:
            programs = None
            if library is not None:  # looked up here, so that no worker needs the store
                seats = process.call(None, programs_of, (some,), {})
                programs = Found({(name, identity): library.find(name, identity) for name, identity in seats})
            found: list[Verification] = process.call(None, verify, (some, programs, log_limits), {})
        except (EOFError, OSError):
            first = clean_text(str(some[0]), 200)
            more = f" and {len(some) - 1} more" if len(some) > 1 else ""
            raise LeagueError(f"{first}{more}: the worker process that verified this died") from None
        finally:
            idle.put(process)
        return found

    size = 1 if library else min(BATCH, -(-len(logs) // slots))
    with ThreadPoolExecutor(slots) as threads:
        try:
            found = threads.map(check, [logs[start : start + size] for start in range(0, len(logs), size)])
            yield from chain.from_iterable(takewhile(lambda _: not stop.is_set(), found))
        finally:
            for process in processes:
                process.kill()
            threads.shutdown(cancel_futures=True)


def _show(result: Verification) -> None:
    word = "good" if result.ok and result.complete else "BAD"
    why = f": {result.reason}" if result.reason else ""
    print(f"{word}  {result.log}  {counted(result.ticks, 'tick')}{why}")
    for audit in result.bots:
        word = {True: "the same actions", False: "DIFFERENT ACTIONS", None: "can't tell"}[audit.ok]
        print(f"      seat {audit.seat}: {word}{f': {audit.reason}' if audit.reason else ''}")


def _sum_up(results: list[Verification]) -> None:
    good = sum(result.ok and result.complete for result in results)
    same = [audit.ok for result in results for audit in result.bots]
    again = f"; the same actions: {same.count(True)} of {len(same)}" if same else ""
    print(f"{good} of {len(results)} logs are good{again}")
