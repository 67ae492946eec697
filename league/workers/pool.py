"""A pool that plays batches in worker processes and survives whatever a batch does to its worker.

Every slot has its own single-process executor, so that a broken or late process identifies its batch. A batch that
breaks is retried; if it breaks again, it is split into single matches; a match that breaks twice alone is given up.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from functools import partial

from league.cli.errors import LeagueError
from league.match.batch import MAX_SEATS, Job
from league.match.manager import MatchOutcome
from league.workers.process import ProcessExecutor, RemoteError, begin_worker
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble
from sandbox.runtime.guest import GuestError

START = 120.0  # s of a deadline for the start of a worker, which may have to compile the guest first
MARGIN = 10.0  # s of a deadline per seat beyond the limits of its program, for the match itself
POLL = 0.2  # s between checks of the clock and of a request to stop
HOPELESS = 3  # matches given up, with none played, after which the machine is taken to be at fault

Play = Callable[[Sequence[Job]], Sequence[MatchOutcome]]


@dataclass(frozen=True)
class JobResult:
    """Result of a job."""

    job: Job
    outcome: MatchOutcome | None  # None if the match was given up because it broke its worker twice alone
    reason: str | None = None  # why it was given up, in one line
    by_machine: bool = False  # this machine is known to be the cause


@dataclass
class _Batch:
    jobs: tuple[Job, ...]
    breaks: int = 0


@dataclass(frozen=True)
class _Break:
    """A batch that was not played to its end."""

    batch: _Batch
    reason: str  # one line
    by_machine: bool = False


def process_executor() -> Executor:
    """Return an executor with one fresh process, which ignores Ctrl-C and exits with this one."""
    return ProcessExecutor(begin_worker, lambda jobs: 2 * deadline(jobs))  # more than a batch takes within its deadline


def deadline(jobs: Sequence[Job]) -> float:
    """Return the seconds after which a batch is considered stuck, well above the sandbox's own limits."""
    return START + sum((job.limits.match_wall + MARGIN) * len(job.seats) for job in jobs)


class Pool:
    """Slots that play one batch at a time each; on this machine, each has a process."""

    def __init__(
        self,
        workers: int,
        play: Play,
        executor: Callable[[], Executor] = process_executor,
        deadline: Callable[[Sequence[Job]], float] = deadline,
        capacity: Callable[[], int] | None = None,
        most_seats: int = MAX_SEATS,
    ) -> None:
        """Create a pool.

        Args:
            workers: number of slots at first.
            capacity: called periodically; returns the number of slots from now on, where workers come and go, and
                raises LeagueError if nothing can be played any more. While it is 0, batches wait for workers.
            most_seats: maximum number of seats in a batch.
        """
        self._new_slot = partial(_Slot, play, executor, deadline)
        self._slots = [self._new_slot() for _ in range(workers)]
        self._capacity = capacity
        self._stranded = False  # the batches that are being played have no workers
        self._most_seats = most_seats

    def results(
        self, jobs: Iterable[Job | None], stop: threading.Event, proven: bool = False
    ) -> Iterator[list[JobResult]]:
        """Play all jobs; yield results as they arrive, in any order, each job once.

        Args:
            jobs: consumed as slots become idle; yields None while the next jobs wait for results still to come.
            stop: once set, running batches are dropped and the iteration ends.
            proven: matches have been played here before, so a broken batch is the fault of its match.

        Raises:
            LeagueError: no match can be played on this machine, from the start or any more.
        """
        source = _Source(iter(jobs), len(self._slots), self._most_seats)
        doubtful: list[JobResult] = []
        hopeless = 0
        try:
            while not stop.is_set():
                for slot in self._slots:
                    if slot.batch is None and (batch := source.next()):
                        slot.start(batch)
                busy = [slot for slot in self._slots if slot.batch]
                if not busy:
                    if source.ended and not doubtful:
                        break
                    if not doubtful:
                        raise RuntimeError("the next games wait for results, and none are to come")
                    yield [*doubtful]
                    doubtful = []
                    continue
                wait([slot.future for slot in busy if slot.future], timeout=POLL, return_when=FIRST_COMPLETED)
                self._adjust(source)
                played, broken = _collect(busy)
                given_up = source.retry(broken)
                doubtful += given_up
                if played:
                    proven, hopeless = True, 0
                hopeless += sum(result.by_machine or not proven for result in given_up)
                for slot in self._slots:  # before the caller records results, so that no worker waits for the disk
                    if slot.batch is None and not stop.is_set() and (batch := source.next()):
                        slot.start(batch)
                if hopeless >= HOPELESS:
                    raise LeagueError(f"no match can be played here: {given_up[0].reason}")
                if proven and not hopeless:
                    if played or doubtful:
                        yield [*played, *doubtful]
                    doubtful = []
                elif played:
                    yield played
        finally:
            for slot in self._slots:
                slot.kill()

    def _adjust(self, source: _Source) -> None:
        """Have as many slots as there are workers; a batch is not late for want of a worker."""
        if self._capacity is None:
            return
        wanted = self._capacity()
        busy = [slot for slot in self._slots if slot.batch]
        idle = [slot for slot in self._slots if not slot.batch]
        if wanted and self._stranded:
            for slot in busy:
                slot.restart()
        elif len(busy) > wanted:
            for slot in busy:
                slot.allow_time()
        self._stranded = not wanted
        while len(busy) + len(idle) > max(wanted, 1) and idle:
            idle.pop().kill()
        self._slots = busy + idle
        self._slots += [self._new_slot() for _ in range(wanted - len(self._slots))]
        source.workers = len(self._slots)


