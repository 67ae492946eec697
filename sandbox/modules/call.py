"""Calls of a WebAssembly module's functions: `sc_alloc(len) -> ptr`, then `NAME(ptr, len) -> ptr << 32 | len`.

Arguments and results are passed in two raw values, and texts are copied directly from and to the module's memory, which
takes a tenth of the time of wasmtime-py's own call.
"""

from __future__ import annotations

import ctypes as c

from wasmtime import Func, Instance, Memory, Store, Trap, TrapCode, WasmtimeError

from sandbox.runtime import abi
from sandbox.runtime.backtrace import FRAMES
from sandbox.runtime.call import CallFailed, Failure, check, get_fuel, set_epoch, set_fuel
from sandbox.runtime.epochs import FIRST_LOOK
from sandbox.runtime.trouble import trouble_of

_P = c.c_void_p
_call = abi.function("wasmtime_func_call_unchecked", _P, _P, _P, _P, c.c_size_t, _P)
_data = abi.function("wasmtime_memory_data", _P, _P, _P)
_size = abi.function("wasmtime_memory_data_size", c.c_size_t, _P, _P)

_U32 = 0xFFFF_FFFF


class ModuleCall:
    """`sc_start` or `sc_tick` of an instance.

    Args:
        instance: of a module accepted by `parser.check_module`, so that the functions have the expected types.
        longest: maximum bytes of a result.
    """

    def __init__(self, store: Store, instance: Instance, name: str, longest: int) -> None:
        exports = instance.exports(store)
        alloc, function, memory = exports["sc_alloc"], exports[name], exports["memory"]
        assert isinstance(alloc, Func) and isinstance(function, Func) and isinstance(memory, Memory)
        self._keep = (store, alloc, function, memory)
        self._longest, self.used = longest, 0
        self._context = c.cast(store._context(), _P).value
        self._alloc, self._function = c.addressof(alloc._func), c.addressof(function._func)
        self._memory = c.addressof(memory._memory)
        self._size = 0  # of the memory when last seen
        self._bytes = memoryview(b"")  # the whole memory
        self._values = (abi.ffi.wasmtime_val_raw_t * 2)()
        self._first, self._second = (c.c_uint64.from_buffer(value) for value in self._values)  # an i64, or an i32 in it
        self._trap, self._left = _P(), c.c_uint64()
        self._at_values, self._at_trap, self._at_left = map(c.addressof, (self._values, self._trap, self._left))

    def __call__(self, text: bytes, fuel: int) -> str:
        context = self._context
        if context is None:
            raise RuntimeError("a call into an instance that trapped, or that is running")
        self._context = None  # if it is reentered, or closed meanwhile, using the store is undefined behaviour
        length = len(text)
        check(set_fuel(context, fuel))
        set_epoch(context, FIRST_LOOK)
        try:
            self._first.value = length
            self._enter(context, self._alloc, 1)
            at = self._first.value & _U32
            if at + length > self._size:
                self._context = context
                raise CallFailed(Failure.MALFORMED, f"sc_alloc({length:,}) returned a pointer outside of the memory")
            self._bytes[at : at + length] = text
            self._first.value, self._second.value = at, length
            self._enter(context, self._function, 2)
        finally:
            check(get_fuel(context, self._at_left))
            self.used = fuel - self._left.value
        self._context = context
        where, size = divmod(self._first.value, 1 << 32)
        if size > self._longest:
            raise CallFailed(Failure.OUTPUT, f"{size:,} bytes, more than {self._longest:,}")
        if not size:
            return "{}"
        if where + size > self._size:
            raise CallFailed(Failure.MALFORMED, f"returned {size:,} bytes at {where:,}, outside of its memory")
        try:
            return str(self._bytes[where : where + size], "utf-8")
        except UnicodeDecodeError:
            raise CallFailed(Failure.MALFORMED, "returned text that is not UTF-8") from None

    def _enter(self, context: int, function: int, count: int) -> None:
        """Call a function with its arguments in the first `count` values, where its result is returned."""
        error = _call(context, function, self._at_values, count, self._at_trap)
        if error:
            raise module_failed(abi.error_of(error), Failure.TRAP)
        if self._trap.value:
            trap = Trap._from_ptr(c.cast(self._trap.value, c.POINTER(abi.ffi.wasm_trap_t)))
            self._trap.value = None
            raise trapped(trap)
        size = _size(context, self._memory)
        if size != self._size:  # memory moves only when it grows
            self._size = size
            self._bytes = memoryview((c.c_char * size).from_address(_data(context, self._memory))).cast("B")


def module_failed(error: WasmtimeError, kind: Failure) -> CallFailed:
    """Classify an error that is not a trap: an interrupt, or `kind`. Raises HostTrouble if the machine is the cause."""
    text = str(error).strip()
    if trouble := trouble_of(text):
        raise trouble
    return CallFailed(Failure.WALL if text.endswith("interrupt") else kind, text[:200])


_KINDS = {TrapCode.OUT_OF_FUEL: Failure.FUEL, TrapCode.INTERRUPT: Failure.WALL}


def trapped(trap: Trap) -> CallFailed:
    """Classify a module's trap by its code; its backtrace is untrusted text, with names chosen by the module."""
    code = trap.trap_code
    names = [(frame.func_name or f"function {frame.func_index}")[:200] for frame in trap.frames[:FRAMES]]
    if code is None:
        return CallFailed(Failure.TRAP, "unknown", names)
    return CallFailed(_KINDS.get(code, Failure.TRAP), code.name.lower(), names, code)
