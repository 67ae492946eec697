"""The guest: a WebAssembly component with a complete Python interpreter, which runs all bots of the process."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from pathlib import Path

from wasmtime import Store, WasmtimeError
from wasmtime.component import Component, Instance

from sandbox import build
from sandbox.limits import Limits
from sandbox.runtime import cache, wasi
from sandbox.runtime.deadline import watch
from sandbox.runtime.engine import GUEST_OPTIONS, Options, make_engine
from sandbox.runtime.epochs import EpochClock
from sandbox.runtime.trouble import RESERVED, address_space, host_trouble

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

CACHED = 4  # compiled guests kept on disk
LEAST_STACK = 2 << 20  # bytes, half of which programs may use

# Sizes of the guest itself, also of one that is not linked, for the tests: measured, with a margin.
_INSTANCES, _TABLES, _MEMORIES, _TABLE_ELEMENTS = 200, 200, 8, 100_000


class GuestError(Exception):
    """There is no guest to run bots in; the message names the command that builds one, in one line."""


class Guest:
    """The compiled guest; use `Guest.load()`.

    Attributes:
        sha256: of the wasm (hex); recorded in logs, because bots may behave differently in another guest.
        behaviour: digest computed by `sandbox.behaviour.behaviour_of` on first use.
        prepare: has another process compile the guest into the cache, if this one may not write there.
    """

    prepare: Callable[[], object] | None = None
    _loaded: Guest | None = None
    _lock = threading.Lock()

    def __init__(self, sha256: str, wasm: Path = build.WASM, options: Options = GUEST_OPTIONS) -> None:
        """Compile or load a guest; see `load`. Other values of `wasm` and `options` are for tests."""
        self.sha256 = sha256
        self.behaviour: str | None = None
        self.engine = make_engine(options)
        made_by = (sha256, sorted(options.items()))

        def compile() -> bytearray:  # 6 to 11 s, 350 MB
            return Component(self.engine, wasm.read_bytes()).serialize()

        try:
            self._component = cache.load_or_compile(
                Component, self.engine, made_by, compile, keep=CACHED, prepare=Guest.prepare
            )
        except (OSError, WasmtimeError, cache.CacheError) as error:
            raise GuestError(str(error).splitlines()[0]) from None
        self._linker = wasi.make_linker(self.engine, self._component)
        self._clock = EpochClock(self.engine)

    @classmethod
    def load(cls, check: bool = False) -> Guest:
        """Return the guest of this process; compiled once per machine (6 to 11 s), then ready in a few ms.

        Its engine and epoch thread start here, so call it in the process that plays, never before a fork.

        Args:
            check: also compare the guest with its sources and its file's hash (0.1 s), for coordinators.

        Raises:
            GuestError: the guest is missing or, if checked, not that of its sources; the cache of compiled guests is
                not safe; or the stack or the address space of this process is too small.
            HostTrouble: this process lacks memory or open files.
        """
        if resource is not None and 0 <= resource.getrlimit(resource.RLIMIT_STACK)[0] < LEAST_STACK:
            raise GuestError(
                f"a stack of {LEAST_STACK >> 20} MB is needed, this process has less: run `ulimit -s 8192`"
            )
        if address_space() < RESERVED * 1e9:  # wasmtime would abort the process, or fail after compiling
            raise GuestError(str(host_trouble(errno.ENOMEM)))
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
        """Return a fresh instance from the image (0.2 ms) and its store, which the caller closes.

        The thread's `host.running.host` must be set.

        Raises:
            WasmtimeError: the limits are too small for the guest itself.
        """
        store = Store(self.engine)
        store.set_limits(limits.memory, _TABLE_ELEMENTS, _INSTANCES, _TABLES, _MEMORIES)
        store.set_fuel(limits.load_fuel)
        watch(store)
        try:
            return store, self._linker.instantiate(store, self._component)
        except BaseException:
            store.close()
            raise
