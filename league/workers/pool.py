"""Plays batches in worker processes, and outlives whatever a batch does to its worker.

Every slot has an executor of one process of its own, so that a broken or late process names its batch. A batch that
breaks is tried again; if it breaks again it is split into single matches; a match that breaks alone twice is given up.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_context, parent_process, resource_tracker
from multiprocessing.process import BaseProcess

from league.cli.errors import LeagueError
from league.match.batch import MAX_SEATS, Job
from league.match.manager import MatchOutcome
from sandbox.clean import clean_text
from sandbox.runtime.guest import GuestError

START = 120.0  # s of a deadline for a worker's start, on a machine that must compile the guest first
MARGIN = 10.0  # s of a deadline a seat beyond what its limits let its program take: for the match around it
POLL = 0.2  # s between looks at the clock and at a request to stop
HOPELESS = 3  # matches given up, with none ever played, that say: it is the machine, not the matches

Play = Callable[[Sequence[Job]], list[MatchOutcome]]


@dataclass(frozen=True)
class Result:
    """What became of a job."""

    job: Job
    outcome: MatchOutcome | None  # None: the match was given up, since alone it broke its worker twice
    reason: str | None = None  # why it was given up, one line


@dataclass
class _Batch:
    jobs: tuple[Job, ...]
    breaks: int = 0


def process_executor() -> Executor:
    """An executor of one fresh process, which ignores Ctrl-C and dies with this one."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin_worker)


def deadline(jobs: Sequence[Job]) -> float:
    """Seconds after which a batch is taken for stuck: well above what the sandbox's own limits allow."""
    return START + sum((job.limits.match_wall + MARGIN) * len(job.seats) for job in jobs)


class Pool:
    """So many slots, each with a process that plays one batch at a time."""

    def __init__(
        self,
        workers: int,
        play: Play,
        executor: Callable[[], Executor] = process_executor,
        deadline: Callable[[Sequence[Job]], float] = deadline,
        check: Callable[[], object] = lambda: None,
    ) -> None:
        """
        Args:
            check: called now and then; raises LeagueError where nothing can be played any more.
        """
        self._slots = [_Slot(play, executor, deadline) for _ in range(workers)]
        self._check = check

    def results(
        self, jobs: Iterable[Job | None], stop: threading.Event, proven: bool = False
    ) -> Iterator[list[Result]]:
        """Play all jobs; yield what came out as it comes, in no order, each job once.

        Args:
            jobs: taken from as slots become idle; None where the next ones wait for results that are still to come.
            stop: once set, running batches are dropped and the iteration ends.
            proven: matches have been played here before, so that what breaks now is the match's doing.

        Raises:
            LeagueError: nothing can be played here at all.
        """
        source = _Source(iter(jobs), len(self._slots))
        doubtful: list[Result] = []
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
                self._check()
                played, broken = _collect(busy)
                given_up = source.retry(broken)
                doubtful += given_up
                hopeless += len(given_up)
                for slot in self._slots:  # before the caller records: no worker waits for a disk
                    if slot.batch is None and not stop.is_set() and (batch := source.next()):
                        slot.start(batch)
                proven = proven or bool(played)
                if proven:
                    if played or doubtful:
                        yield [*played, *doubtful]
                    doubtful = []
                elif hopeless >= HOPELESS:
                    raise LeagueError(f"no match can be played here: {given_up[0].reason}")
        finally:
            for slot in self._slots:
                slot.kill()


