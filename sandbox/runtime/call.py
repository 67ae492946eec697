"""Calls of a guest function `(string) -> result<string, string>` under limits.

Two equivalent implementations: `PrebuiltCall` writes the argument and reads the result in place, with all C prototypes
prepared once, and takes half the time of `PlainCall`, which goes through wasmtime-py's Func and is used if abi.KNOWN
is False. A call owns nothing: the store and its instance belong to the program, which closes them.
"""

from __future__ import annotations

import ctypes as c
import threading
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from wasmtime import Store, TrapCode, WasmtimeError
from wasmtime.component import Func, _enter

from sandbox.runtime import abi
from sandbox.runtime.backtrace import frames
from sandbox.runtime.epochs import FIRST_LOOK
from sandbox.runtime.trouble import trouble_of

ERROR_LENGTH = 8_192  # maximum bytes read of an error text


class Failure(StrEnum):
    """Reason why a call failed."""

    FUEL = "fuel"  # these four leave the instance unusable
    WALL = "wall"
    TRAP = "trap"
    MISSING_IMPORT = "missing_import"
    ERROR = "error"  # the guest returned an error text: kind, message and traceback
    OUTPUT = "output"  # the result is too long
    MALFORMED = "malformed"  # a module's result is outside its memory, or is not UTF-8
    INVALID = "invalid"  # not a module that can be a bot
    COMPILE_WALL = "compile_wall"
    COMPILE_MEMORY = "compile_memory"


class CallFailed(Exception):
    """A call returned no text.

    Attributes:
        kind: the reason.
        text: the guest's error text, wasmtime's description of the trap, or the length of the result.
        stack: the functions that the dead instance was in, innermost first; see backtrace.py.
        code: the code of the trap, if known.
    """

    def __init__(self, kind: Failure, text: str, stack: Sequence[str] = (), code: TrapCode | None = None) -> None:
        super().__init__(kind, text)
        self.kind, self.text, self.stack, self.code = kind, text, stack, code

    @classmethod
    def raised(cls, message: str) -> CallFailed:
        """Return a failure of kind `ERROR`, as if the program had raised an exception with that message."""
        return cls(Failure.ERROR, f"raised\n{message}\n")


class Call(Protocol):
    """A guest function, ready to call."""

    used: int  # fuel of the last call

    def __call__(self, text: bytes, fuel: int) -> str:
        """Return the function's result for `text` (UTF-8). Raises CallFailed, or UnicodeDecodeError before it runs."""
        ...


def make_call(store: Store, func: Func, longest: int) -> Call:
    """Return a call of `func` with a result of at most `longest` bytes of UTF-8; single-threaded and not reentrant."""
    return PrebuiltCall(store, func, longest) if abi.KNOWN else PlainCall(store, func, longest)


def call_failed(error: WasmtimeError) -> CallFailed:
    """Classify a wasmtime error by its text, as wasmtime's C API gives no trap code for calls of components.

    The last line decides, or a line that wasmtime marks as its own bug.

    Raises:
        HostTrouble, MemoryError: this machine is the cause.
    """
    whole = str(error).strip()
    lines = [line.strip() for line in whole.splitlines()] or ["unknown error"]
    text = next((line for line in lines if line.startswith("BUG:")), lines[-1])
    cause = _enter.LAST_EXCEPTION
    if cause is not None:  # raised in a host function; wasmtime-py would raise it again in a later call
        _enter.LAST_EXCEPTION = None
        if isinstance(cause, MemoryError):
            raise cause  # this machine is out of memory, which is not the guest's fault
        text = f"a system call failed: {cause!r}"[:200]
    if trouble := trouble_of(text):
        raise trouble
    if "all fuel" in text:
        return CallFailed(Failure.FUEL, text, frames(whole))
    if text.endswith("interrupt"):
        return CallFailed(Failure.WALL, text, frames(whole))
    if "stack" in text:
        return CallFailed(Failure.TRAP, text, frames(whole), TrapCode.STACK_OVERFLOW)
    if text.startswith(("unknown import", "BUG:")):
        return CallFailed(Failure.MISSING_IMPORT, text, frames(whole))
    return CallFailed(Failure.TRAP, text, frames(whole))


