"""A batch: matches in, outcomes out, and nothing else. It runs in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from league.match.manager import MatchSession, Outcome, Seat, play
from sandbox.behaviour import behaviour_of
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.setup import Setup

MAX_SEATS = 16  # that one batch steps together: fewer share the engine's cost, more drive each other out of the caches


@dataclass(frozen=True)
class Job:
    """One match to play. `number` is the caller's."""

    number: int
    setup: Setup
    seats: tuple[Seat, ...]
    limits: Limits = field(default_factory=Limits)


def play_batch(jobs: Sequence[Job]) -> list[Outcome]:
    """Play jobs, all programs sandboxed, those of the same setup but for the seed in lockstep.

    A pure function of its jobs and the guest: the same anywhere, in any company.
    """
    outcomes: dict[int, Outcome] = {}
    numbered = sorted(enumerate(jobs), key=lambda item: repr(item[1].setup.with_seed(0)))
    for _, group in groupby(numbered, key=lambda item: item[1].setup.with_seed(0)):
        places, same = zip(*group, strict=True)
        outcomes.update(zip(places, play([sandboxed_match(job) for job in same]), strict=True))
    return [outcomes[place] for place in range(len(jobs))]


def sandboxed_match(job: Job) -> MatchSession:
    """The match of a job, every program in the sandbox."""
    guest = Guest.load()
    agents = [
        Program(guest, seat.name, seat.files, job.setup.bot_seed(side), job.limits)
        for side, seat in enumerate(job.seats)
    ]
    return MatchSession(job.setup, job.seats, agents, about(guest, job.limits))


def about(guest: Guest, limits: Limits) -> dict[str, Any]:
    """What a log's header says of the sandbox."""
    return {"guest": guest.sha256, "behaviour": behaviour_of(guest), "limits": limits.as_dict()}