class _Source:
    """The batches to play next: those that broke, then new ones."""

    def __init__(self, jobs: Iterator[Job | None], workers: int) -> None:
        self._jobs = jobs
        self._workers = workers
        self._ready: deque[Job] = deque()
        self._again: deque[_Batch] = deque()
        self.ended = False  # there are no more jobs

    def next(self) -> _Batch | None:
        """The next batch: smaller where there is little to play, so that all slots finish at about the same time."""
        if self._again:
            return self._again.popleft()
        self._take()
        size = -(-len(self._ready) // (2 * self._workers))
        jobs: list[Job] = []
        seats = 0
        while self._ready and len(jobs) < size:
            seats += len(self._ready[0].seats)
            if jobs and seats > MAX_SEATS:
                break
            jobs.append(self._ready.popleft())
        return _Batch(tuple(jobs)) if jobs else None

    def _take(self) -> None:
        """Have two full batches ready for each slot, as far as jobs are to be had now."""
        seats = sum(len(job.seats) for job in self._ready)
        while not self.ended and seats < 2 * self._workers * MAX_SEATS:
            try:
                job = next(self._jobs)
            except StopIteration:
                self.ended = True
                return
            if job is None:
                return
            self._ready.append(job)
            seats += len(job.seats)

    def retry(self, broken: list[tuple[_Batch, str]]) -> list[Result]:
        """Take back batches that broke; returns the matches that had their chances."""
        given_up = []
        for batch, reason in broken:
            batch.breaks += 1
            if batch.breaks < 2:
                self._again.append(batch)
            elif len(batch.jobs) > 1:
                self._again.extend(_Batch((job,)) for job in batch.jobs)
            else:
                given_up.append(Result(batch.jobs[0], None, reason))
        return given_up


def _collect(busy: Iterable[_Slot]) -> tuple[list[Result], list[tuple[_Batch, str]]]:
    """What finished, and what broke with its reason."""
    played: list[Result] = []
    broken: list[tuple[_Batch, str]] = []
    for slot in busy:
        batch = slot.batch
        assert batch and slot.future
        if slot.future.done():
            try:
                played += slot.take()
            except GuestError as error:  # concerns every batch
                raise LeagueError(str(error)) from None
            except Exception as error:  # whatever a worker died of or raised concerns this batch alone
                broken.append((batch, clean_text(f"{type(error).__name__}: {error}", 200)))
                slot.kill()
        elif time.monotonic() > slot.late_at:
            broken.append((batch, "passed its deadline"))
            slot.kill()
    return played, broken


class _Slot:
    """One worker process, and the batch that it is playing."""

    def __init__(
        self, play: Play, executor: Callable[[], Executor], deadline: Callable[[Sequence[Job]], float]
    ) -> None:
        self._play = play
        self._new_executor = executor
        self._deadline = deadline
        self._executor: Executor | None = None
        self._processes: set[BaseProcess] = set()
        self.batch: _Batch | None = None
        self.future: Future[list[MatchOutcome]] | None = None
        self.late_at = 0.0  # s of the monotonic clock

    def start(self, batch: _Batch) -> None:
        """Begin to play a batch, in a new process if there is none."""
        try:
            self.future = self._submit(batch)
        except BrokenExecutor:  # its process died while it had nothing to do
            self.kill()
            self.future = self._submit(batch)
        self.batch = batch
        self.late_at = time.monotonic() + self._deadline(batch.jobs)

    def _submit(self, batch: _Batch) -> Future[list[MatchOutcome]]:
        before = set(active_children())
        with spawning():
            if self._executor is None:
                self._executor = self._new_executor()
            future = self._executor.submit(self._play, batch.jobs)
        self._processes |= set(active_children()) - before
        return future

    def take(self) -> list[Result]:
        """The finished batch's results, one a job; whatever it raised is raised."""
        assert self.batch and self.future
        outcomes = self.future.result()
        results = [Result(job, outcome) for job, outcome in zip(self.batch.jobs, outcomes, strict=True)]
        self.batch = self.future = None
        return results

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        for process in self._processes:
            process.kill()
        self._processes = set()
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self.batch = self.future = None


@contextmanager
def spawning() -> Iterator[None]:
    """Around the start of a process: it gets one BLAS thread, and no Ctrl-C before it can ignore it."""
    resource_tracker.ensure_running()  # which a first process would start, and which lets Ctrl-C through again
    threads = os.environ.get("OPENBLAS_NUM_THREADS")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited by the process
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if threads is None:
            del os.environ["OPENBLAS_NUM_THREADS"]
        else:
            os.environ["OPENBLAS_NUM_THREADS"] = threads


def begin_worker() -> None:
    """Ctrl-C is the coordinator's to handle; and a worker must not outlive a coordinator that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
