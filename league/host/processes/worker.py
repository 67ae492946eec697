"""A worker process for untrusted input: confined to the league's folder, and replaced after a failure."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from league.cli.errors import LeagueError
from league.storage.opening import default_path
from league.workers.isolation import Access
from league.workers.process import RemoteError, WorkerProcess, begin_worker
from league.workers.replies import BadReply
from sandbox.fault import HostTrouble
from sandbox.runtime.guest import GuestError

P = ParamSpec("P")
T = TypeVar("T")

TASKS = 50  # tasks after which the process is replaced
START = 120.0  # extra s for a new process, which may have to compile the guest


class WorkerFailure(LeagueError):
    """The task crashed its process or timed out."""


class Worker:
    """A worker process that runs one task at a time.

    Args:
        seconds: limit of a task, in wall-clock time.
        cpu: limit of a task, in CPU time over all threads; by default twice `seconds`.
        nice: niceness of the process: above 0, it leaves the processor to others.
        league: folder of the league that it reads and changes.
    """

    def __init__(self, seconds: float, cpu: float | None = None, nice: int = 0, league: Path | None = None) -> None:
        self._seconds = seconds
        self._cpu = cpu
        self._nice = nice
        self._league = league
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._turn = asyncio.Lock()
        self._process: WorkerProcess | None = None
        self._tasks = 0
        self._closed = False

    async def do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `function`, defined at the top level of a module with a return type, returns in the worker.

        Raises:
            WorkerFailure: the process crashed, or was killed after a timeout.
            LeagueError: raised by the function.
            RuntimeError: it raised any other exception; with the worker's traceback.
        """
        async with self._turn:
            if self._closed:
                raise WorkerFailure("the league is stopping")
            try:
                return cast(T, await asyncio.to_thread(self._do, function, args, kwargs))
            except asyncio.CancelledError:
                self.kill()  # it may still be running
                raise

    def _do(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        if self._tasks >= TASKS:
            self.kill()
        cpu = allowed = 2 * self._seconds if self._cpu is None else self._cpu
        patience = self._seconds
        if self._process is None:
            self._process, self._tasks = WorkerProcess(self._initializer()), 0
            allowed, patience = cpu + 2 * START, patience + START
        self._tasks += 1
        process = self._process
        try:
            return process.call(allowed, function, args, kwargs, patience)
        except TimeoutError:
            self._discard(process)
            raise WorkerFailure("it timed out") from None
        except BadReply as error:
            self._discard(process)
            raise WorkerFailure(f"its worker process sent an invalid reply: {error}") from None
        except (EOFError, OSError):
            self._discard(process)
            if process.exitcode == -signal.SIGXCPU:
                raise WorkerFailure(f"it used more than {cpu:.0f} s of CPU time") from None
            raise WorkerFailure("it crashed the worker process") from None
        except RemoteError as error:
            raise RuntimeError(error.traceback) from None
        except (GuestError, HostTrouble, MemoryError) as error:
            raise RuntimeError(f"{type(error).__name__}: {error}") from None

    def _initializer(self) -> Callable[[], object]:
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="spacecode-", ignore_cleanup_errors=True)
        return partial(_begin, self._nice, self._league, self._temporary.name)

    def _discard(self, process: WorkerProcess) -> None:
        """Kill a process; after a task was cancelled, the present one may be another already."""
        if self._process is process:
            self._process = None
        process.kill()

    def kill(self) -> None:
        """Kill the process, even during a task."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Kill the process and accept no more tasks."""
        self._closed = True
        self.kill()
        if self._temporary is not None:
            self._temporary.cleanup()


def _begin(nice: int, league: Path | None, temporary: str) -> None:
    tempfile.tempdir = os.environ["SQLITE_TMPDIR"] = temporary
    write = [Path(temporary)]
    if league is not None:
        own = default_path(league).parent
        write += [league, own, own / "logs", own / "friendlies"]  # each may be a link to a folder elsewhere
    begin_worker(Access(write=tuple(write)))
    os.nice(nice)
