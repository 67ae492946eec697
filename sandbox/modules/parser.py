"""Checks of an untrusted WebAssembly module before it is compiled.

Fuel does not bound the compiler, so its input is bounded here. Only what these bounds and the interface need is
parsed; the compiler validates the rest. The format: WebAssembly Core Specification, chapter 5.
"""

from __future__ import annotations

from sandbox.clean import clean_text

MAX_MODULE = 256 * 1024  # bytes
MAX_FUNCTION = 64 * 1024  # bytes of one function
MAX_FUNCTIONS = 4_096
MAX_TYPES = 1_024
MAX_PARAMETERS = 64  # and results, per type
MAX_LOCALS = 1_024  # per function
MAX_TABLES = 8
MAX_ELEMENTS = 10_000  # of all tables, initially
MAX_MEMORIES = 1
MAX_EXPORTS = 256  # wasmtime-py's lookup of an export is linear in their number
PAGE = 65_536  # bytes

EXPORTS = {"sc_alloc": "(i32) -> i32", "sc_start": "(i32, i32) -> i64", "sc_tick": "(i32, i32) -> i64"}

_MAGIC, _CORE = b"\0asm", b"\1\0\0\0"
_TYPE, _IMPORT, _FUNCTION, _TABLE, _MEMORY, _EXPORT, _CODE = 1, 2, 3, 4, 5, 7, 10
_LAST_SECTION = 12  # data count; later ones belong to proposals
_FUNC, _MEM = 0, 2  # kinds of an export
_NAMES = {0x7F: "i32", 0x7E: "i64", 0x7D: "f32", 0x7C: "f64", 0x7B: "v128", 0x70: "funcref", 0x6F: "externref"}


class BadModule(Exception):
    """The file is not a module, or cannot be a bot; the message is one line."""


def check_module(data: bytes, memory: int) -> None:
    """Check that `data` is a module that may be compiled: small enough, without imports, with a bot's exports.

    Args:
        memory: maximum bytes of its memory.

    Raises:
        BadModule: it is not.
    """
    if len(data) > MAX_MODULE:
        raise BadModule(f"more than {MAX_MODULE // 1024} KB")
    if data[:4] != _MAGIC:
        raise BadModule("not a WebAssembly module")
    if data[4:8] != _CORE:
        raise BadModule("not a core module of version 1 (is it a component?)")
    sections = _sections(data)
    if _IMPORT in sections and (imports := _Reader(sections[_IMPORT])).number():
        raise BadModule(f"imports {imports.name()}.{imports.name()}: a bot cannot import anything")
    types = _types(sections.get(_TYPE))
    functions = _functions(sections.get(_FUNCTION), types)
    _check_tables(sections.get(_TABLE))
    _check_memories(sections.get(_MEMORY), memory)
    _check_exports(sections.get(_EXPORT), functions)
    _check_code(sections.get(_CODE))


