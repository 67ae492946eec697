"""A worker process, whose replies are read as data: who takes it over runs no code in its parent."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, get_type_hints

from league.cli.errors import LeagueError
from league.workers.isolation import allow_cpu
from league.workers.replies import MAX_REPLY, BadReply, decode, encode
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble
from sandbox.runtime.guest import GuestError

_KNOWN = {error.__name__: error for error in (GuestError, HostTrouble, LeagueError, MemoryError)}
_RETURNED, _RAISED = b"=", b"!"  # first byte of a reply
_DIED = "A process in the process pool was terminated abruptly while the future was running or pending."
_MAX_ERROR = 1000  # characters


class RemoteError(Exception):
    """A call in a worker raised an error that its parent does not tell apart.

    Attributes:
        traceback: the worker's, for a log.
    """

    def __init__(self, message: str, traceback: str) -> None:
        super().__init__(message)
        self.traceback = traceback


class WorkerProcess:
    """One process, which runs one call at a time.

    Args:
        initializer: called in the process before the first call.
    """

    def __init__(self, initializer: Callable[[], object]) -> None:
        context = get_context("spawn")
        theirs, self._there = context.Pipe(duplex=False)  # two pipes: a duplex pipe would be a socket
        self._back, mine = context.Pipe(duplex=False)
        self._calling = threading.Lock()  # held while a call uses the pipes
        self._process = context.Process(target=_serve, args=(theirs, mine, initializer), daemon=True)
        self._process.start()
        theirs.close()
        mine.close()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def exitcode(self) -> int | None:
        """Exit code of the process, negative for a signal; None while it lives."""
        return self._process.exitcode

    def call(self, cpu: float, fn: Callable[..., Any], args: Any, kwargs: Any, timeout: float | None = None) -> Any:
        """Return what `fn` returns in the process, checked against its return type.

        Args:
            cpu: CPU time in s, beyond which the system kills the process.
            fn: a function at the top level of a module.
            timeout: s to wait for the reply; None waits without limit.

        Raises:
            TimeoutError: there was no reply in time.
            EOFError, OSError: the process has ended.
            BadReply: the reply is not of that type.
            GuestError, HostTrouble, LeagueError, MemoryError: raised by the call.
            RemoteError: any other exception of the call.
        """
        with self._calling:
            self._there.send((cpu, fn, args, kwargs))
            if timeout is not None and not self._back.poll(timeout):
                raise TimeoutError
            reply = self._back.recv_bytes(MAX_REPLY)
        return _read(fn, reply)

    def kill(self) -> None:
        """Kill the process, even during a call of another thread, which then raises EOFError."""
        self._process.kill()
        self._process.join()
        # Not while that thread reads: the descriptor could be another file's by then. A child of
        # the process can keep the pipe open; it is then closed with its last reference.
        if self._calling.acquire(timeout=1):
            self._there.close()
            self._back.close()
            self._calling.release()

    def close(self, wait: bool) -> None:
        """Let the process end once it is idle, and wait for that if asked."""
        with suppress(OSError):
            self._there.close()
        if wait:
            self._process.join()


class ProcessExecutor(Executor):
    """An executor with one worker process.

    Args:
        cpu: returns the CPU time in s that a call with these arguments may take.
    """

    def __init__(self, initializer: Callable[[], object], cpu: Callable[..., float]) -> None:
        self._cpu, self._worker = cpu, WorkerProcess(initializer)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if not self._worker.is_alive:
            raise BrokenProcessPool(_DIED)
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        threading.Thread(target=self._ask, args=(future, fn, args, kwargs), daemon=True).start()
        return future

    def _ask(self, future: Future[Any], fn: Callable[..., Any], args: Any, kwargs: Any) -> None:
        try:
            future.set_result(self._worker.call(self._cpu(*args, **kwargs), fn, args, kwargs))
        except (EOFError, OSError):
            future.set_exception(BrokenProcessPool(_DIED))
        except BaseException as error:
            future.set_exception(error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._worker.close(wait)


def _serve(there: Connection[Any, Any], back: Connection[Any, Any], initializer: Callable[[], object]) -> None:
    initializer()
    while True:
        try:
            cpu, fn, args, kwargs = there.recv()
        except EOFError:
            return
        allow_cpu(cpu)
        try:
            reply = _RETURNED + encode(fn(*args, **kwargs))
        except Exception as error:
            reply = _RAISED + encode((type(error).__name__, str(error), traceback.format_exc()))
        back.send_bytes(reply)


def _read(fn: Callable[..., Any], reply: bytes) -> Any:
    """Return the result of a call, or raise what it raised."""
    if reply[:1] == _RETURNED:
        while isinstance(fn, partial):
            fn = fn.func
        return decode(_return_type(fn), reply[1:])
    if reply[:1] != _RAISED:
        raise BadReply("a reply of an unknown kind")
    name, text, trace = decode(tuple[str, str, str], reply[1:])
    message = clean_text(text, _MAX_ERROR)
    if kind := _KNOWN.get(name):
        raise kind(message)
    raise RemoteError(f"{clean_text(name, 100)}: {message}", trace)


def _return_type(fn: Callable[..., Any]) -> Any:
    """Return the annotated type; `object` for functions without one, such as those in C."""
    annotated = fn if hasattr(fn, "__annotations__") else type(fn).__call__
    hints = get_type_hints(annotated) if hasattr(annotated, "__annotations__") else {}
    return hints.get("return", object)
