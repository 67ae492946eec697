"""Matches a second, and what one costs a worker, alone and in batches."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report import Measurement
from league.bots.opponents import opponents
from league.bots.roster import read_entry
from league.match.batch import MAX_SEATS, Job, play_batch
from league.match.manager import MatchOutcome, Seat
from league.workers.pool import Pool
from systems.setup import Setup

PLAYERS = ("hunter", "first")
TRIVIAL = (
    Seat("idle", (("main.py", "def bot_main(observation):\n    return {'actions': []}\n"),)),
    Seat("turns", (("main.py", "def bot_main(observation):\n    return {'actions': ['LEFT']}\n"),)),
)


def _seats() -> tuple[Seat, ...]:
    entries = [read_entry(opponents()[name]) for name in PLAYERS]
    return tuple(Seat(entry.name, entry.files) for entry in entries)


def duels(count: int, seats: tuple[Seat, ...] | None = None) -> list[Job]:
    seats = seats or _seats()
    return [Job(number, Setup("duel", seed=number), seats) for number in range(count)]


def throughput(matches: int, rounds: int) -> list[Measurement]:
    """Measure whole matches through the pool, once its workers are busy, and the CPU time of one in its worker."""
    rows = []
    for names, seats in ((" against ".join(PLAYERS), _seats()), ("trivial bots", TRIVIAL)):
        runs: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for workers in (1, 2) * rounds:
            runs[workers].append(_speed(workers, duels(matches, seats)))
        (speed1, cost1), (speed2, cost2) = ([*map(statistics.median, zip(*runs[w], strict=True))] for w in (1, 2))
        rows += [
            Measurement(f"{names}, 1 worker", speed1, "matches/s"),
            Measurement(f"{names}, 2 workers", speed2, "matches/s", "1 worker", speed2 / speed1),
            Measurement(f"{names}, a match in 1 worker, CPU", 1e3 * cost1, "ms"),
            Measurement(f"{names}, a match in 2 workers, CPU", 1e3 * cost2, "ms", "1 worker", cost1 / cost2),
        ]
    return rows


def _speed(workers: int, jobs: Sequence[Job]) -> tuple[float, float]:
    """Return the matches per second from each worker's first batch on, and the CPU seconds of one match."""
    costs: list[float] = []
    first, began = 0, 0.0
    for batch in Pool(workers, play_counted).results(jobs, threading.Event()):
        costs += [result.outcome.cpu for result in batch if isinstance(result.outcome, _CountedOutcome)]
        if not first and len(costs) >= workers * MAX_SEATS // 2:
            first, began = len(costs), time.perf_counter()
    return (len(costs) - first) / (time.perf_counter() - began), statistics.mean(costs)


@dataclass(frozen=True)
class _CountedOutcome(MatchOutcome):
    """An outcome, and its CPU seconds."""

    cpu: float


def play_counted(jobs: Sequence[Job]) -> list[_CountedOutcome]:
    """Play a batch; each outcome contains its CPU seconds."""
    began = time.process_time()
    outcomes = play_batch(jobs)
    cost = (time.process_time() - began) / len(jobs)
    return [_CountedOutcome(**vars(outcome), cpu=cost) for outcome in outcomes]


def batches(rounds: int) -> list[Measurement]:
    """Measure batches of duels of several sizes in one process, by CPU time, as everything below."""
    rows = []
    for names, seats in ((" against ".join(PLAYERS), _seats()), ("trivial bots", TRIVIAL)):
        alone = 0.0
        for size in (1, 4, 8, 16):
            speed = size / statistics.median(_batch_time(duels(size, seats)) for _ in range(rounds))
            alone = alone or speed
            compared = ("a batch of 1", speed / alone) if size > 1 else ()
            rows.append(Measurement(f"{names}, a batch of {size}", speed, "matches/CPU s", *compared))
    return rows


def _batch_time(jobs: Sequence[Job]) -> float:
    """Return the CPU seconds of a batch."""
    began = time.thread_time()
    play_batch(jobs)
    return time.thread_time() - began
