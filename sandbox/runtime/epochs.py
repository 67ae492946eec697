"""The clock behind the wall-clock limits: a thread that counts an engine's epoch up."""

from __future__ import annotations

import atexit
import threading

from wasmtime import Engine

EPOCH_SECONDS = 0.01  # one step of the engine's epoch, the grain of wall-clock limits


def epochs(seconds: float) -> int:
    """A deadline of at least that many seconds from now, in steps of the epoch."""
    return int(seconds / EPOCH_SECONDS) + 2


class EpochClock:
    """Counts the epoch of `engine` for as long as the process lives. A thread outlives no fork: start none before."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._count, name="sandbox epochs", daemon=True)
        self._thread.start()
        atexit.register(self._end)  # the engine must not go while the thread counts

    def _count(self) -> None:
        while not self._stop.wait(EPOCH_SECONDS):
            self._engine.increment_epoch()

    def _end(self) -> None:
        self._stop.set()
        self._thread.join()
