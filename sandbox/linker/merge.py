"""One core module of several that share a memory.

It has the code that can run: what can be called from its exports and from the table. Calls through a slot of the table
that is known are direct, and globals that no code sets are constants. Memory and table are the same, byte for byte.
"""

from __future__ import annotations

from sandbox.linker import code
from sandbox.linker.binary import UnknownLayout, name, section, unsigned, vector
from sandbox.linker.code import Kind, Reference
from sandbox.linker.component import FUNC, GLOBAL, MEMORY
from sandbox.linker.core import I32
from sandbox.linker.symbols import Definition, Outside, Symbols

NAME = b"guest"  # of the module; its functions are called MODULE!FUNCTION, by where they are from
HOST = b"host"  # the name of the instance that it imports functions from

Function = Definition | Outside


class Merged:
    """The merged module."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._exports: dict[bytes, Function | None] = {}  # None is the memory
        self._table = symbols.table()
        self._slots = {slot: self._direct(function) for slot, function in self._table.items()}
        self._callees = {  # by instance and index
            instance: [
                self._direct(symbols.definition(FUNC, instance, index))
                for index in range(len(module.imports[FUNC]) + len(module.functions))
            ]
            for instance, module in symbols.modules.items()
        }
        self._numbers: dict[Function, int] = {}  # of the functions that are kept
        self._references: dict[Definition, list[Reference]] = {}
        self._set: set[Definition] = set()  # globals
        self._globals: dict[Definition, int] = {}  # the numbers of those that are no constants
        self._types: dict[bytes, int] = {}

    def export(self, sort: int, instance: int, export: bytes) -> bytes:
        """Export what an instance exports; return its name in this module."""
        found = self._symbols.exported(sort, instance, export)
        if isinstance(found, Outside) or sort not in (FUNC, MEMORY):
            raise UnknownLayout(f"a use of an export: {export.decode()}")
        new = b"%b of %d" % (export, found.instance)  # instances may export different functions by one name
        self._exports[new] = self._direct(found) if sort == FUNC else None
        return new

    def encode(self) -> tuple[bytes, list[int]]:
        """Return the module, and the indices of the component's core functions that it imports."""
        self._collect()
        outside = sorted(each for each in self._numbers if isinstance(each, Outside))
        own = sorted(self._references)
        everything: list[Function] = [*outside, *own]
        self._numbers = {function: number for number, function in enumerate(everything)}
        imports = [name(HOST) + name(b"%d" % each.index) + b"\0" + self._type(each) for each in outside]
        functions = [self._type(each) for each in own]
        bodies = [name(self._relocated(each)) for each in own]
        main = self._symbols.modules[self._symbols.main]
        names = section(0, name(NAME)) + section(1, vector(self._name(each) for each in own))
        parts = [
            section(1, vector(self._types)),
            section(2, vector(imports)),
            section(3, vector(functions)),
            section(4, vector(main.tables)),
            section(5, vector(main.memories)),
            section(6, vector(self._global(each) for each in self._globals)),
            section(7, vector(self._export(*each) for each in self._exports.items())),
            section(9, vector(self._elements())),
            section(10, vector(bodies)),
            section(11, vector(main.data)),
            section(0, name(b"name") + names),
        ]
        return b"\0asm\1\0\0\0" + b"".join(parts), [each.index for each in outside]

    # ---- what is kept

    def _collect(self) -> None:
        """Find all functions that can be called, and the globals that they set."""
        waiting = [*self._slots.values(), *(function for function in self._exports.values() if function)]
        while waiting:
            function = waiting.pop()
            if function in self._numbers:
                continue
            self._numbers[function] = -1  # not known yet
            if isinstance(function, Outside):
                continue
            callees = self._callees[function.instance]
            self._references[function] = references = code.references(self._body(function))
            for reference in references:
                if reference.kind is Kind.CALL:
                    waiting.append(callees[reference.to])
                elif reference.kind is Kind.SET:
                    self._set.add(self._accessed(function, reference))

    def _body(self, function: Definition) -> bytes:
        return self._symbols.modules[function.instance].bodies[function.index]

    def _direct(self, function: Function) -> Function:
        """Return the function that a call reaches: modules call those that are instantiated later through the table."""
        while isinstance(function, Definition):
            type = self._symbols.type_of(function)
            target = self._table.get(code.forwarded_to(self._body(function), parameters=type[1]))
            if target is None or self._symbols.type_of(target) != type:
                break
            function = target
        return function

    def _accessed(self, function: Definition, reference: Reference) -> Definition:
        found = self._symbols.definition(GLOBAL, function.instance, reference.to)
        assert isinstance(found, Definition)
        return found

    # ---- how it is encoded

    def _type(self, function: Function) -> bytes:
        return unsigned(self._type_number(self._symbols.type_of(function)))

    def _type_number(self, encoded: bytes) -> int:
        return self._types.setdefault(encoded, len(self._types))

    def _relocated(self, function: Definition) -> bytes:
        """Return a function's code with the numbers that things have in this module."""
        module, callees = self._symbols.modules[function.instance], self._callees[function.instance]
        new: list[bytes] = []
        for reference in self._references[function]:
            if reference.kind is Kind.CALL:
                new.append(code.call(self._numbers[callees[reference.to]]))
            elif reference.kind is Kind.TYPE:
                new.append(code.call_indirect(self._type_number(module.types[reference.to])))
            else:
                new.append(self._access(self._accessed(function, reference), reference))
        return code.replaced(self._body(function), self._references[function], new)

    def _access(self, found: Definition, reference: Reference) -> bytes:
        type, value = self._symbols.modules[found.instance].globals[found.index]
        if found not in self._set and type[0] == I32:
            return code.i32_const(self._symbols.constant(found.instance, value) + (reference.addend or 0))
        return code.access(reference, self._globals.setdefault(found, len(self._globals)))

    def _global(self, found: Definition) -> bytes:
        type, value = self._symbols.modules[found.instance].globals[found.index]
        if type[0] != I32:
            raise UnknownLayout("a global that is no i32")
        return type + code.i32_const(self._symbols.constant(found.instance, value)) + code.END

    def _export(self, new: bytes, function: Function | None) -> bytes:
        if function is None:
            return name(new) + bytes([MEMORY, 0])
        return name(new) + bytes([FUNC]) + unsigned(self._numbers[function])

    def _elements(self) -> list[bytes]:
        """Return the table's contents, one segment for each run of slots."""
        runs: list[tuple[int, list[bytes]]] = []
        for slot, function in self._slots.items():
            if not runs or slot != runs[-1][0] + len(runs[-1][1]):
                runs.append((slot, []))
            runs[-1][1].append(unsigned(self._numbers[function]))
        return [b"\0" + code.i32_const(first) + code.END + vector(functions) for first, functions in runs]

    def _name(self, function: Definition) -> bytes:
        module = self._symbols.modules[function.instance]
        known = module.names.get(function.index + len(module.imports[FUNC]), b"%d" % function.index)
        return unsigned(self._numbers[function]) + name(b"%b!%b" % (module.name, known))
