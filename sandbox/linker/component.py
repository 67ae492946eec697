"""What a component does with its core modules, item by item: it instantiates them, and connects imports to exports."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.linker.binary import Reader, UnknownLayout, name, sections, unsigned, vector

SORTS = FUNC, TABLE, MEMORY, GLOBAL = 0, 1, 2, 3  # of core items
INSTANCE = 0x12  # another one
MODULES, INSTANCES, ALIASES, CANONICAL = 1, 2, 6, 8  # ids of the sections that have to do with core items
_CORE, _EXPORT_OF_CORE = 0, 1  # of an alias: its sort, its target
_LIFT, _LOWER, _RESOURCE = 0, 1, (2, 3, 4)
MEMORY_OPTION, _FUNC_OPTIONS = 3, (4, 5)  # realloc, post-return
_ENCODINGS = (0, 1, 2)  # of strings: options without a value


@dataclass(frozen=True)
class Other:
    """Anything that does not refer to a core item, as it is encoded: a section, or one item of one."""

    section: int
    content: bytes


@dataclass(frozen=True)
class Instantiate:
    """A core instance of a module; `imports` maps a module's name to the instance that it is imported from."""

    module: int
    imports: dict[bytes, int]


@dataclass(frozen=True)
class Bundle:
    """A core instance made of single items: (sort, index) by name."""

    exports: dict[bytes, tuple[int, int]]


@dataclass(frozen=True)
class Alias:
    """A core item: an export of a core instance."""

    sort: int
    instance: int
    export: bytes


@dataclass(frozen=True)
class Canonical:
    """A conversion between a core function and the component's.

    Attributes:
        head: the encoding up to the function's index, or to the options of one that is lowered.
        lifted: the core function that is lifted; None if this makes a core function.
        options: (option, index or None); None where there can be none.
        tail: what follows.
    """

    head: bytes
    lifted: int | None
    options: list[tuple[int, int | None]] | None
    tail: bytes


Item = Other | Instantiate | Bundle | Alias | Canonical


def parse(component: bytes) -> tuple[list[bytes], list[Item]]:
    """Return a component's core modules and everything else, in order."""
    modules: list[bytes] = []
    items: list[Item] = []
    for id, content in sections(component):
        if id == MODULES:
            modules.append(content)
            continue
        read = {INSTANCES: _instance, ALIASES: _alias, CANONICAL: _canonical}.get(id)
        if read is None:
            items.append(Other(id, content))
            continue
        reader = Reader(content)
        items += [read(reader) for _ in reader.repeat()]
        if reader.at != len(content):
            raise UnknownLayout(f"a section {id} that does not end where it should")
    return modules, items


def _instance(reader: Reader) -> Item:
    if reader.expect("a core instance of kind", 0, 1) == 0:
        module = reader.unsigned()
        imports = {}
        for _ in reader.repeat():
            key = reader.name()
            reader.expect("an argument of sort", INSTANCE)
            imports[key] = reader.unsigned()
        return Instantiate(module, imports)
    exports = {reader.name(): (reader.byte(), reader.unsigned()) for _ in reader.repeat()}
    return Bundle(exports)


def _alias(reader: Reader) -> Item:
    start = reader.at
    core = reader.byte() == _CORE
    sort = reader.expect("an alias of a core item of sort", *SORTS) if core else None
    target = reader.expect("an alias with the target", 0, 1, 2)
    if sort is not None and target == _EXPORT_OF_CORE:
        return Alias(sort, reader.unsigned(), reader.name())
    if sort is not None or target == _EXPORT_OF_CORE:
        raise UnknownLayout("an alias of a core item that is no instance's export")
    reader.unsigned()
    _ = reader.name() if target == 0 else reader.unsigned()
    return Other(ALIASES, reader.since(start))


def _canonical(reader: Reader) -> Item:
    start = reader.at
    kind = reader.expect("a canonical function of kind", _LIFT, _LOWER, *_RESOURCE)
    if kind in _RESOURCE:
        reader.unsigned()
        return Canonical(reader.since(start), None, None, b"")
    reader.expect("a canonical function of sort", FUNC)
    head = reader.since(start)
    function = reader.unsigned()
    if kind == _LOWER:
        head = reader.since(start)
    options = [_option(reader) for _ in reader.repeat()]
    start = reader.at
    if kind == _LIFT:
        reader.unsigned()  # its type
    return Canonical(head, function if kind == _LIFT else None, options, reader.since(start))


def _option(reader: Reader) -> tuple[int, int | None]:
    option = reader.expect("an option", *_ENCODINGS, MEMORY_OPTION, *_FUNC_OPTIONS)
    return option, None if option in _ENCODINGS else reader.unsigned()


def instantiate(module: int, imports: dict[bytes, int]) -> bytes:
    """Encode the core instance of a module."""
    return b"\0" + unsigned(module) + vector(name(key) + bytes([INSTANCE]) + unsigned(k) for key, k in imports.items())


def bundle(exports: dict[bytes, tuple[int, int]]) -> bytes:
    """Encode a core instance made of single items."""
    return b"\1" + vector(name(key) + bytes([sort]) + unsigned(index) for key, (sort, index) in exports.items())


def core_alias(alias: Alias) -> bytes:
    return bytes([_CORE, alias.sort, _EXPORT_OF_CORE]) + unsigned(alias.instance) + name(alias.export)


def canonical(item: Canonical) -> bytes:
    function = b"" if item.lifted is None else unsigned(item.lifted)
    options = b""
    if item.options is not None:
        options = vector(bytes([key]) + (b"" if index is None else unsigned(index)) for key, index in item.options)
    return item.head + function + options + item.tail
