"""The clock behind the limits of CPU time: a thread that increments an engine's epoch."""

from __future__ import annotations

import atexit
import threading

from wasmtime import Engine

EPOCH_SECONDS = 0.01  # duration of an epoch; the epoch stands still while the process is stopped
FIRST_LOOK = 2  # epochs from the start of a call to the first look at its CPU time


def epochs(seconds: float) -> int:
    """Return a deadline at least `seconds` from now, in epochs."""
    return int(seconds / EPOCH_SECONDS) + 2


class EpochClock:
    """Increments the epoch of `engine` until the process ends. Threads do not survive a fork: start none before it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._count, name="sandbox epochs", daemon=True)
        self._thread.start()
        atexit.register(self._end)  # the engine must outlive the counting thread

    def _count(self) -> None:
        while not self._stop.wait(EPOCH_SECONDS):
            self._engine.increment_epoch()

    def _end(self) -> None:
        self._stop.set()
        self._thread.join()
