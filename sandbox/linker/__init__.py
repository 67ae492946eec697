"""A static linker for the component that componentize-py makes of the guest.

componentize-py links dynamically: the interpreter, libc and the others are core modules with a memory in common and
addresses in globals, so that each use of a variable loads its address, and calls between modules go through imports.
When the interpreter's state has been frozen into the memory, all of that is constant. `link` makes one module of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.linker import component, core
from sandbox.linker.binary import UnknownLayout, section, unsigned
from sandbox.linker.component import FUNC, INSTANCE, MEMORY, SORTS, Alias, Bundle, Canonical, Instantiate, Item, Other
from sandbox.linker.merge import HOST, Merged
from sandbox.linker.symbols import Symbols

__all__ = ["UnknownLayout", "link"]


def link(wasm: bytes, instead: Mapping[bytes, bytes] | None = None) -> bytes:
    """Return the same component with one core module in place of those that share a memory.

    Args:
        wasm: the component.
        instead: names of core functions that the component uses, and of others of the same type that it shall use in
            their place, by the names under which modules export them.

    Raises:
        UnknownLayout: it has what the linker does not know, or not what `instead` names.
    """
    modules, items = component.parse(wasm)
    return wasm[:8] + _Rewriter(modules, items, instead or {}).rewritten()


class _Rewriter:
    """Writes a component's items anew, in order, with the indices that its core items then have.

    The merged module is instantiated when something of it is needed for the first time. By then the functions that it
    imports exist, since they need nothing of it.
    """

    def __init__(self, modules: list[bytes], items: list[Item], instead: Mapping[bytes, bytes]) -> None:
        self._modules = modules
        self._instead = dict(instead)  # those that have not come yet
        self._items = items
        self._symbols = Symbols([core.parse(module) for module in modules], items)
        self._merged = Merged(self._symbols)
        self._sections: list[bytes] = []
        self._kept: list[bytes] = []  # modules other than the merged one
        self._aliases: dict[tuple[int, int], Alias] = {}  # of merged instances' exports, by sort and old index
        self._new: dict[tuple[int, int], int] = {}  # indices by sort and old index
        self._counts = {sort: [0, 0] for sort in (*SORTS, INSTANCE)}  # old, new
        self._place: tuple[int, int] | None = None  # of the merged instance: in `sections`, and its index
        self._exporting: set[int] = set()  # the instances that remain, and are used as imports

    def rewritten(self) -> bytes:
        instances = [item for item in self._items if isinstance(item, Instantiate | Bundle)]
        for number, item in enumerate(instances):
            if isinstance(item, Instantiate) and number not in self._symbols.modules:
                self._exporting |= {number, *item.imports.values()}
        for each in self._items:
            self._rewrite(each)
        if self._place is None:
            raise UnknownLayout("a component that uses nothing of its modules")
        if self._instead:
            raise UnknownLayout(f"no use of an export: {min(self._instead).decode()}")
        wasm, outside = self._merged.encode()
        exports = {b"%d" % index: (FUNC, index) for index in outside}
        position, merged = self._place
        host = self._bundle(Bundle(exports)), component.instantiate(0, {HOST: merged - 1})
        self._sections[position:position] = [section(component.INSTANCES, unsigned(1) + each) for each in host]
        modules = [section(component.MODULES, each) for each in (wasm, *self._kept)]
        return b"".join([*modules, *self._sections])

    def _rewrite(self, item: Item) -> None:
        if isinstance(item, Other):
            self._write(item.section, item.content)
        elif isinstance(item, Alias):
            self._alias(item)
        elif isinstance(item, Canonical):
            self._canonical(item)
        else:
            self._instance(item)

    def _write(self, id: int, content: bytes) -> None:
        """Write a section, or a section of one item."""
        one = unsigned(1) if id in (component.INSTANCES, component.ALIASES, component.CANONICAL) else b""
        self._sections.append(section(id, one + content))

    def _define(self, sort: int, old: int | None) -> int:
        """Return the new index of the item that was just written."""
        new = self._counts[sort][1]
        self._counts[sort][1] += 1
        if old is not None:
            self._new[sort, old] = new
        return new

    def _count(self, sort: int) -> int:
        """Return the old index of the item that was just read."""
        self._counts[sort][0] += 1
        return self._counts[sort][0] - 1

    def _index(self, sort: int, old: int) -> int:
        """Return the new index of an item; an export of the merged instance gets its alias when it is used."""
        if (sort, old) not in self._new:
            alias = self._aliases[sort, old]
            if self._place is None:
                self._define(INSTANCE, None)  # what it imports
                self._place = len(self._sections), self._define(INSTANCE, None)
            name = self._merged.export(sort, *self._exporter(sort, alias))
            self._write(component.ALIASES, component.core_alias(Alias(sort, self._place[1], name)))
            self._define(sort, old)
        return self._new[sort, old]

    def _exporter(self, sort: int, alias: Alias) -> tuple[int, bytes]:
        """Return the instance and the export that an alias of the merged module's shall stand for."""
        other = self._instead.pop(alias.export, None)
        if other is None:
            return alias.instance, alias.export
        instance = self._symbols.exporter(other)
        found = [self._symbols.exported(sort, *each) for each in ((alias.instance, alias.export), (instance, other))]
        if self._symbols.type_of(found[0]) != self._symbols.type_of(found[1]):
            raise UnknownLayout(f"another type than that of {alias.export.decode()}: {other.decode()}")
        return instance, other

    def _alias(self, item: Alias) -> None:
        old = self._count(item.sort)
        if (INSTANCE, item.instance) in self._new:
            moved = Alias(item.sort, self._new[INSTANCE, item.instance], item.export)
            self._write(component.ALIASES, component.core_alias(moved))
            self._define(item.sort, old)
        else:
            self._aliases[item.sort, old] = item

    def _canonical(self, item: Canonical) -> None:
        options = None if item.options is None else [(key, self._option(key, old)) for key, old in item.options]
        lifted = item.lifted if item.lifted is None else self._index(FUNC, item.lifted)
        self._write(component.CANONICAL, component.canonical(Canonical(item.head, lifted, options, item.tail)))
        if lifted is None:
            self._define(FUNC, self._count(FUNC))

    def _option(self, key: int, old: int | None) -> int | None:
        return None if old is None else self._index(MEMORY if key == component.MEMORY_OPTION else FUNC, old)

    def _instance(self, item: Instantiate | Bundle) -> None:
        old = self._count(INSTANCE)
        if old not in self._exporting:
            return
        if isinstance(item, Bundle):
            content = self._bundle(item)
        else:
            self._kept.append(self._modules[item.module])
            imports = {name: self._new[INSTANCE, number] for name, number in item.imports.items()}
            content = component.instantiate(len(self._kept), imports)
        self._write(component.INSTANCES, content)
        self._define(INSTANCE, old)

    def _bundle(self, item: Bundle) -> bytes:
        return component.bundle({name: (sort, self._index(sort, old)) for name, (sort, old) in item.exports.items()})