class _Source:
    """The batches to play next: broken ones first, then new ones."""

    def __init__(self, jobs: Iterator[Job | None], workers: int, most_seats: int) -> None:
        self._jobs = jobs
        self.workers = workers
        self._most_seats = most_seats
        self._ready: deque[Job] = deque()
        self._again: deque[_Batch] = deque()
        self.ended = False  # there are no more jobs

    def next(self) -> _Batch | None:
        """Return the next batch; batches shrink towards the end, so that all slots finish at about the same time."""
        if self._again:
            return self._again.popleft()
        self._take()
        size = -(-len(self._ready) // (2 * self.workers))
        jobs: list[Job] = []
        seats = 0
        while self._ready and len(jobs) < size:
            seats += len(self._ready[0].seats)
            if jobs and seats > self._most_seats:
                break
            jobs.append(self._ready.popleft())
        return _Batch(tuple(jobs)) if jobs else None

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

    def retry(self, broken: list[_Break]) -> list[JobResult]:
        """Queue broken batches again; return the matches that are given up."""
        given_up = []
        for failure in broken:
            batch = failure.batch
            batch.breaks += 1
            if batch.breaks < 2:
                self._again.append(batch)
            elif len(batch.jobs) > 1:
                self._again.extend(_Batch((job,)) for job in batch.jobs)
            else:
                given_up.append(JobResult(batch.jobs[0], None, failure.reason, failure.by_machine))
        return given_up


def _collect(busy: Iterable[_Slot]) -> tuple[list[JobResult], list[_Break]]:
    """Return the finished results, and the broken batches with their reasons."""
    played: list[JobResult] = []
    broken: list[_Break] = []
    for slot in busy:
        batch = slot.batch
        assert batch and slot.future
        if slot.future.done():
            try:
                played += slot.take()
            except GuestError as error:  # affects every batch
                raise LeagueError(str(error)) from None
            except (HostTrouble, MemoryError) as error:
                broken.append(_Break(batch, clean_text(str(error), 300) or "out of memory", by_machine=True))
                slot.kill()
            except Exception as error:  # whatever else a worker raised or died of affects this batch alone
                reason = str(error) if isinstance(error, RemoteError) else f"{type(error).__name__}: {error}"
                broken.append(_Break(batch, clean_text(reason, 200)))
                slot.kill()
        elif time.monotonic() > slot.late_at:
            broken.append(_Break(batch, "passed its deadline"))
            slot.kill()
    return played, broken


class _Slot:
    """A worker process and the batch that it is playing."""

    def __init__(
        self, play: Play, executor: Callable[[], Executor], deadline: Callable[[Sequence[Job]], float]
    ) -> None:
        self._play = play
        self._new_executor = executor
        self._deadline = deadline
        self._executor: Executor | None = None
        self.batch: _Batch | None = None
        self.future: Future[Sequence[MatchOutcome]] | None = None
        self.late_at = 0.0  # s, monotonic clock

    def start(self, batch: _Batch) -> None:
        """Start playing a batch, in a new process if there is none."""
        try:
            self.future = self._submit(batch)
        except BrokenExecutor:  # the process died while idle
            self.kill()
            self.future = self._submit(batch)
        self.batch = batch
        self.allow_time()

    def allow_time(self) -> None:
        """Let the deadline of the batch begin now."""
        assert self.batch
        self.late_at = time.monotonic() + self._deadline(self.batch.jobs)

    def restart(self) -> None:
        """Play the batch anew."""
        batch = self.batch
        assert batch
        self.kill()
        self.start(batch)

    def _submit(self, batch: _Batch) -> Future[Sequence[MatchOutcome]]:
        if self._executor is None:
            self._executor = self._new_executor()
        return self._executor.submit(self._play, batch.jobs)

    def take(self) -> list[JobResult]:
        """Return the results of the finished batch, one per job, or raise what it raised."""
        assert self.batch and self.future
        outcomes = self.future.result()
        results = [JobResult(job, outcome) for job, outcome in zip(self.batch.jobs, outcomes, strict=True)]
        self.batch = self.future = None
        return results

    def kill(self) -> None:
        """Kill the process, whatever it is doing."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self.batch = self.future = None
