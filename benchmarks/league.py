"""Matches a second, what a bot's tick costs outside of the bot, and what the coordinator does beside the matches.

python -m benchmarks.league [--quick] [--json]
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from benchmarks import league_books
from benchmarks.report import Row, report
from botkit.tools.opponents import opponents
from league.batch import MAX_SEATS, Job, about, play_batch
from league.match import Match, Outcome, Seat, play
from league.pool import Pool
from league.roster import read_entry
from sandbox.guest import Guest
from sandbox.limits import Limits
from sandbox.program import Program
from systems.setup import Setup

PLAYERS = ("hunter", "first")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="in under 30 s, less exact")
    args = parser.parse_args()
    Guest.load(check=True)  # compiled before anything is timed
    rows = [*_throughput(matches=16 if args.quick else 128), *_batches(rounds=1 if args.quick else 3)]
    rows += [*_host_time(rounds=1 if args.quick else 5), *league_books.rows(args.quick)]
    report("league", rows, args.json)


TRIVIAL = (
    Seat("idle", (("main.py", "def bot_main(observation):\n    return {'actions': []}\n"),)),
    Seat("turns", (("main.py", "def bot_main(observation):\n    return {'actions': ['LEFT']}\n"),)),
)


def _seats() -> tuple[Seat, ...]:
    entries = [read_entry(opponents()[name]) for name in PLAYERS]
    return tuple(Seat(entry.name, entry.files) for entry in entries)


def _jobs(count: int, seats: tuple[Seat, ...] | None = None) -> list[Job]:
    seats = seats or _seats()
    return [Job(number, Setup("duel", seed=number), seats) for number in range(count)]


def _throughput(matches: int) -> list[Row]:
    """Whole matches through the pool, its workers' start included; and what one costs its worker, by CPU time.

    Others may be at work on this machine: of the wall clock's figures the better of two runs, in turn.
    """
    rows = []
    for names, seats in ((" against ".join(PLAYERS), _seats()), ("trivial bots", TRIVIAL)):
        speeds: dict[int, list[float]] = {1: [], 2: []}
        costs: dict[int, list[float]] = {1: [], 2: []}
        for workers in (1, 2, 1, 2):
            began = time.perf_counter()
            results = Pool(workers, play_counted).results(_jobs(matches, seats), threading.Event())
            outcomes = [result.outcome for some in results for result in some if result.outcome]
            speeds[workers].append(len(outcomes) / (time.perf_counter() - began))
            costs[workers].append(sum(outcome.result["cpu"] for outcome in outcomes) / len(outcomes))
        speed, cost = ({w: max(s) for w, s in speeds.items()}, {w: min(c) for w, c in costs.items()})
        rows += [
            Row(f"{names}, 1 worker", speed[1], "matches/s"),
            Row(f"{names}, 2 workers", speed[2], "matches/s", "1 worker", speed[2] / speed[1]),
            Row(f"{names}, a match in 1 worker, CPU", 1e3 * cost[1], "ms"),
            Row(f"{names}, a match in 2 workers, CPU", 1e3 * cost[2], "ms", "1 worker", cost[1] / cost[2]),
        ]
    return rows


def play_counted(jobs: Sequence[Job]) -> list[Outcome]:
    """Play a batch; each result says what it cost its worker, CPU seconds."""
    began = time.process_time()
    outcomes = play_batch(jobs)
    cost = (time.process_time() - began) / len(jobs)
    return [replace(outcome, result={**outcome.result, "cpu": cost}) for outcome in outcomes]


def _batches(rounds: int) -> list[Row]:
    """Duels of trivial bots in one process, so many in a batch; by CPU time, as all that follows."""
    speeds = {}
    for size in (1, 4, 16):
        times = []
        for _ in range(rounds):
            began = time.thread_time()
            play_batch(_jobs(size, TRIVIAL))
            times.append(time.thread_time() - began)
        speeds[size] = size / statistics.median(times)
    return [Row("trivial bots, a batch of 1", speeds[1], "matches/CPU s")] + [
        Row(f"trivial bots, a batch of {size}", speeds[size], "matches/CPU s", "a batch of 1", speeds[size] / speeds[1])
        for size in (4, 16)
    ]


class _Timed(Program):
    """A program that sums the time spent inside it, and counts its ticks and how often the clock was read."""

    inside = 0.0
    ticks = 0
    readings = 0

    def start(self, briefing: str) -> str:
        began = time.thread_time()
        answer = super().start(briefing)
        self._add(began)
        return answer

    def tick(self, observation: bytes, time_ns: int) -> str:
        began = time.thread_time()
        action = super().tick(observation, time_ns)
        self._add(began)
        self.ticks += 1
        return action

    def close(self) -> None:
        began = time.thread_time()
        super().close()
        self._add(began)

    def _add(self, began: float) -> None:
        self.inside += time.thread_time() - began
        self.readings += 2


def _reading() -> float:
    """What it takes to read the clock, s: it is a call of the system."""
    began = time.thread_time()
    for _ in range(1000):
        time.thread_time()
    return (time.thread_time() - began) / 1001


def _host_time(rounds: int) -> list[Row]:
    """Engine, observations, orders, logs: all of a batch's time but what its programs take to start, tick and end."""
    outside, inside = zip(*(_batch(_jobs(MAX_SEATS // 2)) for _ in range(rounds)), strict=True)
    host, guests = statistics.median(outside), statistics.median(inside)
    return [
        Row("inside the guests, a bot and tick, 16 duels", guests, "us"),
        Row("outside the guests, a bot and tick, 16 duels", host, "us", "inside the guests", guests / host),
    ]


def _batch(jobs: Sequence[Job]) -> tuple[float, float]:
    """Microseconds a bot and tick: outside and inside the guests."""
    guest, limits = Guest.load(), Limits()
    pilots = [
        [_Timed(guest, seat.name, seat.files, job.setup.bot_seed(side)) for side, seat in enumerate(job.seats)]
        for job in jobs
    ]
    matches = [Match(job.setup, job.seats, own, about(guest, limits)) for job, own in zip(jobs, pilots, strict=True)]
    began = time.thread_time()
    play(matches)
    total = time.thread_time() - began
    timed = [pilot for own in pilots for pilot in own]
    inside, ticks = sum(pilot.inside for pilot in timed), sum(pilot.ticks for pilot in timed)
    clock = sum(pilot.readings for pilot in timed) / 2 * _reading()  # half of it fell into the time inside
    return (total - inside - clock) / ticks * 1e6, (inside - clock) / ticks * 1e6


if __name__ == "__main__":
    main()
