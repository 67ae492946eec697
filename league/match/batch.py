"""Play a batch of matches in a worker process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from league.match.manager import MatchOutcome, MatchSession, Seat, play
from sandbox.behaviour import behaviour_of
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.setup import Setup

MAX_SEATS = 16  # per batch: fewer share the engine's overhead less, more evict each other from the caches


@dataclass(frozen=True)
class Job:
    """A match to play. `number` is for the caller's use."""

    number: int
    setup: Setup
    seats: tuple[Seat, ...]
    limits: Limits = field(default_factory=Limits)


def play_batch(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play jobs with all programs sandboxed, in lockstep where setups differ only in their seeds.

    The outcome of a job depends on the job and the guest alone, not on the rest of the batch.
    """
    outcomes: dict[int, MatchOutcome] = {}
    numbered = sorted(enumerate(jobs), key=lambda item: repr(item[1].setup.with_seed(0)))
    for _, group in groupby(numbered, key=lambda item: item[1].setup.with_seed(0)):
        places, same = zip(*group, strict=True)
        outcomes.update(zip(places, play([sandboxed_match(job) for job in same]), strict=True))
    return [outcomes[place] for place in range(len(jobs))]


def sandboxed_match(job: Job) -> MatchSession:
    """Return the match of a job, every program in the sandbox."""
    guest = Guest.load()
    agents = [
        Program(guest, seat.name, seat.files, job.setup.bot_seed(side), job.limits, places=True)
        for side, seat in enumerate(job.seats)
    ]
    return MatchSession(job.setup, job.seats, agents, about(guest, job.limits))


def about(guest: Guest, limits: Limits) -> dict[str, object]:
    """Return the fields of a log header that describe the sandbox."""
    return {"guest": guest.sha256, "behaviour": behaviour_of(guest), "limits": limits.as_dict()}
