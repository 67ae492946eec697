"""A core module, as far as linking needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.linker.binary import Reader, UnknownLayout, sections
from sandbox.linker.component import FUNC, GLOBAL, MEMORY, SORTS, TABLE

I32 = 0x7F
_CUSTOM, _TYPE, _IMPORT, _FUNCTION, _TABLE, _MEMORY, _GLOBAL, _EXPORT = range(8)  # ids of sections
_ELEMENT, _CODE, _DATA = 9, 10, 11
_FUNCTION_TYPE, _FUNCREF = 0x60, 0x70
_I32_CONST, _I64_CONST, _F32_CONST, _F64_CONST, _GLOBAL_GET, _I32_ADD, _END = b"\x41\x42\x43\x44\x23\x6a\x0b"


@dataclass(frozen=True)
class Import:
    """What is imported; `type` is a function type's index, or the encoding of another item's type."""

    module: bytes
    name: bytes
    type: int | bytes


@dataclass
class CoreModule:
    """A parsed module. Types, constant expressions and data stay encoded; in indices, imports count first."""

    name: bytes = b""
    types: list[bytes] = field(default_factory=list)
    imports: dict[int, list[Import]] = field(default_factory=lambda: {FUNC: [], TABLE: [], MEMORY: [], GLOBAL: []})
    functions: list[int] = field(default_factory=list)  # the types of those that it defines
    bodies: list[bytes] = field(default_factory=list)
    tables: list[bytes] = field(default_factory=list)
    memories: list[bytes] = field(default_factory=list)
    globals: list[tuple[bytes, bytes]] = field(default_factory=list)  # type, initial value
    exports: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # (sort, index) by name
    elements: list[tuple[bytes, list[int]]] = field(default_factory=list)  # offset, functions
    data: list[bytes] = field(default_factory=list)
    names: dict[int, bytes] = field(default_factory=dict)  # of functions


def parse(data: bytes) -> CoreModule:
    """Return the module, without custom sections other than its names.

    Raises:
        UnknownLayout: it has what componentize-py's modules do not have.
    """
    module = CoreModule()
    for id, content in sections(data):
        reader = Reader(content)
        if id == _CUSTOM:
            if reader.name() == b"name":
                _names(reader, module)
            continue
        if id not in _READERS:
            raise UnknownLayout(f"a core module with a section {id}")
        for _ in reader.repeat():
            _READERS[id](reader, module)
        if reader.at != len(content):
            raise UnknownLayout(f"a section {id} of a core module that does not end where it should")
    return module


def _type(reader: Reader, module: CoreModule) -> None:
    start = reader.at
    reader.expect("a type", _FUNCTION_TYPE)
    for _ in ("parameters", "results"):
        reader.name()
    module.types.append(reader.since(start))


def _import(reader: Reader, module: CoreModule) -> None:
    origin, name = reader.name(), reader.name()
    sort = reader.expect("an import of sort", *SORTS)
    start = reader.at
    type: int | bytes
    if sort == FUNC:
        type = reader.unsigned()
    else:
        if sort == GLOBAL:
            reader.take(2)
        else:
            _limits(reader, sort)
        type = reader.since(start)
    module.imports[sort].append(Import(origin, name, type))


def _function(reader: Reader, module: CoreModule) -> None:
    module.functions.append(reader.unsigned())


def _table(reader: Reader, module: CoreModule) -> None:
    start = reader.at
    _limits(reader, TABLE)
    module.tables.append(reader.since(start))


def _memory(reader: Reader, module: CoreModule) -> None:
    start = reader.at
    _limits(reader, MEMORY)
    module.memories.append(reader.since(start))


def _limits(reader: Reader, sort: int) -> None:
    if sort == TABLE:
        reader.expect("a table of", _FUNCREF)
    bounded = reader.expect("limits", 0, 1)
    reader.unsigned()
    if bounded:
        reader.unsigned()


def _global(reader: Reader, module: CoreModule) -> None:
    module.globals.append((reader.take(2), _expression(reader)))


def _export(reader: Reader, module: CoreModule) -> None:
    name = reader.name()
    module.exports[name] = (reader.expect("an export of sort", *SORTS), reader.unsigned())


def _element(reader: Reader, module: CoreModule) -> None:
    reader.expect("elements of kind", 0)
    offset = _expression(reader)
    module.elements.append((offset, [reader.unsigned() for _ in reader.repeat()]))


def _code(reader: Reader, module: CoreModule) -> None:
    module.bodies.append(reader.name())


def _data(reader: Reader, module: CoreModule) -> None:
    start = reader.at
    reader.expect("data of kind", 0)
    reader.expect("an address of data with", _I32_CONST)
    reader.signed()
    reader.expect("an address of data with", _END)
    reader.name()
    module.data.append(reader.since(start))


def _expression(reader: Reader) -> bytes:
    """Read a constant expression."""
    start = reader.at
    known = (_I32_CONST, _I64_CONST, _F32_CONST, _F64_CONST, _GLOBAL_GET, _I32_ADD, _END)
    while (code := reader.expect("a constant expression with", *known)) != _END:
        if code in (_F32_CONST, _F64_CONST):
            reader.take(4 if code == _F32_CONST else 8)
        elif code != _I32_ADD:
            reader.unsigned()
    return reader.since(start)


def evaluate(expression: bytes, value: Callable[[int], int]) -> int:
    """Return the value of a constant expression of i32; `value` returns that of a global."""
    reader, stack = Reader(expression), list[int]()
    while (code := reader.expect("a constant of i32 with", _I32_CONST, _GLOBAL_GET, _I32_ADD, _END)) != _END:
        if code == _I32_CONST:
            stack.append(reader.signed())
        elif code == _GLOBAL_GET:
            stack.append(value(reader.unsigned()))
        else:
            stack.append(stack.pop() + stack.pop())
    return stack.pop()


def _names(reader: Reader, module: CoreModule) -> None:
    while reader.at < len(reader.data):
        kind, part = reader.byte(), Reader(reader.name())
        if kind == 0:
            module.name = part.name()
        elif kind == 1:
            module.names = {part.unsigned(): part.name() for _ in part.repeat()}


_READERS = {
    _TYPE: _type,
    _IMPORT: _import,
    _FUNCTION: _function,
    _TABLE: _table,
    _MEMORY: _memory,
    _GLOBAL: _global,
    _EXPORT: _export,
    _ELEMENT: _element,
    _CODE: _code,
    _DATA: _data,
}
