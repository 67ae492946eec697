"""The executors of a Pool: processes on this machine, or the workers of a Dask cluster."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from league.workers.cluster import connect
from league.workers.grant import granted
from league.workers.pool import QUEUE, Play, Pool, deadline


@contextmanager
def open_pool(args: argparse.Namespace, play: Play, games: int | None) -> Iterator[Pool]:
    """Open the pool that --workers or --cluster asks for, with at most `games` slots on this machine.

    Raises:
        LeagueError: the cluster cannot be reached, or all its workers have another version.
    """
    if args.cluster is None:
        slots = workers(args.workers)
        yield Pool(slots if games is None else max(min(slots, games), 1), play)
        return
    with connect(args.cluster) as cluster:
        slots = max(cluster.slots(), 1)  # one batch asks a cluster without workers, which scales, for some
        yield Pool(slots, play, cluster.executor, lambda jobs: QUEUE * deadline(jobs), capacity=cluster.slots)


def workers(asked: int | None) -> int:
    """Return the number of workers that --workers asks for, by default as many as this process is granted.

    More are warned of: they would share the CPUs, or run out of memory.
    """
    grant = granted()
    if asked is not None and (warning := grant.warning(asked)):
        print(warning, file=sys.stderr)
    return asked or grant.workers
