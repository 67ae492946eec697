"""The deadline of a call: CPU time of the thread that runs the guest, so that a loaded or frozen machine costs no bot.

The epoch only decides when to look at the CPU clock: a call that ends before the first look pays for no system call.
"""

from __future__ import annotations

import ctypes as c
import threading
import time

from wasmtime import Store

from sandbox.fault import HostTrouble
from sandbox.runtime import abi
from sandbox.runtime.epochs import EPOCH_SECONDS, FIRST_LOOK, epochs

_UNSEEN = FIRST_LOOK * EPOCH_SECONDS  # s of CPU time that a call is charged for the time before its first look, at most
_LOOK = 0.1  # s between looks, at most
_SHARE = 1 / 30  # of a thread's awake time: less CPU than that, for a whole limit, is the machine's trouble

_P = c.c_void_p
_Callback = c.CFUNCTYPE(_P, _P, _P, c.POINTER(c.c_uint64), c.POINTER(c.c_uint8))
_set_callback = abi.function("wasmtime_store_epoch_deadline_callback", None, _P, _Callback, _P, _P)
_new_error = abi.function("wasmtime_error_new", _P, c.c_char_p)
_CONTINUE = 0  # WASMTIME_UPDATE_DEADLINE_CONTINUE
_INTERRUPT = b"wasm trap: interrupt"  # classified as wasmtime's own interrupt


class Deadline:
    """CPU deadline of one program's calls.

    Attributes:
        trouble: why the machine, not the program, made the last call stop; None otherwise.
    """

    def __init__(self) -> None:
        self.trouble: HostTrouble | None = None
        self._limit = 0.0  # s of CPU time, of the present call
        self._began = 0.0  # s, by the clock
        self._since: float | None = None  # CPU time of the thread at the first look
        self._awake = 0.0  # s until the present look in which the process ran

    def begin(self, seconds: float) -> None:
        """Begin a call in this thread that may use `seconds` of CPU time."""
        self._limit, self._since = seconds, None
        _current.deadline = self
        self._began = time.perf_counter()

    def spent(self) -> float:
        """Return the CPU time of the call that has just ended, s."""
        if self._since is None:
            return min(time.perf_counter() - self._began, _UNSEEN)
        return _UNSEEN + time.thread_time() - self._since

    def look(self) -> int:
        """Look at the CPU clock. Return the epochs until the next look, 0 to interrupt the guest."""
        now = time.thread_time()
        if self._since is None:
            self._since, self._awake = now, _UNSEEN
        used = _UNSEEN + now - self._since
        if used >= self._limit:
            return 0
        if self._awake * _SHARE > self._limit:
            self.trouble = HostTrouble(
                f"this machine gave a bot {used:.1f} s of CPU time in {self._awake:.0f} s: play fewer matches at once"
            )
            return 0
        wait = epochs(min(self._limit - used, _LOOK))
        self._awake += wait * EPOCH_SECONDS
        return wait


class _Current(threading.local):
    deadline = Deadline()


_current = _Current()


@_Callback  # type: ignore[untyped-decorator]
def _look(_context: int, _data: int, until: c._Pointer[c.c_uint64], kind: c._Pointer[c.c_uint8]) -> int | None:
    wait = _current.deadline.look()
    if not wait:
        error: int = _new_error(_INTERRUPT)
        return error
    until[0], kind[0] = wait, _CONTINUE
    return None


def watch(store: Store) -> None:
    """Have the calls of a store's instances interrupted by the deadline of the thread that makes them."""
    _set_callback(c.cast(store.ptr(), _P), _look, None, None)
    store.set_epoch_deadline(FIRST_LOOK)
