"""A world set: tables of entities for many matches at once, in one array per dtype."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, takewhile
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from engine.component import Component
from engine.constants import constant
from engine.layout import Memory, MemoryLayout, Shape, blocks, first_rows
from engine.stack import Stack

C = TypeVar("C", bound=Component)
A = TypeVar("A", bound=Component)
B = TypeVar("B", bound=Component)
R = TypeVar("R")

Blocks = dict[np.dtype[Any], NDArray[Any]]
_TICK, _KEY = np.dtype(np.int32), np.dtype(np.uint64)


class Table(dict[type[Component], Component]):
    """The entities that share a set of components: one row per entity, one column per world, by component type.

    A component of the table says which rows are alive. Dead rows are parked, at rest, far outside of everything, so
    that systems that move and pair bodies need not check.
    """

    def __init__(self, capacity: int, components: Mapping[type[Component], Component]) -> None:
        super().__init__(components)
        self.capacity = capacity

    if TYPE_CHECKING:  # inherits dict's lookup, which takes a fifth of the time and is called some 80 times a tick

        def __getitem__(self, component: type[C]) -> C: ...


@dataclass(frozen=True)
class State:
    """The state of a world set in a memory buffer; in several buffers, every array starts with their axes.

    Attributes:
        blocks: one array `[rows, W]` per dtype.
        tick: int32 `[W]`, the number of each world's current state.
        key: uint64 `[W]`, the key of each world's draws.
    """

    blocks: Blocks
    tick: NDArray[np.int32]
    key: NDArray[np.uint64]


class World:
    """A set of `worlds` matches that step together.

    Attributes:
        worlds: their number, W; every column has the shape `[capacity, W]`.
        span: by table, the range of its entities in a stack of components that all tables before it also have.
        memory: the whole state as bytes, to be copied; its content is also in `tick`, `key` and `blocks`, see State.
        blocks: the arrays of which every column of every table is a slice.
        block_shapes: kind and itemsize of each block's dtype, and its rows.
        transients: the blocks of transient components, which are not part of the state.

    Systems may only read and write the memory, `transients` and the resources; resources do not change. In a block, the
    columns of a field are adjacent for all tables, in the order of the tables, so that what tables have in common can
    be computed for all of them at once.
    """

    def __init__(self, worlds: int, shapes: Mapping[str, Shape], *resources: object) -> None:
        self.worlds = worlds
        self._stride = constant(worlds, np.intp)
        ends = accumulate((shape.capacity * worlds for shape in shapes.values()), initial=0)
        self.span = {name: slice(start, end) for name, (start, end) in zip(shapes, pairwise(ends), strict=True)}
        self._offset = {name: constant(span.start, np.intp) if span.start else None for name, span in self.span.items()}
        self._shapes = shapes
        self._resources = {type(resource): resource for resource in resources}
        self._layout = MemoryLayout([*blocks(shapes, worlds, transient=False), (_TICK, (worlds,)), (_KEY, (worlds,))])
        self.memory = self._layout.zeros()
        state = self.read(self.memory)
        self.blocks, self.tick, self.key = state.blocks, state.tick, state.key
        self.block_shapes = tuple((dtype.kind, dtype.itemsize, len(block)) for dtype, block in self.blocks.items())
        transient = MemoryLayout(blocks(shapes, worlds, transient=True))
        self._happened = transient.zeros()
        self.transients: Blocks = {array.dtype: array for array in transient.views(self._happened)}
        self._starts = first_rows(shapes)
        self._stacks: dict[tuple[type[Component], ...], Stack] = {}
        self._queries: dict[tuple[type[Component], ...], list[tuple[Component, ...]]] = {}
        self.tables: dict[str, Table] = {}
        for name, shape in shapes.items():
            components = {component: self._columns(component, name, shape.capacity) for component in shape.components}
            self.tables[name] = Table(shape.capacity, components)

    def __getitem__(self, table: str) -> Table:
        return self.tables[table]

    def resource(self, kind: type[R]) -> R:
        """Return the resource of a type. Raises KeyError if the world was created without one."""
        return self._resources[kind]  # type: ignore[return-value]

    @overload
    def query(self, a: type[A], /) -> Iterator[tuple[A]]: ...
    @overload
    def query(self, a: type[A], b: type[B], /) -> Iterator[tuple[A, B]]: ...
    @overload
    def query(self, a: type[A], b: type[B], c: type[C], /) -> Iterator[tuple[A, B, C]]: ...
    def query(self, *components: type[Component]) -> Iterator[tuple[Component, ...]]:
        """Yield these components of every table that has them all, in the order of the tables.

        Adjacent tables, with none between them that has only some of the components, are yielded as one: columns
        `[rows of all of them, W]`.
        """
        found = self._queries.get(components)
        if found is None:
            found = self._queries[components] = [
                tuple(self._columns(component, run[0], self._rows(run)) for component in components)
                for run in self._runs(components)
            ]
        return iter(found)

    def flat_index(self, row: NDArray[np.intp], world: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the flat indices of entities, by their rows and worlds."""
        entity: NDArray[np.intp] = row * self._stride + world
        return entity

    def row_of(self, entity: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the rows of entities, by their flat indices."""
        row: NDArray[np.intp] = entity // self._stride
        return row

    def world_of(self, entity: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the worlds of entities, by their flat indices."""
        world: NDArray[np.intp] = entity % self._stride
        return world

    def row_and_world(self, entity: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the rows and the worlds of entities, by their flat indices."""
        return self.row_of(entity), self.world_of(entity)

    def rows_after(self, entity: NDArray[np.intp], rows: NDArray[np.int32]) -> NDArray[np.intp]:
        """Return the flat indices of the entities `rows` rows after these, each in the same world."""
        after: NDArray[np.intp] = entity + rows * self._stride
        return after

    def unstacked(self, table: str, index: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the flat indices of entities of `table`, by their indices in a stack; see `span`."""
        offset = self._offset[table]
        return index if offset is None else index - offset

    def stack(self, *components: type[Component]) -> Stack:
        """Return the fields of these components as one array over all tables that have them, in their order.

        Raises:
            ValueError: they are not of one dtype, or are not adjacent in memory.
        """
        found = self._stacks.get(components)
        if found is None:
            found = self._stacks[components] = Stack(self._stacked(components), self._offset)
        return found

    def _stacked(self, components: tuple[type[Component], ...]) -> NDArray[Any]:
        tables = self._having(components[0])
        rows = self._rows(tables)
        fields = [(component, field, dtype) for component in components for field, dtype in component.columns]
        starts = [self._starts.get((component, field, tables[0]), -1) for component, field, _ in fields]
        dtype, following = fields[0][2], [starts[0] + n * rows for n in range(len(fields))]
        alike = all(self._having(component) == tables for component in components)
        if not alike or any(own != dtype for _, _, own in fields) or starts != following:
            raise ValueError(f"not one array: {', '.join(component.__name__ for component in components)}")
        blocks = self.transients if components[0].transient else self.blocks
        return blocks[dtype][starts[0] : starts[0] + len(fields) * rows].reshape(len(fields), rows * self.worlds)

    def _runs(self, components: tuple[type[Component], ...]) -> list[list[str]]:
        """Return the tables that have all of the components, in runs not separated by a table that has some of them."""
        runs: list[list[str]] = [[]]
        for name, table in self.tables.items():
            has = [component in table for component in components]
            if all(has):
                runs[-1].append(name)
            elif any(has) and runs[-1]:
                runs.append([])
        return [run for run in runs if run]

    def _having(self, component: type[Component]) -> list[str]:
        return [name for name, shape in self._shapes.items() if component in shape.components]

    def _rows(self, tables: Iterable[str]) -> int:
        return int(sum(self._shapes[name].capacity for name in tables))

    def _columns(self, component: type[C], table: str, rows: int) -> C:
        """Return a component's columns: `rows` rows, starting at the first of `table`."""
        blocks, columns = self.transients if component.transient else self.blocks, {}
        for field, dtype in component.columns:
            start = self._starts[component, field, table]
            columns[field] = blocks[dtype][start : start + rows]
        if len({dtype for _, dtype in component.columns}) > 1:
            return component(columns, None)
        first = self._rows(takewhile(table.__ne__, self._having(component)))
        every = self._stacked((component,))
        return component(columns, every.reshape(len(columns), -1, self.worlds)[:, first : first + rows])

    def clear_transients(self) -> None:
        """Zero the transient components, before a tick."""
        self._happened.fill(0)

    def read(self, memory: Memory) -> State:
        """Return the state in a copy of this world set's memory, or in several copies, `[…, bytes]`, as views."""
        *blocks, tick, key = self._layout.views(memory)
        return State({block.dtype: block for block in blocks}, tick, key)

    def restore(self, memory: Memory) -> None:
        """Restore a copy of the memory of this world set, or of one with the same tables and size.

        Transients are cleared.
        """
        self.memory[:] = memory
        self.clear_transients()

    def copy_columns(self, source: World, columns: Sequence[int], into: Sequence[int]) -> None:
        """Copy worlds `columns` of `source`, a world set with the same tables, over the worlds `into` of this one."""
        for own, other in zip(self._layout.views(self.memory), source._layout.views(source.memory), strict=True):
            own[..., list(into)] = other[..., list(columns)]

    def narrowed(self, columns: Sequence[int]) -> World:
        """Return a world set with only these worlds, in this order, which continue unchanged."""
        world = World(len(columns), self._shapes, *self._resources.values())
        world.copy_columns(self, columns, range(len(columns)))
        return world
