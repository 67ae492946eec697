"""`league verify`: simulate logs again, and with --bots also run their programs again."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from rich.progress import Progress

from league.cli.arguments import WORKERS, place, telling, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.verify.library import Found, Library
from league.verify.logs import Verification, programs_of, verify
from league.workers.executor import workers
from league.workers.isolation import Access
from league.workers.process import WorkerProcess, begin_worker
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble

BATCH = 256  # logs that a worker process verifies at a time …
PROGRAMS_BATCH = 16  # … and with their programs, so that results arrive every few seconds
POLL = 0.1  # s between looks at whether to stop


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
        hidden = args.json or not sys.stdout.isatty()  # otherwise each result is shown as it arrives
        if hidden and len(logs) > 1 and console.is_terminal:
            found = _shown(found, len(logs), console)
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


def _shown(results: Iterable[Verification], total: int, console: PlainConsole) -> Iterator[Verification]:
    """Show a progress bar on stderr while results arrive."""
    with Progress(console=console, transient=True, redirect_stdout=False) as bar:  # stdout may be a file
        yield from bar.track(results, total, description="verifying")


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
    size = min(BATCH if library is None else PROGRAMS_BATCH, -(-len(logs) // slots))
    parts = [logs[start : start + size] for start in range(0, len(logs), size)]
    verifiers = _Verifiers(slots, access, library, log_limits)
    with ThreadPoolExecutor(slots) as threads:
        try:
            for part in [threads.submit(verifiers.verify, part) for part in parts]:
                while not stop.is_set() and not part.done():
                    wait([part], POLL)
                if stop.is_set():
                    return
                results, error = part.result()
                yield from results
                if error is not None:
                    raise error
        finally:
            verifiers.kill()
            threads.shutdown(cancel_futures=True)


class _Verifiers:
    """Worker processes that verify logs, for several threads."""

    def __init__(self, slots: int, access: Access, library: Library | None, log_limits: bool) -> None:
        self._access, self._library, self._log_limits = access, library, log_limits
        self._idle: SimpleQueue[WorkerProcess] = SimpleQueue()
        self._processes: list[WorkerProcess] = []
        self._changing = threading.Lock()
        self._killed = False
        for _ in range(slots):
            self._idle.put(self._begin())

    def verify(self, logs: Sequence[Path]) -> tuple[list[Verification], Exception | None]:
        """Verify logs together, or each alone if that fails. Return the results, up to a log that fails alone."""
        try:
            return self._verify(logs), None
        except (LeagueError, HostTrouble, MemoryError) as error:
            if len(logs) == 1 or self._killed:
                return [], error
        found: list[Verification] = []
        for log in logs:
            results, problem = self.verify([log])
            found += results
            if problem is not None:
                return found, problem
        return found, None

    def _verify(self, logs: Sequence[Path]) -> list[Verification]:
        process, programs = self._idle.get(), None
        try:
            if self._library is not None:  # looked up here, so that no worker needs the store
                seats = process.call(None, programs_of, (logs,), {})
                programs = Found({(name, identity): self._library.find(name, identity) for name, identity in seats})
            found: list[Verification] = process.call(None, verify, (logs, programs, self._log_limits), {})
        except (EOFError, OSError):
            if not self._killed:
                process = self._begin()
            first = clean_text(str(logs[0]), 200)
            raise LeagueError(f"{first}: the worker process that verified this died") from None
        finally:
            self._idle.put(process)
        return found

    def _begin(self) -> WorkerProcess:
        with self._changing:
            process = WorkerProcess(partial(begin_worker, self._access))
            self._processes.append(process)
            if self._killed:
                process.kill()
        return process

    def kill(self) -> None:
        """Kill the processes; what they do fails."""
        with self._changing:
            self._killed = True
            for process in self._processes:
                process.kill()


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
