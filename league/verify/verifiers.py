"""Verification in worker processes: logs in batches, results in the order of the logs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from league.cli.errors import LeagueError
from league.match.batch import MAX_SEATS
from league.verify.library import FoundPrograms, Library
from league.verify.logs import BatchKey, Verification, batch_keys, programs_of, verify
from league.workers.isolation import Access
from league.workers.process import WorkerProcess, begin_worker
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble

WINDOW = 256  # logs whose results are held back until all of them are there
POLL = 0.1  # s between looks at whether to stop


@dataclass(frozen=True)
class _Part:
    """Results of logs that were verified together, by their numbers; the first without one has a problem."""

    found: dict[int, Verification]
    problem: tuple[int, Exception] | None = None


class Verifiers:
    """Worker processes that verify logs.

    Args:
        library: where to find programs to run again; None runs none.
        log_limits: run programs under the log's own limits even where they exceed the usual ones.
    """

    def __init__(self, slots: int, access: Access, library: Library | None, log_limits: bool) -> None:
        self._slots, self._access, self._library, self._log_limits = slots, access, library, log_limits
        self._idle: SimpleQueue[WorkerProcess] = SimpleQueue()
        self._processes: list[WorkerProcess] = []
        self._changing = threading.Lock()
        self._killed = False
        for _ in range(slots):
            self._idle.put(self._begin())

    def verify(
        self, logs: Sequence[Path], stop: threading.Event, advance: Callable[[int], object]
    ) -> Iterator[Verification]:
        """Verify each log, in order, until `stop`, and yield what has been verified; then kill the processes.

        Args:
            advance: called, by any thread, with the number of logs that have just been verified.

        Raises:
            LeagueError, HostTrouble, MemoryError: a log could not be verified; those before it were.
        """
        size = min(WINDOW, -(-len(logs) // self._slots)) if self._library is None else WINDOW
        windows = [range(start, min(start + size, len(logs))) for start in range(0, len(logs), size)]
        with ThreadPoolExecutor(self._slots) as threads:

            def begin(numbers: Sequence[int]) -> Future[_Part]:
                part = threads.submit(self._part, logs, numbers)
                part.add_done_callback(lambda _: None if self._killed else advance(len(numbers)))
                return part

            try:
                plans = [threads.submit(self._plan, logs, window) for window in windows]
                _wait(plans, stop)
                parts = [[begin(numbers) for numbers in plan.result()] for plan in plans if plan.done()]
                for window, waiting in zip(windows, parts, strict=False):
                    _wait(waiting, stop)
                    done = [part.result() for part in waiting if part.done()]
                    found = {number: result for part in done for number, result in part.found.items()}
                    problems = dict(part.problem for part in done if part.problem is not None)
                    for number in window:
                        if number in problems:
                            raise problems[number]
                        if number in found:  # unless it was stopped
                            yield found[number]
            finally:
                self._kill()
                threads.shutdown(cancel_futures=True)

    def _plan(self, logs: Sequence[Path], window: Sequence[int]) -> list[list[int]]:
        """Return the numbers of logs to verify together: with programs, a batch of one setup, of similar lengths."""
        if self._library is None:
            return [list(window)]
        try:
            found: list[BatchKey] = self._call(batch_keys, [logs[number] for number in window])
        except (LeagueError, HostTrouble, MemoryError):
            return [[number] for number in window]
        alike: dict[str, list[int]] = {}
        for number, key in sorted(zip(window, found, strict=True), key=lambda pair: pair[1].ticks):
            alike.setdefault(key.setup, []).append(number)
        parts = []
        for numbers in alike.values():
            sides = found[numbers[0] - window[0]].sides
            most = max(min(MAX_SEATS // sides, -(-len(window) // self._slots)), 1)
            size = -(-len(numbers) // -(-len(numbers) // most))
            parts += [sorted(numbers[start : start + size]) for start in range(0, len(numbers), size)]
        return sorted(parts)

    def _part(self, logs: Sequence[Path], numbers: Sequence[int]) -> _Part:
        """Verify logs together, or each alone if that fails, up to one that fails alone."""
        try:
            return _Part(dict(zip(numbers, self._verified([logs[number] for number in numbers]), strict=True)))
        except (LeagueError, HostTrouble, MemoryError) as error:
            if len(numbers) == 1 or self._killed:
                return _Part({}, (numbers[0], error))
        found: dict[int, Verification] = {}
        for number in numbers:
            part = self._part(logs, [number])
            if part.problem is not None:
                return _Part(found, part.problem)
            found |= part.found
        return _Part(found)

    def _verified(self, logs: list[Path]) -> list[Verification]:
        programs = None
        if self._library is not None:  # looked up here, so that no worker needs the store
            seats = self._call(programs_of, logs)
            programs = FoundPrograms({(name, identity): self._library.find(name, identity) for name, identity in seats})
        found: list[Verification] = self._call(verify, logs, programs, self._log_limits)
        return found

    def _call(self, function: Callable[..., Any], logs: list[Path], *arguments: object) -> Any:
        """Return what a function returns for logs in a process; raise LeagueError if it dies, and start another."""
        process = self._idle.get()
        try:
            return process.call(None, function, (logs, *arguments), {})
        except (EOFError, OSError):
            if not self._killed:
                process = self._begin()
            first = clean_text(str(logs[0]), 200)
            raise LeagueError(f"{first}: the worker process that verified this died") from None
        finally:
            self._idle.put(process)

    def _begin(self) -> WorkerProcess:
        with self._changing:
            process = WorkerProcess(partial(begin_worker, self._access))
            self._processes.append(process)
            if self._killed:
                process.kill()
        return process

    def _kill(self) -> None:
        """Kill the processes; what they do fails."""
        with self._changing:
            self._killed = True
            for process in self._processes:
                process.kill()


def _wait(futures: Sequence[Future[Any]], stop: threading.Event) -> None:
    """Wait until all have ended, or `stop`."""
    while not stop.is_set() and wait(futures, POLL).not_done:
        pass
