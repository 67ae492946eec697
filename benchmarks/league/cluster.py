"""Matches a second on a Dask cluster, by threads of one process and by processes. Part of benchmarks.league."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Sequence

from benchmarks.league.matches import duels
from benchmarks.report import Measurement
from league.match.batch import MAX_SEATS, Job, play_batch
from league.workers.cluster import connect
from league.workers.pool import QUEUE, Pool, deadline

SIZES = (1, 2, 4)
WARM = 2  # batches of each worker before the clock runs: they load the guest


def threads_and_processes(matches: int, rounds: int) -> list[Measurement]:
    """Measure whole matches on clusters of 1, 2 and 4 workers, in turns."""
    from distributed import LocalCluster

    speeds: dict[tuple[int, int], list[float]] = {}
    for processes, threads in [(size, 1) for size in SIZES] + [(1, size) for size in SIZES[1:]]:
        with LocalCluster(processes, threads_per_worker=threads, dashboard_address=None, silence_logs=50) as local:  # type: ignore[no-untyped-call]
            for _ in range(rounds):
                speed = _speed(local.scheduler_address, processes * threads, duels(matches))
                speeds.setdefault((processes, threads), []).append(speed)
    found = {shape: statistics.median(each) for shape, each in speeds.items()}
    rows = [Measurement("cluster, 1 process of 1 thread", found[1, 1], "matches/s")]
    for size in SIZES[1:]:
        in_threads, in_processes = found[1, size], found[size, 1]
        rows += [
            Measurement(f"cluster, 1 process of {size} threads", in_threads, "matches/s"),
            Measurement(
                f"cluster, {size} processes of 1 thread",
                in_processes,
                "matches/s",
                f"1 process of {size} threads",
                in_processes / in_threads,
            ),
        ]
    return rows


def _speed(address: str, workers: int, jobs: Sequence[Job]) -> float:
    """Return the matches per second once all workers have the guest."""
    first = WARM * workers * MAX_SEATS // 2
    with connect(address) as cluster:
        pool = Pool(QUEUE * workers, play_batch, cluster.executor, lambda batch: QUEUE * deadline(batch))
        list(pool.results(jobs[:first], threading.Event()))
        began = time.perf_counter()
        played = sum(map(len, pool.results(jobs[first:], threading.Event())))
        return played / (time.perf_counter() - began)
