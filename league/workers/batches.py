"""The batches that a pool plays: cut from jobs, repeated when they break, and fitted into a time limit."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from league.match.batch import Job
from league.match.manager import MatchOutcome

GRACE = 2.0  # s beyond a time limit until running batches are dropped
WEIGHT = 0.5  # of the last batch in the estimate of a game's time


@dataclass(frozen=True)
class JobResult:
    """Result of a job."""

    job: Job
    outcome: MatchOutcome | None  # None if the match was given up because it broke its worker twice alone
    reason: str | None = None  # why it was given up, in one line
    by_machine: bool = False  # this machine is known to be the cause


@dataclass
class Batch:
    """Jobs that a worker plays together."""

    jobs: tuple[Job, ...]
    breaks: int = 0  # how often it was not played to its end


@dataclass(frozen=True)
class Break:
    """A batch that was not played to its end."""

    batch: Batch
    reason: str  # one line
    by_machine: bool = False


class TimeLimit:
    """The time that a pool has. Batches that are still running `GRACE` seconds after it are dropped.

    Args:
        until: when it is up, on the monotonic clock.
    """

    def __init__(self, until: float) -> None:
        self._until = until
        self._pace: float | None = None  # s per game in a batch, once one has been played

    def left(self) -> float:
        """Return the seconds until running batches are dropped."""
        return self._until + GRACE - time.monotonic()

    def played(self, games: int, seconds: float) -> None:
        """Learn from a batch how long games take."""
        pace = seconds / games
        self._pace = pace if self._pace is None else WEIGHT * pace + (1 - WEIGHT) * self._pace

    def games_left(self) -> int:
        """Return how many games of one batch can be expected to end in time."""
        return int(max(self.left(), 0.0) / self._pace) if self._pace else 2

    def too_late(self) -> bool:
        """Return whether no batch is to be started any more: a pairing, two games, is not expected to end in time."""
        return time.monotonic() > self._until or self.games_left() < 2


def _paired(one: Job, other: Job) -> bool:
    """Return whether two jobs are the games of a pairing, which are numbered 2n and 2n + 1."""
    return one.number // 2 == other.number // 2


class Source:
    """The batches to play next: broken ones first, then new ones."""

    def __init__(
        self, jobs: Iterator[Job | None], workers: int, most_seats: int, limit: TimeLimit | None = None
    ) -> None:
        self._jobs = jobs
        self.workers = workers
        self._most_seats = most_seats
        self._limit = limit
        self._ready: deque[Job] = deque()
        self._again: deque[Batch] = deque()
        self.ended = False  # there are no more jobs

    @property
    def over(self) -> bool:
        """Whether no batch is to come."""
        return self.ended or (self._limit is not None and self._limit.too_late())

    def next(self) -> Batch | None:
        """Return the next batch; batches shrink towards the end, so that all slots finish at about the same time.

        Where time is limited, a batch is also no larger than what can be played in the rest of it, and has both games
        of a pairing, so that one that is dropped leaves no half of a pairing behind.
        """
        if self._limit and self._limit.too_late():
            return None
        if self._again:
            return self._again.popleft()
        self._take()
        size = -(-len(self._ready) // (2 * self.workers))
        if self._limit:
            size = max(min(size, self._limit.games_left()), 1)
        jobs: list[Job] = []
        seats = 0
        while self._ready and len(jobs) < size:
            seats += len(self._ready[0].seats)
            if jobs and seats > self._most_seats:
                break
            jobs.append(self._ready.popleft())
        if self._limit and self._ready and jobs and _paired(jobs[-1], self._ready[0]):
            if len(jobs) > 1:
                self._ready.appendleft(jobs.pop())
            else:
                jobs.append(self._ready.popleft())
        return Batch(tuple(jobs)) if jobs else None

    def _take(self) -> None:
        """Fetch jobs until two full batches are ready for each slot, or none are available now."""
        seats = sum(len(job.seats) for job in self._ready)
        while not self.ended and seats < 2 * self.workers * self._most_seats:
            try:
                job = next(self._jobs)
            except StopIteration:
                self.ended = True
                return
            if job is None:
                return
            self._ready.append(job)
            seats += len(job.seats)

    def retry(self, broken: list[Break]) -> list[JobResult]:
        """Queue broken batches again; return the matches that are given up."""
        given_up = []
        for failure in broken:
            batch = failure.batch
            batch.breaks += 1
            if batch.breaks < 2:
                self._again.append(batch)
            elif len(batch.jobs) > 1:
                self._again.extend(Batch((job,)) for job in batch.jobs)
            else:
                given_up.append(JobResult(batch.jobs[0], None, failure.reason, failure.by_machine))
        return given_up
