"""An executor with one worker process, whose results are read as data: who takes it over runs no code in its parent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, get_type_hints

from league.workers.isolation import allow_cpu
from league.workers.replies import MAX_REPLY, BadReply, decode, encode
from sandbox.clean import clean_text
from sandbox.fault import HostTrouble
from sandbox.runtime.guest import GuestError

_KNOWN = {error.__name__: error for error in (GuestError, HostTrouble, MemoryError)}  # told apart by the parent
_RETURNED, _RAISED = b"=", b"!"  # first byte of a reply
_DIED = "A process in the process pool was terminated abruptly while the future was running or pending."
_MAX_ERROR = 1000  # characters


class ProcessExecutor(Executor):
    """One process, which runs one call at a time.

    A call's function is defined at the top level of a module and says what it returns, which is checked.

    Args:
        initializer: called in the process before the first call.
        cpu: returns the CPU time in s that a call with these arguments may take, beyond which the process is killed.
    """

    def __init__(self, initializer: Callable[[], object], cpu: Callable[..., float]) -> None:
        self._cpu = cpu
        context = get_context("spawn")
        theirs, self._there = context.Pipe(duplex=False)  # two pipes: a duplex pipe would be a socket
        self._back, mine = context.Pipe(duplex=False)
        self._process = context.Process(target=_serve, args=(theirs, mine, initializer), daemon=True)
        self._process.start()
        theirs.close()
        mine.close()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if not self._process.is_alive():
            raise BrokenProcessPool(_DIED)
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        threading.Thread(target=self._ask, args=(future, fn, args, kwargs), daemon=True).start()
        return future

    def _ask(self, future: Future[Any], fn: Callable[..., Any], args: Any, kwargs: Any) -> None:
        try:
            self._there.send((self._cpu(*args, **kwargs), fn, args, kwargs))
            future.set_result(_read(fn, self._back.recv_bytes(MAX_REPLY)))
        except (EOFError, OSError):
            future.set_exception(BrokenProcessPool(_DIED))
        except BaseException as error:
            future.set_exception(error)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with suppress(OSError):
            self._there.close()  # an idle process ends
        if wait:
            self._process.join()


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
            reply = _RAISED + encode((type(error).__name__, str(error)))
        back.send_bytes(reply)


def _read(fn: Callable[..., Any], reply: bytes) -> Any:
    """Return the result of a call, or raise what it raised; errors that nobody tells apart keep their name."""
    if reply[:1] == _RETURNED:
        while isinstance(fn, partial):
            fn = fn.func
        hints = get_type_hints(fn if hasattr(fn, "__annotations__") else type(fn).__call__)
        return decode(hints.get("return", object), reply[1:])
    if reply[:1] != _RAISED:
        raise BadReply("a reply of an unknown kind")
    name, text = decode(tuple[str, str], reply[1:])
    kind = _KNOWN.get(name) or type(clean_text(name, 100), (Exception,), {})
    raise kind(clean_text(text, _MAX_ERROR))
