"""A worker process for untrusted input: resource limits, no sockets, replaced after a failure."""

from __future__ import annotations

import asyncio
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints

from league.cli.errors import LeagueError
from league.workers.isolation import allow_cpu
from league.workers.pool import begin_worker
from league.workers.replies import MAX_REPLY, BadReply, decode, encode
from sandbox.clean import clean_text

P = ParamSpec("P")
T = TypeVar("T")

TASKS = 50  # tasks after which the process is replaced
MAX_ERROR = 1000  # characters of an error
_RETURNED, _REFUSED, _RAISED = b"=", b"!", b"?"  # first byte of a reply: a value, a LeagueError, another exception
START = 120.0  # extra s for a new process, which may have to compile the guest


class WorkerFailure(LeagueError):
    """The task crashed its process or timed out."""


class Worker:
    """A worker process that runs one task at a time.

    Args:
        seconds: limit of a task, in wall-clock time.
        cpu: limit of a task, in CPU time over all threads; by default twice `seconds`.
        nice: niceness of the process: above 0, it leaves the processor to others.
    """

    def __init__(self, seconds: float, cpu: float | None = None, nice: int = 0) -> None:
        self._seconds = seconds
        self._cpu = cpu
        self._nice = nice
        self._turn = asyncio.Lock()
        self._process: Any = None
        self._ends: tuple[Connection[Any, Any], Connection[Any, Any]] | None = None
        self._tasks = 0
        self._closed = False

    async def do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `function`, defined at the top level of a module with a return type, returns in the worker.

        Raises:
            WorkerFailure: the process crashed, or was killed after a timeout.
            LeagueError: raised by the function; any other exception becomes a RuntimeError with the traceback.
        """
        async with self._turn:
            if self._closed:
                raise WorkerFailure("the league is stopping")
            try:
                told = await asyncio.to_thread(self._do, function, args, kwargs)
            except asyncio.CancelledError:
                self.kill()  # it may still be running
                raise
        if isinstance(told, LeagueError):
            raise told
        if isinstance(told, _Raised):
            raise RuntimeError(told.text)
        return cast(T, told)

    def _do(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        if self._tasks >= TASKS:
            self.kill()
        patience = self._seconds
        if self._process is None:
            self._start()
            patience += START
        self._tasks += 1
        try:
            assert self._ends is not None
            there, back = self._ends
            cpu = 2 * self._seconds if self._cpu is None else self._cpu
            there.send((cpu, function, args, kwargs))
            if not back.poll(patience):
                raise WorkerFailure("it timed out")
            return _read(function, back.recv_bytes(MAX_REPLY))
        except WorkerFailure:
            self.kill()
            raise
        except BadReply as error:
            self.kill()
            raise WorkerFailure(f"its worker process sent what it should not: {error}") from None
        except (EOFError, OSError):
            process = self._process
            self.kill()
            if process is not None and process.exitcode == -signal.SIGXCPU:
                raise WorkerFailure(f"it used more than {cpu:.0f} s of CPU time") from None
            raise WorkerFailure("it crashed the worker process") from None

    def _start(self) -> None:
        context = get_context("spawn")
        theirs, there = context.Pipe(duplex=False)  # two pipes: a duplex pipe would be a socket
        back, mine = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(theirs, mine, self._nice), daemon=True)
        process.start()
        theirs.close()
        mine.close()
        self._process, self._ends, self._tasks = process, (there, back), 0

    def kill(self) -> None:
        """Kill the process, even during a task."""
        process, ends = self._process, self._ends
        self._process = self._ends = None
        if process is not None:
            process.kill()
            process.join()
        for end in ends or ():
            end.close()

    def close(self) -> None:
        """Kill the process and accept no more tasks."""
        self._closed = True
        self.kill()


class _Raised:
    """Traceback of an unexpected exception."""

    def __init__(self, text: str) -> None:
        self.text = text


def _read(function: Callable[..., Any], reply: bytes) -> Any:
    """Return a worker's reply as what the function returns, or as the exception that it raised. Raises BadReply."""
    how, rest = reply[:1], reply[1:]
    if how == _RETURNED:
        hints = get_type_hints(function) if hasattr(function, "__annotations__") else {}
        return decode(hints.get("return", object), rest)
    if how not in (_REFUSED, _RAISED):
        raise BadReply("a reply of an unknown kind")
    text = decode(str, rest)
    return LeagueError(clean_text(text, MAX_ERROR)) if how == _REFUSED else _Raised(text)


def _serve(there: Connection[Any, Any], back: Connection[Any, Any], nice: int) -> None:
    begin_worker()
    os.nice(nice)
    first = True
    while True:
        try:
            cpu, function, args, kwargs = there.recv()
        except EOFError:
            return
        allow_cpu(cpu + (2 * START if first else 0))
        first = False
        try:
            reply = _RETURNED + encode(function(*args, **kwargs))
        except LeagueError as error:
            reply = _REFUSED + encode(str(error))
        except Exception:
            reply = _RAISED + encode(traceback.format_exc())
        back.send_bytes(reply)
