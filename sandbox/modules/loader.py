"""Loading of untrusted WebAssembly modules: check them, compile each once per machine, and create stores."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from wasmtime import Module, Store

from sandbox.limits import Limits
from sandbox.modules.compiler import CompileError, compile_module
from sandbox.modules.parser import MAX_ELEMENTS, MAX_TABLES, check_module
from sandbox.runtime import cache
from sandbox.runtime.deadline import watch
from sandbox.runtime.engine import MODULE_OPTIONS, make_engine
from sandbox.runtime.epochs import EpochClock

CACHED = 256  # compiled modules kept on disk
_IN_MEMORY = 64  # compiled modules kept in this process


class ModuleLoader:
    """The modules of this process and their engine; use `ModuleLoader.get()`."""

    _singleton: ModuleLoader | None = None
    _lock = threading.Lock()

    def __init__(self) -> None:
        """Create an engine; see `get`."""
        self.engine = make_engine(MODULE_OPTIONS)
        self._clock = EpochClock(self.engine)
        self._compiled: OrderedDict[str, Module | CompileError] = OrderedDict()

    @classmethod
    def get(cls) -> ModuleLoader:
        """Return the process's loader. Its engine and epoch thread start here, so never call it before a fork."""
        with cls._lock:
            if cls._singleton is None:
                cls._singleton = cls()
            return cls._singleton

    def compiled(self, wasm: bytes, limits: Limits) -> Module:
        """Return the checked and compiled module; it is compiled in another process, once per machine.

        Raises:
            BadModule: it is not a module that can be a bot.
            CompileError: it is invalid, or exceeded a limit of compilation.
            CacheError: see cache.folder.
        """
        check_module(wasm, limits.module_memory)
        sha256 = hashlib.sha256(wasm).hexdigest()
        found = self._compiled.get(sha256)
        if found is None:

            def compile() -> bytes:
                return compile_module(wasm, limits.compile_wall, limits.compile_memory)

            made_by = (sha256, sorted(MODULE_OPTIONS.items()))
            try:
                found = cache.load_or_compile(Module, self.engine, made_by, compile, keep=CACHED)
            except CompileError as error:  # remembered, so that not every match tries again
                found = error
            self._compiled[sha256] = found
            if len(self._compiled) > _IN_MEMORY:
                self._compiled.popitem(last=False)
        if isinstance(found, CompileError):
            raise CompileError(str(found), found.limit)
        return found

    def store(self, fuel: int, limits: Limits) -> Store:
        """Return a store for one instance, with fuel for its start function; the caller closes it."""
        store = Store(self.engine)
        store.set_limits(limits.module_memory, MAX_ELEMENTS, 1, MAX_TABLES, 1)
        store.set_fuel(fuel)
        watch(store)
        return store
