"""Matches per second, a bot's tick outside of the bot, verification, the coordinator's work, and games of newcomers.

python -m benchmarks.league [--json]
    [--quick | --host | --answers | --verify | --coordinator | --cluster | --newcomers | --packs]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from benchmarks.league import books
from benchmarks.league.answers import answers
from benchmarks.league.cluster import threads_and_processes
from benchmarks.league.coordinator import coordinator
from benchmarks.league.host import host_time
from benchmarks.league.matches import batches, throughput
from benchmarks.league.newcomers import newcomers
from benchmarks.league.packs import packs
from benchmarks.league.verification import verification
from benchmarks.report import Measurement, report
from sandbox.runtime.guest import Guest

PARTS: dict[str, tuple[str, Callable[[], Iterable[Measurement]]]] = {
    "host": ("a tick's cost outside of the bot, in 20 s", lambda: host_time(plays=8)),
    "answers": ("what hostile answers cost, in 10 s", lambda: answers(rounds=9)),
    "verify": ("verifying logs, in a minute", lambda: verification(rounds=3)),
    "coordinator": ("the coordinator beside games that take no time, in a minute", lambda: coordinator(1_000, 6)),
    "cluster": ("a cluster of threads and of processes, in two minutes", lambda: threads_and_processes(192, 3)),
    "newcomers": ("how many games place a newcomer, in a minute or two", lambda: newcomers(repeats=5)),
    "packs": ("what packed logs take on disk, in a minute", lambda: packs(games=84)),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.league", description=__doc__)
    parser.add_argument("--json", action="store_true")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--quick", action="store_true", help="take a minute, with less precision")
    for name, (what, _) in PARTS.items():
        which.add_argument(f"--{name}", dest="part", action="store_const", const=name, help=f"measure only {what}")
    args = parser.parse_args()
    Guest.load(check=True)  # compile before measuring
    rows = PARTS[args.part][1]() if args.part else _usual(args.quick)
    report("league", [*rows], args.json)


def _usual(quick: bool) -> Iterable[Measurement]:
    rounds = 1 if quick else 5
    yield from throughput(*((32, 1) if quick else (128, 3)))
    yield from batches(rounds=1 if quick else 3)
    yield from host_time(rounds)
    yield from verification(1 if quick else 3)
    yield from books.rows(quick)
    yield from answers(rounds)


if __name__ == "__main__":
    main()
