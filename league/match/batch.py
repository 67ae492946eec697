"""Play a batch of matches in a worker process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from engine.log import read_log
from league.match.compact import compact
from league.match.manager import MatchOutcome, MatchSession, Seat, play
from sandbox.behaviour import behaviour_of
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.setup import Setup

MAX_SEATS = 16  # per batch: fewer share the engine's overhead less, more evict each other from the caches


class Debug(StrEnum):
    """The sidecar that a match gets."""

    WHOLE = "whole"
    COMPACT = "compact"  # for a pack
    NONE = "none"


@dataclass(frozen=True)
class Job:
    """A match to play. `number` is for the caller's use."""

    number: int
    setup: Setup
    seats: tuple[Seat, ...]
    limits: Limits = field(default_factory=Limits)
    debug: Debug = Debug.WHOLE


def play_batch(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play jobs with all programs sandboxed, in lockstep where setups differ only in their seeds.

    The outcome of a job depends on the job and the guest alone, not on the rest of the batch.
    """
    outcomes: dict[int, MatchOutcome] = {}
    numbered = sorted(enumerate(jobs), key=lambda item: repr(item[1].setup.with_seed(0)))
    for _, group in groupby(numbered, key=lambda item: item[1].setup.with_seed(0)):
        places, same = zip(*group, strict=True)
        outcomes.update(zip(places, play([sandboxed_match(job) for job in same]), strict=True))
    return [with_sidecar(outcomes[place], job.debug) for place, job in enumerate(jobs)]


def with_sidecar(outcome: MatchOutcome, debug: Debug) -> MatchOutcome:
    """Return an outcome with the sidecar that was asked for; workers compress, so that a coordinator need not."""
    if debug is Debug.WHOLE:
        return outcome
    return replace(outcome, debug=b"" if debug is Debug.NONE else compact(outcome.debug, read_log(outcome.log)))


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
