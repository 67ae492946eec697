"""A pool that plays batches in worker processes and survives whatever a batch does to its worker.

Every slot has its own single-process executor, so that a broken or late process identifies its batch. A batch that
breaks is retried; if it breaks again, it is split into single matches; a match that breaks twice alone is given up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from functools import partial

from league.cli.errors import LeagueError
from league.match.batch import MAX_SEATS, Job
from league.match.manager import MatchOutcome
from league.workers.batches import Batch, Break, JobResult, Source, TimeLimit
from league.workers.process import ProcessExecutor, RemoteError, begin_worker
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble
from sandbox.runtime.guest import GuestError

START = 120.0  # s of a deadline for the start of a worker, which may have to compile the guest first
MARGIN = 10.0  # s of a deadline per seat beyond the limits of its program, for the match itself
QUEUE = (
    2  # batches of a worker elsewhere: one that it plays, one that waits, by which a cluster that scales sees demand
)
POLL = 0.2  # s between checks of the clock and of a request to stop
HOPELESS = 3  # matches given up, with none played, after which the machine is taken to be at fault

Play = Callable[[Sequence[Job]], Sequence[MatchOutcome]]


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
        self,
        jobs: Iterable[Job | None],
        stop: threading.Event,
        proven: bool = False,
        limit: TimeLimit | None = None,
    ) -> Iterator[list[JobResult]]:
        """Play all jobs; yield results as they arrive, in any order, each job once.

        Args:
            jobs: consumed as slots become idle; yields None while the next jobs wait for results still to come.
            stop: once set, running batches are dropped and the iteration ends.
            proven: matches have been played here before, so a broken batch is the fault of its match.
            limit: when it is up, batches that are still running are dropped, and the iteration ends.

        Raises:
            LeagueError: no match can be played on this machine, from the start or any more.
        """
        source = Source(iter(jobs), len(self._slots), self._most_seats, limit)
        doubtful: list[JobResult] = []
        hopeless = 0
        try:
            while not stop.is_set():
                for slot in self._slots:
                    if slot.batch is None and (batch := source.next()):
                        slot.start(batch)
                busy = [slot for slot in self._slots if slot.batch]
                if not busy:
                    if source.over and not doubtful:
                        break
                    if not doubtful:
                        raise RuntimeError("the next games wait for results, and none are to come")
                    yield [*doubtful]
                    doubtful = []
                    continue
                wait([slot.future for slot in busy if slot.future], timeout=POLL, return_when=FIRST_COMPLETED)
                self._adjust(source)
                played, broken = _collect(busy, limit)
                if limit and limit.left() < 0:
                    for slot in busy:
                        slot.kill()
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

    def _adjust(self, source: Source) -> None:
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


def _collect(busy: Iterable[_Slot], limit: TimeLimit | None = None) -> tuple[list[JobResult], list[Break]]:
    """Return the finished results, and the broken batches with their reasons."""
    played: list[JobResult] = []
    broken: list[Break] = []
    for slot in busy:
        batch = slot.batch
        assert batch and slot.future
        if slot.future.done():
            try:
                played += slot.take()
                if limit:
                    limit.played(len(batch.jobs), time.monotonic() - slot.began_at)
            except GuestError as error:  # affects every batch
                raise LeagueError(str(error)) from None
            except (HostTrouble, MemoryError) as error:
                broken.append(Break(batch, clean_text(str(error), 300) or "out of memory", by_machine=True))
                slot.kill()
            except Exception as error:  # whatever else a worker raised or died of affects this batch alone
                reason = str(error) if isinstance(error, RemoteError) else f"{type(error).__name__}: {error}"
                broken.append(Break(batch, clean_text(reason, 200)))
                slot.kill()
        elif time.monotonic() > slot.late_at:
            broken.append(Break(batch, "passed its deadline"))
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
        self.batch: Batch | None = None
        self.future: Future[Sequence[MatchOutcome]] | None = None
        self.began_at = 0.0  # s, monotonic clock
        self.late_at = 0.0

    def start(self, batch: Batch) -> None:
        """Start playing a batch, in a new process if there is none."""
        try:
            self.future = self._submit(batch)
        except BrokenExecutor:  # the process died while idle
            self.kill()
            self.future = self._submit(batch)
        self.batch = batch
        self.began_at = time.monotonic()
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

    def _submit(self, batch: Batch) -> Future[Sequence[MatchOutcome]]:
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
