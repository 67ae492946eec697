"""An instance of a program: Python files in the guest, or a WebAssembly module.

Both kinds offer the same three calls, with text as argument and result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wasmtime import Instance as WasmInstance
from wasmtime import Store, Trap, WasmtimeError
from wasmtime.component import Instance as ComponentInstance

from sandbox.limits import Limits
from sandbox.modules.call import ModuleCall, module_failed, trapped
from sandbox.modules.compiler import CompileError
from sandbox.modules.loader import ModuleLoader
from sandbox.modules.parser import BadModule
from sandbox.runtime.call import Call, CallFailed, Failure, call_failed, make_call
from sandbox.runtime.epochs import FIRST_LOOK
from sandbox.runtime.guest import Guest

ANSWER_LENGTH = 4_096  # maximum bytes of the answer to start


class Instance(Protocol):
    """An instance, ready to call; the creator closes it.

    Attributes:
        load: called once, before the others; argument and result are ignored.
        start: takes the briefing, returns the answer.
        tick: takes an observation, returns an action.
    """

    load: Call
    start: Call
    tick: Call

    def close(self) -> None:
        """Release the instance; no call may follow."""


class PythonInstance:
    """Python files in a fresh instance of the guest. The thread's `host.running.host` must be set.

    Raises:
        CallFailed: the limits are too small for the guest itself.
    """

    def __init__(self, guest: Guest, name: str, files: Sequence[tuple[str, str]], seed: int, limits: Limits) -> None:
        try:
            self._store, self._instance = guest.instantiate(limits)
        except WasmtimeError as error:
            raise call_failed(error) from None
        self.load: Call = _Load(self._store, self._instance, name, files, seed)
        self.start = self._function("start", ANSWER_LENGTH)
        self.tick = self._function("tick", limits.output)

    def trace(self, first: int, fuel: int) -> None:
        """Have the guest report the lines that the program runs, see sandbox/guest/guest_trace.py."""
        self._function("trace", ANSWER_LENGTH)(str(first).encode(), fuel)

    def _function(self, name: str, longest: int) -> Call:
        found = self._instance.get_func(self._store, name)
        assert found is not None, f"the guest has no function {name}"
        return make_call(self._store, found, longest)

    def close(self) -> None:
        self._store.close()


class _Load:
    """The guest's `load`, once per instance, by wasmtime-py's own call, which can pass the list of files."""

    def __init__(
        self, store: Store, instance: ComponentInstance, name: str, files: Sequence[tuple[str, str]], seed: int
    ) -> None:
        self._store, self._instance, self._arguments = store, instance, (name, list(files), seed)
        self.used = 0

    def __call__(self, text: bytes, fuel: int) -> str:
        load = self._instance.get_func(self._store, "load")
        assert load is not None, "the guest has no function load"
        self._store.set_fuel(fuel)
        self._store.set_epoch_deadline(FIRST_LOOK)
        try:
            error = load(self._store, *self._arguments)
        except WasmtimeError as failed:
            raise call_failed(failed) from None
        except UnicodeEncodeError as failed:
            raise CallFailed.raised(f"the files are not UTF-8 text: {failed}") from None
        finally:
            self.used = fuel - self._store.get_fuel()
        if error:
            raise CallFailed(Failure.ERROR, error)
        return ""


class ModuleInstance:
    """A WebAssembly module, instantiated by `load`, so that its start function runs under the limits of a call.

    Raises:
        CallFailed: INVALID if it cannot be a bot; COMPILE_WALL or COMPILE_MEMORY if compiling it exceeds that limit.
        CacheError: see cache.folder.
    """

    def __init__(self, wasm: bytes, limits: Limits) -> None:
        try:
            self._module = ModuleLoader.get().compiled(wasm, limits)
        except BadModule as error:
            raise CallFailed(Failure.INVALID, str(error)) from None
        except CompileError as error:
            raise CallFailed(Failure(error.limit or "invalid"), str(error)) from None
        self._limits = limits
        self._store: Store | None = None
        self.load: Call = self
        self.start: Call
        self.tick: Call
        self.used = 0

    def __call__(self, text: bytes, fuel: int) -> str:
        """Instantiate the module: the call `load`."""
        self._store = store = ModuleLoader.get().store(fuel, self._limits)
        try:
            instance = WasmInstance(store, self._module, [])
        except Trap as trap:  # from its start function, or from data that does not fit into its memory
            raise trapped(trap) from None
        except WasmtimeError as error:
            raise module_failed(error, Failure.INVALID) from None
        finally:
            self.used = fuel - store.get_fuel()
        self.start = ModuleCall(store, instance, "sc_start", ANSWER_LENGTH)
        self.tick = ModuleCall(store, instance, "sc_tick", self._limits.output)
        return ""

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
