"""Matches per second, the cost of a bot's tick outside of the bot, and the coordinator's work beside the matches.

python -m benchmarks.league [--quick | --host] [--json]
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import league_books
from benchmarks.report import Row, report
from league.bots.opponents import opponents
from league.bots.roster import read_entry
from league.match.agents import Agent
from league.match.batch import MAX_SEATS, Job, about, play_batch
from league.match.manager import MatchOutcome, MatchSession, Seat, play
from league.workers.pool import Pool
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.setup import Setup

PLAYERS = ("hunter", "first")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--quick", action="store_true", help="take a minute, with less precision")
    part.add_argument("--host", action="store_true", help="measure only a tick's cost outside of the bot, in 20 s")
    args = parser.parse_args()
    Guest.load(check=True)  # compile before measuring
    if args.host:
        report("league", _host_time(rounds=5), args.json)
        return
    rows = [*_throughput(*((32, 1) if args.quick else (128, 3))), *_batches(rounds=1 if args.quick else 3)]
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


def _throughput(matches: int, rounds: int) -> list[Row]:
    """Measure whole matches through the pool, once its workers are busy, and the CPU time of one in its worker."""
    rows = []
    for names, seats in ((" against ".join(PLAYERS), _seats()), ("trivial bots", TRIVIAL)):
        runs: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for workers in (1, 2) * rounds:
            runs[workers].append(_speed(workers, _jobs(matches, seats)))
        (speed1, cost1), (speed2, cost2) = ([*map(statistics.median, zip(*runs[w], strict=True))] for w in (1, 2))
        rows += [
            Row(f"{names}, 1 worker", speed1, "matches/s"),
            Row(f"{names}, 2 workers", speed2, "matches/s", "1 worker", speed2 / speed1),
            Row(f"{names}, a match in 1 worker, CPU", 1e3 * cost1, "ms"),
            Row(f"{names}, a match in 2 workers, CPU", 1e3 * cost2, "ms", "1 worker", cost1 / cost2),
        ]
    return rows


def _speed(workers: int, jobs: Sequence[Job]) -> tuple[float, float]:
    """Return the matches per second from each worker's first batch on, and the CPU seconds of one match."""
    costs: list[float] = []
    first, began = 0, 0.0
    for some in Pool(workers, play_counted).results(jobs, threading.Event()):
        costs += [result.outcome.cpu for result in some if isinstance(result.outcome, _CountedOutcome)]
        if not first and len(costs) >= workers * MAX_SEATS // 2:
            first, began = len(costs), time.perf_counter()
    return (len(costs) - first) / (time.perf_counter() - began), statistics.mean(costs)


@dataclass(frozen=True)
class _CountedOutcome(MatchOutcome):
    """An outcome, and its CPU seconds."""

    cpu: float


def play_counted(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play a batch; each outcome contains its CPU seconds."""
    began = time.process_time()
    outcomes = play_batch(jobs)
    cost = (time.process_time() - began) / len(jobs)
    return [_CountedOutcome(**vars(outcome), cpu=cost) for outcome in outcomes]


def _batches(rounds: int) -> list[Row]:
    """Measure batches of duels of several sizes in one process, by CPU time, as everything below."""
    rows = []
    for names, seats in ((" against ".join(PLAYERS), _seats()), ("trivial bots", TRIVIAL)):
        alone = 0.0
        for size in (1, 4, 8, 16):
            speed = size / statistics.median(_batch_time(_jobs(size, seats)) for _ in range(rounds))
            alone = alone or speed
            compared = ("a batch of 1", speed / alone) if size > 1 else ()
            rows.append(Row(f"{names}, a batch of {size}", speed, "matches/CPU s", *compared))
    return rows


def _batch_time(jobs: Sequence[Job]) -> float:
    """Return the CPU seconds of a batch."""
    began = time.thread_time()
    play_batch(jobs)
    return time.thread_time() - began


class _Timed:
    """An agent that sums up the time spent inside its program, and counts the calls."""

    def __init__(self, program: Agent) -> None:
        self._program = program
        self.fuel_used: int | None = None
        self.inside = 0.0
        self.calls = 0
        self.ticks = 0

    def start(self, briefing: str) -> str:
        began = time.thread_time()
        answer = self._program.start(briefing)
        self._add(began)
        return answer

    def tick(self, observation: bytes, time_ns: int) -> str:
        began = time.thread_time()
        action = self._program.tick(observation, time_ns)
        self._add(began)
        self.ticks += 1
        return action

    def close(self) -> None:
        began = time.thread_time()
        self._program.close()
        self._add(began)

    def _add(self, began: float) -> None:
        self.fuel_used = self._program.fuel_used
        self.inside += time.thread_time() - began
        self.calls += 1


class _Nothing:
    """An agent without a program."""

    fuel_used: int | None = None

    def start(self, briefing: str) -> str:
        return ""

    def tick(self, observation: bytes, time_ns: int) -> str:
        return ""

    def close(self) -> None:
        pass


def _cost(calls: int = 2000) -> tuple[float, float]:
    """Return the cost of timing a call, in s, outside of the measured time and in it; the clock is a system call."""
    plain = _Nothing()
    timed = _Timed(plain)
    whole = []
    for agent in (plain, timed):
        began = time.thread_time()
        for _ in range(calls):
            agent.tick(b"", 0)
        whole.append(time.thread_time() - began)
    return (whole[1] - whole[0] - timed.inside) / calls, timed.inside / calls


def _host_time(rounds: int) -> list[Row]:
    """Measure engine, observations, orders and logs: a batch's time without its programs' start, ticks and end."""
    outside, inside = zip(*(_batch(_jobs(16)) for _ in range(rounds)), strict=True)
    host, guests = statistics.median(outside), statistics.median(inside)
    return [
        Row("inside the guests, a bot and tick, 16 duels", guests, "us"),
        Row("outside the guests, a bot and tick, 16 duels", host, "us", "inside the guests", guests / host),
    ]


def _batch(jobs: Sequence[Job]) -> tuple[float, float]:
    """Return microseconds per bot and tick, outside and inside the guests."""
    guest, limits = Guest.load(), Limits()
    agents = [
        [_Timed(Program(guest, seat.name, seat.files, job.setup.bot_seed(side))) for side, seat in enumerate(job.seats)]
        for job in jobs
    ]
    matches = [
        MatchSession(job.setup, job.seats, own, about(guest, limits)) for job, own in zip(jobs, agents, strict=True)
    ]
    began = time.thread_time()
    play(matches)
    total = time.thread_time() - began
    timed = [agent for own in agents for agent in own]
    inside, ticks, calls = (sum(getattr(agent, name) for agent in timed) for name in ("inside", "ticks", "calls"))
    around, within = (calls * cost for cost in _cost())
    return (total - inside - around) / ticks * 1e6, (inside - within) / ticks * 1e6


if __name__ == "__main__":
    main()
