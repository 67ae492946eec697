"""Memory layout of component values in wasmtime's C API, verified when this module is imported.

wasmtime-py converts values one ctypes object at a time. If the layout is as expected, call.py and wasi.py read and
write values in place; otherwise KNOWN is False, and both use wasmtime-py's conversion.
"""

from __future__ import annotations

import ctypes as c
from typing import Any

import wasmtime._ffi as _typed_ffi
from wasmtime import WasmtimeError

ffi: Any = _typed_ffi  # its annotations lack the generated structures

SIZE = c.sizeof(ffi.wasmtime_component_val_t)


class Value(c.Structure):
    """wasmtime_component_val_t: a kind, then a union.

    A string or list is {size, data}; a u64 stands in `size`; a result is {is_ok, value*}, is_ok one byte of `size`.
    """

    _fields_ = (
        ("kind", c.c_uint8),
        ("size", c.c_size_t),
        ("data", c.c_void_p),
        ("pad", c.c_uint8 * max(0, SIZE - 24)),
    )


class Field(c.Structure):
    """wasmtime_component_valrecord_entry: a name {size, data} and a value."""

    _fields_ = (("name_size", c.c_size_t), ("name_data", c.c_void_p), ("value", Value))


class TextValue(c.Structure):
    """A Field for a string argument: c_char_p points into the bytes object itself and keeps it alive."""

    _fields_ = (
        ("kind", c.c_uint8),
        ("size", c.c_size_t),
        ("data", c.c_char_p),
        ("pad", c.c_uint8 * max(0, SIZE - 24)),
    )


def _known() -> bool:
    try:
        return bool(
            c.sizeof(c.c_void_p) == c.sizeof(c.c_size_t) == 8
            and c.sizeof(Value) == c.sizeof(TextValue) == SIZE
            and c.sizeof(Field) == c.sizeof(ffi.wasmtime_component_valrecord_entry_t)
            and ffi.wasmtime_component_valrecord_entry_t.val.offset == Field.value.offset
            and ffi.wasmtime_component_val_t.of.offset == 8
            and ffi.wasm_name_t.size.offset == 0
            and ffi.wasm_name_t.data.offset == 8
            and ffi.wasmtime_component_valresult_t.is_ok.offset == 0
            and ffi.wasmtime_component_valresult_t.val.offset == 8
        )
    except AttributeError:
        return False


KNOWN = _known()
STRING = int(ffi.WASMTIME_COMPONENT_STRING.value)
RESULT = int(ffi.WASMTIME_COMPONENT_RESULT.value)
LIST = int(ffi.WASMTIME_COMPONENT_LIST.value)
RECORD = int(ffi.WASMTIME_COMPONENT_RECORD.value)
U32 = int(ffi.WASMTIME_COMPONENT_U32.value)
U64 = int(ffi.WASMTIME_COMPONENT_U64.value)
U8 = int(ffi.WASMTIME_COMPONENT_U8.value)


def function(name: str, result: Any, *arguments: Any) -> Any:
    """Return the C function `name` with prototypes of its own, leaving wasmtime-py's unchanged."""
    made = ffi.dll[name]  # indexing creates a new function object
    made.restype, made.argtypes = result, arguments
    return made


_attached = c.PyDLL(ffi.dll._name, handle=ffi.dll._handle)


def short_function(name: str, result: Any, *arguments: Any) -> Any:
    """Return a C function as `function` does, for one so short that releasing the GIL would take longer."""
    made = _attached[name]
    made.restype, made.argtypes = result, arguments
    return made


def error_of(pointer: int) -> WasmtimeError:
    """Return the error that a C function returned, which is freed with the Python object."""
    return WasmtimeError._from_ptr(c.cast(pointer, c.POINTER(ffi.wasmtime_error_t)))