class PlainCall:
    """A call through wasmtime-py's Func."""

    def __init__(self, store: Store, func: Func, longest: int) -> None:
        self._store, self._func, self._longest, self.used = store, func, longest, 0

    def __call__(self, text: bytes, fuel: int) -> str:
        argument = text.decode()
        self._store.set_fuel(fuel)
        self._store.set_epoch_deadline(FIRST_LOOK)
        try:
            result = self._func(self._store, argument)
        except WasmtimeError as error:
            raise call_failed(error) from None
        except MemoryError:
            raise
        except Exception as error:  # from wasmtime-py's LAST_EXCEPTION
            raise CallFailed(Failure.TRAP, f"a system call failed: {error!r}"[:200]) from None
        finally:
            self.used = fuel - self._store.get_fuel()
        out = result.payload.encode()
        if result.tag != "ok":
            raise CallFailed(Failure.ERROR, out[:ERROR_LENGTH].decode(errors="replace"))
        if len(out) > self._longest:
            raise CallFailed(Failure.OUTPUT, f"{len(out):,} bytes, more than {self._longest:,}")
        return str(result.payload)


_P, _U64 = c.c_void_p, c.c_uint64
_call = abi.function("wasmtime_component_func_call", _P, _P, _P, _P, c.c_size_t, _P, c.c_size_t)
_free = abi.short_function("wasmtime_component_val_delete", None, _P)
set_fuel = abi.short_function("wasmtime_context_set_fuel", _P, _P, _U64)
get_fuel = abi.short_function("wasmtime_context_get_fuel", _P, _P, _P)
set_epoch = abi.short_function("wasmtime_context_set_epoch_deadline", None, _P, _U64)
_decode = c.pythonapi.PyUnicode_DecodeUTF8  # (data, size, errors)
_decode.restype, _decode.argtypes = c.py_object, (_P, c.c_ssize_t, c.c_char_p)


class _Values(threading.local):
    """The argument, the result and the fuel left of a thread's calls, and their addresses.

    All calls of a thread share them, so that they stay in the processor's caches while its guests take turns.
    """

    def __init__(self) -> None:
        argument, result, left = abi.TextValue(kind=abi.STRING), abi.Value(), _U64()
        self.all = argument, result, left, c.addressof(argument), c.addressof(result), c.addressof(left)


_values = _Values()


class PrebuiltCall:
    """A call with everything prepared in advance."""

    __slots__ = ("_context", "_func", "_keep", "_longest", "used")

    def __init__(self, store: Store, func: Func, longest: int) -> None:
        self._keep = (store, func)
        self._longest, self.used = longest, 0
        self._context = c.cast(store._context(), _P).value
        self._func = c.addressof(func._func)

    def __call__(self, text: bytes, fuel: int) -> str:
        context = self._context
        if context is None:
            raise RuntimeError("a call into an instance that trapped, or that is running")
        if not text.isascii():
            text.decode()  # wasmtime would abort the process if it is not UTF-8
        argument, result, left, at_argument, at_result, at_left = _values.all
        self._context = None  # if it is reentered, or closed meanwhile, using the store is undefined behaviour
        try:
            argument.data, argument.size = text, len(text)
            check(set_fuel(context, fuel))
            set_epoch(context, FIRST_LOOK)
            error = _call(self._func, context, at_argument, 1, at_result, 1)
            check(get_fuel(context, at_left))
            self.used = fuel - left.value
            if error:
                raise call_failed(abi.error_of(error))
            if result.kind != abi.RESULT:
                raise CallFailed(Failure.TRAP, "the guest gave no result")
            good = result.size & 1  # is_ok is one byte; the rest is padding
            value = abi.Value.from_address(result.data)
            size, longest = value.size, self._longest if good else ERROR_LENGTH
            out: str = _decode(value.data, min(size, longest), b"replace")
        finally:
            if result.kind == abi.RESULT:
                _free(at_result)
                result.kind = 0  # the next call drops this value: without this line, a double free
        self._context = context
        if not good:
            raise CallFailed(Failure.ERROR, out)
        if size > longest:
            raise CallFailed(Failure.OUTPUT, f"{size:,} bytes, more than {longest:,}")
        return out


def check(error: Any) -> None:
    """Raise the WasmtimeError returned by a C function, if any."""
    if error:
        raise abi.error_of(error)
