"""A worker process, whose replies are read as data: who takes it over runs no code in its parent.

A confined worker may neither start the compiler nor write to the cache of compiled programs, from which other processes
run code: it asks its parent, which asks a further worker, in which no program runs.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from typing import Any, get_type_hints

from league.cli.errors import LeagueError
from league.workers.compilation import Compilation, Compiled, compile_program, delegate_to
from league.workers.isolation import NO_FILES, Access, allow_cpu, confine, may_compile
from league.workers.replies import MAX_REPLY, BadReply, decode, encode
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble
from sandbox.runtime.guest import GuestError

_KNOWN = {error.__name__: error for error in (GuestError, HostTrouble, LeagueError, MemoryError)}
_RETURNED, _RAISED, _COMPILE = b"=", b"!", b"?"  # first byte of a reply, or of a request to compile a program
_DIED = "A process in the process pool was terminated abruptly while the future was running or pending."
_MAX_ERROR = 1000  # characters
_spawning = threading.Lock()


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
        self._compiler: WorkerProcess | None = None
        with spawning():
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

    def call(
        self, cpu: float | None, fn: Callable[..., Any], args: Any, kwargs: Any, timeout: float | None = None
    ) -> Any:
        """Return what `fn` returns in the process, checked against its return type.

        Args:
            cpu: CPU time in s, beyond which the system kills the process; None sets no limit.
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
            late_at = None if timeout is None else time.monotonic() + timeout
            try:
                while True:
                    if late_at is not None and not self._back.poll(max(late_at - time.monotonic(), 0)):
                        raise TimeoutError
                    reply = self._back.recv_bytes(MAX_REPLY)
                    if reply[:1] != _COMPILE:
                        return _read(fn, reply)
                    self._there.send(self._compile(decode(Compilation, reply[1:])))
            finally:
                self._end_compiler()

    def _compile(self, asked: Compilation) -> Compiled | GuestError | HostTrouble:
        """Compile a program for this worker in a further one."""
        if self._compiler is None or not self._compiler.is_alive:
            self._compiler = WorkerProcess(partial(begin_worker, compiles=True))
        try:
            found: Compiled = self._compiler.call(None, compile_program, (asked,), {})
        except (GuestError, HostTrouble) as error:
            return error
        except (EOFError, OSError, MemoryError, BadReply, RemoteError) as error:
            return HostTrouble(f"the worker that compiles programs failed: {clean_text(str(error), 200)}")
        return found

    def _end_compiler(self) -> None:
        compiler, self._compiler = self._compiler, None
        if compiler is not None:
            compiler.kill()

    def kill(self) -> None:
        """Kill the process, even during a call of another thread, which then raises EOFError."""
        self._end_compiler()
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
        if cancel_futures:
            self._worker.kill()
        else:
            self._worker.close(wait)


def begin_worker(access: Access = NO_FILES, compiles: bool = False) -> None:
    """Initialise a worker: confine it, leave Ctrl-C to its parent, and exit if the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(access, compiles)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def spawning() -> Iterator[None]:
    """While a process starts, limit it to one BLAS thread, and block Ctrl-C until it can ignore it."""
    with _spawning:
        resource_tracker.ensure_running()  # the first process would start it, and it would unblock Ctrl-C
        threads = os.environ.get("OPENBLAS_NUM_THREADS")
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        # Inherited by the process; not on Windows.
        mask = getattr(signal, "pthread_sigmask", lambda how, signals: signals)
        blocked = mask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            mask(signal.SIG_SETMASK, blocked)
            if threads is None:
                del os.environ["OPENBLAS_NUM_THREADS"]
            else:
                os.environ["OPENBLAS_NUM_THREADS"] = threads


def _serve(there: Connection[Any, Any], back: Connection[Any, Any], initializer: Callable[[], object]) -> None:
    initializer()
    if not may_compile():
        delegate_to(partial(_ask_parent, there, back))
    while True:
        try:
            cpu, fn, args, kwargs = there.recv()
        except EOFError:
            return
        if cpu is not None:
            allow_cpu(cpu)
        try:
            reply = _RETURNED + encode(fn(*args, **kwargs))
        except Exception as error:
            reply = _RAISED + encode((type(error).__name__, str(error), traceback.format_exc()))
        back.send_bytes(reply)


def _ask_parent(
    there: Connection[Any, Any], back: Connection[Any, Any], asked: Compilation
) -> Compiled | GuestError | HostTrouble:
    """Have the parent compile a program, in another worker."""
    back.send_bytes(_COMPILE + encode(asked))
    found: Compiled | GuestError | HostTrouble = there.recv()
    return found


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
