"""Simulated outcomes without a sandbox, for tests of the code around matches; importable in a worker process."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from league.bots.roster import Entry
from league.match.batch import Job
from league.match.manager import MatchOutcome
from systems.results import MatchResult


def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Return outcomes drawn from seed and seats; a seat named after a disaster causes it."""
    for job in jobs:
        for seat in job.seats:
            if seat.name == "crash":
                os._exit(1)
            if seat.name == "hang":
                time.sleep(3600)
            if seat.name == "raise":
                raise ValueError("a match went wrong")
    return [outcome(job) for job in jobs]


def load(loader: object, entry: Entry) -> None:
    """Find no fault in a bot, in place of loading it."""


def outcome(job: Job) -> MatchOutcome:
    text = f"{job.setup.seed} {job.setup.arena} {[(seat.name, seat.version) for seat in job.seats]}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    ranks = [[1, 2], [2, 1], [1, 1]][int(digest[:8], 16) % 3]
    if len(job.seats) > 2:
        ranks = [1 + int(figure, 16) for figure in digest[: len(job.seats)]]
        ranks = [1 + sum(other < rank for other in ranks) for rank in ranks]
    quits = ("quits", f"quits-{job.setup.mode}", f"quits-{job.setup.arena}")
    forfeited = tuple(seat.name in quits or seat.name.startswith("quits_") for seat in job.seats)
    if any(forfeited):
        ranks = [1 + out * (len(ranks) - sum(forfeited)) for out in forfeited]
    seats = [
        {"seat": i, "bot": seat.name, "points": 0.0, "hull": 50.0, "damage": 1.5, "faults": [], "fuel_max": 1}
        for i, seat in enumerate(job.seats)
    ]
    setup = {"mode": job.setup.mode, "arena": job.setup.arena, "seed": job.setup.seed, "code_version": 1}
    winner = ranks.index(1) if ranks.count(1) == 1 else None
    result = {**setup, "how": "time", "winner": winner, "ticks": 100, "ranks": ranks, "seats": seats, "digest": digest}
    return MatchOutcome(b"log " + text.encode(), b"debug", cast(MatchResult, result), forfeited)


def tell(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Report how the worker is set up."""
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    found = {"ignored": ignored, "threads": os.environ.get("OPENBLAS_NUM_THREADS")}
    return [replace(outcome(job), log=json.dumps(found).encode()) for job in jobs]
