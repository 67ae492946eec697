"""The processes of the host's own, in which claims are checked and games played again."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from concurrent.futures import TimeoutError as Late
from typing import Any

from league.match.batch import Job
from league.workers.pool import deadline
from league.workers.process import ProcessExecutor, begin_worker

IDLE = 0.1  # s between looks whether the coordinator closes
RETRY = 1.0  # s between attempts to start a process


def checking_process() -> Executor:
    """Return an executor with one confined process, which checks claims and plays games again."""
    return ProcessExecutor(begin_worker, lambda jobs, *_: 2 * deadline(jobs))


class Closing(Exception):
    """The coordinator is closing."""


class OwnProcess:
    """A process of the host's own, replaced when it breaks."""

    def __init__(self, new: Callable[[], Executor], closed: threading.Event) -> None:
        self._new, self._closed = new, closed
        self._executor: Executor | None = None

    def call(self, fn: Callable[..., Any], jobs: Sequence[Job], *arguments: object) -> Any:
        """Return what a function returns for jobs in the process. Raises Closing, and what the call raises."""
        if self._executor is None:
            self._executor = self._start()
        try:
            future: Future[Any] = self._executor.submit(fn, jobs, *arguments)
        except BrokenExecutor:
            self.kill()
            self._executor = self._start()
            future = self._executor.submit(fn, jobs, *arguments)
        left = deadline(jobs)
        try:
            while True:
                try:
                    return future.result(timeout=IDLE)
                except Late:
                    if future.done():
                        raise
                left -= IDLE
                if self._closed.is_set():
                    raise Closing
                if left < 0:
                    raise Late("passed its deadline")
        except BaseException:
            self.kill()
            raise

    def _start(self) -> Executor:
        """Return a new process; while this machine cannot start one, nobody else is to blame, so wait."""
        told = False
        while True:
            try:
                return self._new()
            except OSError as error:  # too many open files or processes, or no memory
                if not told:
                    print(f"warning: no process to check results can be started: {error.strerror}", file=sys.stderr)
                told = True
            if self._closed.wait(RETRY):
                raise Closing

    def kill(self) -> None:
        """Kill the process; the next call starts another."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = None
