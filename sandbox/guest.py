"""The guest: one WebAssembly component, a whole Python, that runs every bot of the process."""

from __future__ import annotations

import atexit
import threading

from wasmtime import Config, Engine, Store, WasmtimeError
from wasmtime.component import Instance

from sandbox import build, cache, wasi
from sandbox.limits import Limits

EPOCH_SECONDS = 0.01  # one step of the engine's epoch, the grain of wall-clock limits

OPTIONS: dict[str, bool | int | str] = {
    "consume_fuel": True,
    "epoch_interruption": True,
    "cranelift_nan_canonicalization": True,
    "cranelift_opt_level": "speed",
    "wasm_threads": False,
    "wasm_relaxed_simd": False,
    "wasm_memory64": False,
    "max_wasm_stack": 1 << 20,  # above 2 MiB wasmtime would abort the process
}

# What the guest's own parts (an interpreter, its libraries, the glue) are made of; measured, with room.
_INSTANCES, _TABLES, _MEMORIES, _TABLE_ELEMENTS = 200, 200, 8, 100_000


class GuestError(Exception):
    """There is no guest to run bots in; the message names the command that makes one, in one line."""


class Guest:
    """The compiled guest. `Guest.load()` gives the process's one.

    Attributes:
        sha256: of the wasm (hex); part of a log, since another guest may run a bot otherwise.
    """

    _loaded: Guest | None = None
    _lock = threading.Lock()

    def __init__(self, sha256: str) -> None:
        """See `load`."""
        self.sha256 = sha256
        config = Config()
        for name, value in OPTIONS.items():
            setattr(config, name, value)
        self.engine = Engine(config)
        try:
            self._component = cache.compiled(self.engine, sorted(OPTIONS.items()), sha256, build.WASM.read_bytes)
        except (OSError, WasmtimeError, cache.CacheError) as error:
            raise GuestError(str(error).splitlines()[0]) from None
        self._linker = wasi.make_linker(self.engine, self._component)
        self._stop = threading.Event()
        self._clock = threading.Thread(target=self._count_epochs, name="sandbox epochs", daemon=True)
        self._clock.start()
        atexit.register(self._end)  # the engine must not go while the thread counts

    @classmethod
    def load(cls, check: bool = False) -> Guest:
        """The guest of this process: compiled once a machine (7 to 13 s), then ready in a few ms.

        Its engine and its epoch thread start here, so call it in the process that plays, never before a fork.

        Args:
            check: also hold the guest against its sources, and its hash against its file (0.1 s): for coordinators.

        Raises:
            GuestError: the guest is missing, or, when checked, older than its sources; or the compiled guest's cache
                is not safe.
        """
        if check:
            problem = build.problem()
            if problem:
                raise GuestError(problem)
        with cls._lock:
            if cls._loaded is None:
                found = build.facts()
                if not found:
                    raise GuestError(f"the sandbox's guest is not built: run `{build.COMMAND}`")
                cls._loaded = cls(str(found["sha256"]))
            return cls._loaded

    def instantiate(self, limits: Limits) -> tuple[Store, Instance]:
        """A fresh instance from the image (about 1 ms), and the store that holds it; whoever asked closes the store.

        The thread's `host.running.host` must be set.

        Raises:
            WasmtimeError: the limits are too small for the guest itself.
        """
        store = Store(self.engine)
        store.set_limits(limits.memory, _TABLE_ELEMENTS, _INSTANCES, _TABLES, _MEMORIES)
        store.set_fuel(limits.load_fuel)
        store.set_epoch_deadline(epochs(limits.call_wall))
        try:
            return store, self._linker.instantiate(store, self._component)
        except BaseException:
            store.close()
            raise

    def _count_epochs(self) -> None:
        while not self._stop.wait(EPOCH_SECONDS):
            self.engine.increment_epoch()

    def _end(self) -> None:
        self._stop.set()
        self._clock.join()


def epochs(seconds: float) -> int:
    """A deadline of at least that many seconds from now, in steps of the epoch."""
    return int(seconds / EPOCH_SECONDS) + 2
