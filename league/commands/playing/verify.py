"""`league verify`: simulate logs again, and with --bots also run their programs again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import Progress

from league.cli.arguments import WORKERS, place, telling, whole
from league.cli.console import PlainConsole
from league.cli.errors import LeagueError
from league.cli.stopping import stopped_by_ctrl_c
from league.cli.wording import counted
from league.logs.files import BIN, pack_with
from league.logs.layout import SUFFIX
from league.logs.paths import logs_at, logs_in
from league.verify.library import Library
from league.verify.logs import Verification
from league.verify.verifiers import Verifiers
from league.workers.executor import workers
from league.workers.isolation import Access
from sandbox.clean import clean_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league verify`."""
    parser.add_argument(
        "logs", metavar="LOG", nargs="+", type=place, help="log, pack of logs, folder of them, or of a league"
    )
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
        packs = {log.parent for log in logs if log.parent.suffix == SUFFIX}
        packs |= {pack for path in args.logs if (pack := pack_with(path)) is not None}
        access = Access(read=(*args.logs, *packs, *(log for log in logs if log.is_symlink())))
        hidden = args.json or not sys.stdout.isatty()  # otherwise each result is shown as it arrives
        verifiers = Verifiers(slots, access, library, args.log_limits)
        with _progress(len(logs), hidden and len(logs) > 1 and console.is_terminal, console) as advance:
            for result in verifiers.verify(logs, stop, advance):
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


@contextmanager
def _progress(total: int, visible: bool, console: PlainConsole) -> Iterator[Callable[[int], object]]:
    """Show a progress bar on stderr; yields a function to call with the number of logs that have been verified."""
    with Progress(console=console, transient=True, redirect_stdout=False, disable=not visible) as bar:
        task = bar.add_task("verifying", total=total)
        yield lambda count: bar.advance(task, count)


def _logs(path: Path) -> list[Path]:
    """Return the log at a path, or the logs in a pack, or in a folder and its packs, which may be a league's."""
    if not path.is_dir():
        return logs_at(path)
    kept = path / ".league" / "logs"
    folder = kept if kept.is_dir() else path
    found = sorted(log for log in folder.iterdir() if log.suffix == BIN)
    packs = sorted(pack for pack in folder.iterdir() if pack.suffix == SUFFIX and pack.is_file())
    found += [log for pack in packs for log in logs_in(pack)]
    if not found:
        raise LeagueError(f"{clean_text(str(path), 200)}: no logs in this folder")
    return found


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
    again += f", can't tell: {same.count(None)}" if None in same else ""
    print(f"{good} of {len(results)} logs are good{again}")
