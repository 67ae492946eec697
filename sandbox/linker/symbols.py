"""What the imports of a component's core modules are, through its instances and aliases."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.linker import core
from sandbox.linker.binary import UnknownLayout
from sandbox.linker.component import FUNC, GLOBAL, MEMORY, SORTS, TABLE, Alias, Bundle, Canonical, Instantiate, Item
from sandbox.linker.core import CoreModule

_SHIM = b"$imports"  # a table for functions that exist only after what calls them: one module has it, another fills it


@dataclass(frozen=True, order=True)
class Outside:
    """A core function of the component that no linked module defines: the host's, directly or through the shim."""

    index: int


@dataclass(frozen=True, order=True)
class Definition:
    """An item that the module of a core instance defines; `index` does not count imports."""

    instance: int
    index: int


class Symbols:
    """Finds definitions.

    Attributes:
        modules: those to be linked, by the number of their instance: all but the shim and what fills its table.
        main: the instance that defines the memory and the table, which all of them share.

    Raises:
        UnknownLayout: not all of them share one memory and one table.
    """

    def __init__(self, modules: list[CoreModule], items: list[Item]) -> None:
        self._instances = [item for item in items if isinstance(item, Instantiate | Bundle)]
        self._items: dict[int, list[Alias | None]] = {sort: [] for sort in SORTS}
        for item in items:
            if isinstance(item, Alias):
                self._items[item.sort].append(item)
            elif isinstance(item, Canonical) and item.lifted is None:
                self._items[FUNC].append(None)
        self.modules = {
            number: modules[instance.module]
            for number, instance in enumerate(self._instances)
            if isinstance(instance, Instantiate) and not _is_shim(modules[instance.module])
        }
        self._types: dict[Outside, bytes] = {}
        owners = [number for number, module in self.modules.items() if module.memories]
        if len(owners) != 1:
            raise UnknownLayout(f"{len(owners)} modules with a memory")
        self.main = owners[0]
        for number, module in self.modules.items():
            is_main = number == self.main
            if (len(module.memories), len(module.tables)) != (is_main, is_main) or (module.data and not is_main):
                raise UnknownLayout("memories, tables or data in several modules")
            for sort in (MEMORY, TABLE):
                for index in range(len(module.imports[sort])):
                    if self.definition(sort, number, index) != Definition(self.main, 0):
                        raise UnknownLayout("a memory or a table that is not shared by all")
            for index, each in enumerate(module.imports[FUNC]):
                found = self.definition(FUNC, number, index)
                if isinstance(found, Outside) and isinstance(each.type, int):
                    self._types[found] = module.types[each.type]

    def definition(self, sort: int, instance: int, index: int) -> Definition | Outside:
        """Return what an index in the module of an instance stands for."""
        imports = self.modules[instance].imports[sort]
        if index >= len(imports):
            return Definition(instance, index - len(imports))
        made = self._instances[instance]
        assert isinstance(made, Instantiate)
        return self.exported(sort, made.imports[imports[index].module], imports[index].name)

    def exported(self, sort: int, instance: int, export: bytes) -> Definition | Outside:
        """Return what an export of an instance stands for."""
        made = self._instances[instance]
        if isinstance(made, Bundle):
            found, index = made.exports[export]
            _check_sort(found, sort, export)
            alias = self._items[found][index]
            if alias is None or self._is_shim(alias.instance):
                return Outside(index)
            return self.exported(sort, alias.instance, alias.export)
        if self._is_shim(instance):
            raise UnknownLayout(f"an import from the shim: {export.decode()}")
        found, index = self.modules[instance].exports[export]
        _check_sort(found, sort, export)
        return self.definition(sort, instance, index)

    def exporter(self, export: bytes) -> int:
        """Return the instance whose module exports something by that name.

        Raises:
            UnknownLayout: there is none, or there are several.
        """
        found = [number for number, module in self.modules.items() if export in module.exports]
        if len(found) != 1:
            raise UnknownLayout(f"{len(found)} modules that export {export.decode()}")
        return found[0]

    def _is_shim(self, instance: int) -> bool:
        return isinstance(self._instances[instance], Instantiate) and instance not in self.modules

    def type_of(self, function: Definition | Outside) -> bytes:
        """Return the encoded type of a function."""
        if isinstance(function, Outside):
            return self._types[function]
        module = self.modules[function.instance]
        return module.types[module.functions[function.index]]

    def constant(self, instance: int, expression: bytes) -> int:
        """Return the value of a constant expression of i32 in the module of an instance."""

        def value(index: int) -> int:
            found = self.definition(GLOBAL, instance, index)
            assert isinstance(found, Definition)
            return self.constant(found.instance, self.modules[found.instance].globals[found.index][1])

        return core.evaluate(expression, value)

    def table(self) -> dict[int, Definition | Outside]:
        """Return the functions in the table, by slot. Code cannot change it: `code` knows no such instruction."""
        slots: dict[int, Definition | Outside] = {}
        for number, module in self.modules.items():
            for offset, functions in module.elements:
                first = self.constant(number, offset)
                slots |= {first + n: self.definition(FUNC, number, index) for n, index in enumerate(functions)}
        return dict(sorted(slots.items()))


def _check_sort(found: int, sort: int, export: bytes) -> None:
    if found != sort:
        raise UnknownLayout(f"an import of another sort than its export: {export.decode()}")


def _is_shim(module: CoreModule) -> bool:
    return _SHIM in module.exports or any(each.name == _SHIM for each in module.imports[TABLE])
