"""A WASI 0.2 host that is deterministic and provides almost nothing.

No files, no sockets, an empty environment. Clocks show match time, random bytes come from the bot's seed, and sleeping
returns at once. One linker serves all bots of the process; the calling bot is the thread's `running` host.
"""

from __future__ import annotations

import ctypes as c
from collections.abc import Callable
from typing import Any

from wasmtime import Engine, WasmtimeError
from wasmtime.component import Component, Linker, LinkerInstance, Record, ResourceHost, ResourceType, Variant

from sandbox.runtime import abi
from sandbox.runtime.host import running

VERSION = "@0.2.9"  # of the interfaces imported by componentize-py's guests
EPOCH = 1_700_000_000  # s since 1970 at match time 0, where time.time() starts
OUTPUT = 4_096  # maximum bytes that a stream accepts at once

_RESOURCES = ("pollable", "error", "output-stream", "input-stream", "terminal-input", "terminal-output")
_TYPES = {name: number for number, name in enumerate(_RESOURCES, 1)}


def make_linker(engine: Engine, component: Component) -> Linker:
    """Return the linker for instances of `component`; functions that it does not define trap when called."""
    linker = Linker(engine)
    linker.allow_shadowing = True
    linker.define_unknown_imports_as_traps(component)
    with linker.root() as root:
        for interface, (resources, functions) in _interfaces().items():
            with root.add_instance(interface + VERSION) as instance:
                for name in resources:
                    instance.add_resource(name, ResourceType.host(_TYPES[name]), _guarded(_drop))
                for name, call in functions.items():
                    instance.add_func(name, _guarded(call))
                if abi.KNOWN and interface in _RAW:
                    _add_raw(instance, *_RAW[interface])
    return linker


_Function = Callable[..., Any]