class _Reader:
    """Reads numbers and names; raises BadModule at the end of the data."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise BadModule("cut off, or damaged")
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """Read an unsigned LEB128 of at most ten bytes, as used by the limits of 64-bit memories."""
        value = 0
        for shift in range(0, 70, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise BadModule("cut off, or damaged")

    def take(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        if len(found) < count:
            raise BadModule("cut off, or damaged")
        self.at += count
        return found

    def name(self) -> str:
        """Read a name, cleaned for messages."""
        return clean_text(self.take(self.number()).decode(errors="replace"), 40)

    def count(self, most: int, of: str) -> int:
        """Read the number of items that follow; raise BadModule if it exceeds `most`."""
        value = self.number()
        if value > most:
            raise BadModule(f"{value:,} {of}, more than {most:,}")
        return value


def _sections(data: bytes) -> dict[int, bytes]:
    """Return the contents of all sections except custom ones, by id."""
    reader, found = _Reader(data), {}
    reader.at = 8
    while reader.at < len(data):
        kind = reader.byte()
        content = reader.take(reader.number())
        if kind == 0:
            continue
        if kind > _LAST_SECTION or kind in found:
            raise BadModule("cut off, damaged, or of a later version of WebAssembly")
        found[kind] = content
    return found


def _types(section: bytes | None) -> list[str]:
    """Return each function type, in the notation of EXPORTS."""
    reader, types = _Reader(section or b"\0"), []
    for _ in range(reader.count(MAX_TYPES, "types")):
        if reader.byte() != 0x60:
            raise BadModule("has types other than function types: compile without the garbage collection proposal")
        lists = []
        for _ in range(2):
            count = reader.count(MAX_PARAMETERS, "parameters or results of a function")
            lists.append([_NAMES.get(reader.byte(), "?") for _ in range(count)])
        types.append(f"({', '.join(lists[0])}) -> {', '.join(lists[1]) or 'nothing'}")
    return types


def _functions(section: bytes | None, types: list[str]) -> list[str]:
    """Return the type of each function, in the notation of EXPORTS."""
    reader = _Reader(section or b"\0")
    numbers = [reader.number() for _ in range(reader.count(MAX_FUNCTIONS, "functions"))]
    return [types[number] if number < len(types) else "?" for number in numbers]


def _check_tables(section: bytes | None) -> None:
    reader, elements = _Reader(section or b"\0"), 0
    for _ in range(reader.count(MAX_TABLES, "tables")):
        if reader.byte() not in (0x70, 0x6F):
            raise BadModule("has a table whose elements are not functions")
        elements += _limits(reader)
    if elements > MAX_ELEMENTS:
        raise BadModule(f"tables of {elements:,} elements, more than {MAX_ELEMENTS:,}")


def _check_memories(section: bytes | None, most: int) -> None:
    reader = _Reader(section or b"\0")
    for _ in range(reader.count(MAX_MEMORIES, "memories")):
        least = _limits(reader) * PAGE
        if least > most:
            raise BadModule(f"asks for {least / (1 << 20):,g} MB of memory, more than {most / (1 << 20):g} MB")


def _limits(reader: _Reader) -> int:
    """Read the limits of a table or memory; return the initial size."""
    flags = reader.byte()
    if flags > 1:
        raise BadModule("has a shared or 64-bit memory or table")
    least = reader.number()
    if flags:
        reader.number()
    return least


def _check_exports(section: bytes | None, functions: list[str]) -> None:
    reader, found = _Reader(section or b"\0"), {}
    for _ in range(reader.count(MAX_EXPORTS, "exports")):
        name = reader.take(reader.number())
        kind, index = reader.byte(), reader.number()
        if kind == _FUNC:
            found[name] = functions[index] if index < len(functions) else "?"
        else:
            found[name] = "memory" if kind == _MEM else "something else"
    for wanted, type in [("memory", "memory"), *EXPORTS.items()]:
        there = found.get(wanted.encode())
        if there is None:
            raise BadModule(f"does not export {wanted}" + (f" {type}" if wanted in EXPORTS else ""))
        if there != type:
            raise BadModule(f"exports {wanted} as {there}, not {type}")


def _check_code(section: bytes | None) -> None:
    reader = _Reader(section or b"\0")
    for number in range(reader.count(MAX_FUNCTIONS, "functions")):
        size = reader.number()
        if size > MAX_FUNCTION:
            raise BadModule(f"function {number} has {size:,} bytes, more than {MAX_FUNCTION:,}")
        body = _Reader(reader.take(size))
        count = 0
        for _ in range(body.count(MAX_LOCALS, "groups of locals in one function")):
            count += body.number()
            if body.byte() not in _NAMES:
                raise BadModule(f"function {number} has locals of an unsupported type")
        if count > MAX_LOCALS:
            raise BadModule(f"function {number} has {count:,} locals, more than {MAX_LOCALS:,}")
