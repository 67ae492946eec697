"""Matches per second, a bot's tick outside of the bot, verification, the coordinator's work, and games of newcomers.

python -m benchmarks.league [--quick | --host | --answers | --verify | --newcomers] [--json]
"""

from __future__ import annotations

import argparse

from benchmarks.league import books
from benchmarks.league.answers import answers
from benchmarks.league.host import host_time
from benchmarks.league.matches import batches, throughput
from benchmarks.league.newcomers import newcomers
from benchmarks.league.verification import verification
from benchmarks.report import report
from sandbox.runtime.guest import Guest


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.league", description=__doc__)
    parser.add_argument("--json", action="store_true")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--quick", action="store_true", help="take a minute, with less precision")
    part.add_argument("--host", action="store_true", help="measure only a tick's cost outside of the bot, in 20 s")
    part.add_argument("--answers", action="store_true", help="measure only what hostile answers cost, in 10 s")
    part.add_argument("--verify", action="store_true", help="measure only verifying logs, in a minute")
    part.add_argument(
        "--newcomers", action="store_true", help="measure only how many games place a newcomer, in a minute or two"
    )
    args = parser.parse_args()
    if args.newcomers:
        report("league", [*newcomers(repeats=5)], args.json)
        return
    if args.answers:
        report("league", [*answers(rounds=9)], args.json)
        return
    Guest.load(check=True)  # compile before measuring
    if args.host:
        report("league", host_time(plays=8), args.json)
        return
    if args.verify:
        report("league", [*verification(rounds=3)], args.json)
        return
    rows = [*throughput(*((32, 1) if args.quick else (128, 3))), *batches(rounds=1 if args.quick else 3)]
    rounds = 1 if args.quick else 5
    rows += [*host_time(rounds), *verification(1 if args.quick else 3), *books.rows(args.quick), *answers(rounds)]
    report("league", rows, args.json)


if __name__ == "__main__":
    main()