def _guarded(call: _Function) -> _Function:
    """Wrap `call` to raise only WasmtimeError, because other exceptions in a C callback are printed and lost."""

    def guarded(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        except WasmtimeError:
            raise
        except BaseException as error:
            raise running.host.fail(error) from None

    return guarded


def _interfaces() -> dict[str, tuple[tuple[str, ...], dict[str, _Function]]]:
    """Return the resources and functions of each interface, in wasmtime-py's terms: (store, arguments…) -> result.

    For a result<T, E>, wasmtime-py expects a Variant if T and E could be confused, else the plain value.
    """
    poll, nothing, none = _new_handle("pollable"), _constant([]), _constant(None)
    write, closed = _method(_write), _method(none)
    return {
        "wasi:io/poll": (  # without `poll`: only select() uses it, and wasmtime traps on its list of borrows
            ("pollable",),
            {
                "[method]pollable.block": _method(none),
                "[method]pollable.ready": _method(_constant(True)),
            },
        ),
        "wasi:io/error": (("error",), {}),
        "wasi:io/streams": (
            ("output-stream", "input-stream"),
            {
                "[method]output-stream.check-write": _method(_constant(OUTPUT)),
                "[method]output-stream.write": write,
                "[method]output-stream.blocking-write-and-flush": write,
                "[method]output-stream.blocking-flush": _method(_constant(Variant("ok"))),
                "[method]output-stream.subscribe": _method(poll),
                "[method]input-stream.read": closed,
                "[method]input-stream.blocking-read": closed,
                "[method]input-stream.subscribe": _method(poll),
            },
        ),
        "wasi:clocks/monotonic-clock": (
            (),
            {
                "now": lambda store: running.host.clock(),
                "resolution": _constant(1),
                "subscribe-instant": poll,
                "subscribe-duration": poll,
            },
        ),
        "wasi:clocks/wall-clock": (
            (),
            {
                "now": lambda store: _datetime(EPOCH * 10**9 + running.host.clock()),
                "resolution": _constant(_datetime(1)),
            },
        ),
        "wasi:random/random": ((), {"get-random-bytes": lambda store, count: running.host.random_bytes(count)}),
        "wasi:cli/environment": ((), {"get-environment": nothing, "get-arguments": _constant(["bot"])}),
        "wasi:cli/exit": ((), {"exit": _exit}),
        "wasi:cli/stdin": ((), {"get-stdin": _new_handle("input-stream")}),
        "wasi:cli/stdout": ((), {"get-stdout": _new_handle("output-stream")}),
        "wasi:cli/stderr": ((), {"get-stderr": _new_handle("output-stream")}),
        "wasi:cli/terminal-input": (("terminal-input",), {}),
        "wasi:cli/terminal-output": (("terminal-output",), {}),
        "wasi:cli/terminal-stdin": ((), {"get-terminal-stdin": none}),
        "wasi:cli/terminal-stdout": ((), {"get-terminal-stdout": none}),
        "wasi:cli/terminal-stderr": ((), {"get-terminal-stderr": none}),
        "wasi:filesystem/preopens": ((), {"get-directories": nothing}),
    }


def _drop(store: Any, rep: int) -> None:
    pass


def _constant(value: Any) -> _Function:
    return _charged(lambda store, *_: value)


def _new_handle(kind: str) -> _Function:
    return _charged(lambda store, *_: ResourceHost.own(0, _TYPES[kind]).to_any(store))


def _charged(call: _Function) -> _Function:
    def charged(store: Any, *arguments: Any) -> Any:
        running.host.charge()
        return call(store, *arguments)

    return charged


def _method(call: _Function) -> _Function:
    """Wrap a method of a resource, whose handle is borrowed for the call and must be returned within it."""

    def method(store: Any, handle: Any, *arguments: Any) -> Any:
        try:
            return call(store, *arguments)
        finally:
            handle.drop(store)

    return method


def _write(store: Any, data: bytes | bytearray) -> Variant:
    running.host.write(bytes(data))
    return Variant("ok")


def _exit(store: Any, status: Variant) -> None:
    raise running.host.exit(str(getattr(status, "tag", status)))


def _datetime(ns: int) -> Record:
    record = Record()
    record.__dict__.update(seconds=ns // 10**9, nanoseconds=ns % 10**9)
    return record


# The most frequent calls, as bare C callbacks. wasmtime-py converts random bytes one object at a time, which took
# half of a bot's start, and a time.time() took 20 us.

_Callback = c.CFUNCTYPE(c.c_size_t, c.c_void_p, c.c_void_p, c.c_void_p, c.c_void_p, c.c_size_t, c.c_void_p, c.c_size_t)
_no_finalizer = c.CFUNCTYPE(None, c.c_void_p)(lambda _: None)
_new_list = abi.function("wasmtime_component_vallist_new_uninit", None, c.c_void_p, c.c_size_t)
_new_record = abi.function("wasmtime_component_valrecord_new_uninit", None, c.c_void_p, c.c_size_t)
_new_text = abi.function("wasm_byte_vec_new", None, c.c_void_p, c.c_size_t, c.c_char_p)
_BYTES = [bytes([abi.U8, 0, 0, 0, 0, 0, 0, 0, byte]).ljust(abi.SIZE, b"\0") for byte in range(256)]  # as values


def _raw(act: Callable[[Any, int], None]) -> Any:
    def call(_: int, __: int, ___: int, arguments: int, ____: int, results: int, _____: int) -> int:
        try:
            act(arguments, results)
            return 0
        except BaseException as error:
            refusal = error if isinstance(error, WasmtimeError) else running.host.fail(error)
            return int(c.cast(refusal._consume(), c.c_void_p).value or 0)

    return _Callback(call)


def _get_random_bytes(arguments: Any, results: int) -> None:
    drawn = running.host.random_bytes(abi.Value.from_address(arguments).size)
    values = b"".join(map(_BYTES.__getitem__, drawn))
    result = abi.Value.from_address(results)
    _new_list(results + 8, len(drawn))
    c.memmove(result.data, values, len(values))
    result.kind = abi.LIST


def _now(arguments: Any, results: int) -> None:
    result = abi.Value.from_address(results)
    result.size = running.host.clock()
    result.kind = abi.U64


def _wall_now(arguments: Any, results: int) -> None:
    seconds, nanoseconds = divmod(EPOCH * 10**9 + running.host.clock(), 10**9)
    result = abi.Value.from_address(results)
    _new_record(results + 8, 2)
    fields = (abi.Field * 2).from_address(result.data)
    for field, name, kind, number in zip(
        fields, (b"seconds", b"nanoseconds"), (abi.U64, abi.U32), (seconds, nanoseconds), strict=True
    ):
        _new_text(c.addressof(field), len(name), name)
        field.value.kind, field.value.size = kind, number
    result.kind = abi.RECORD


_RAW = {
    "wasi:random/random": ("get-random-bytes", _raw(_get_random_bytes)),
    "wasi:clocks/monotonic-clock": ("now", _raw(_now)),
    "wasi:clocks/wall-clock": ("now", _raw(_wall_now)),
}


def _add_raw(instance: LinkerInstance, name: str, callback: Any) -> None:
    text = name.encode()
    error = abi.ffi.wasmtime_component_linker_instance_add_func(
        instance.ptr(),
        c.create_string_buffer(text),
        len(text),
        c.cast(callback, abi.ffi.wasmtime_component_func_callback_t),
        None,
        _no_finalizer,
    )
    if error:
        raise WasmtimeError._from_ptr(error)
