"""Memory layout: the place of each column of each table, and arrays as views of one buffer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.component import Component

Array = tuple[np.dtype[Any], tuple[int, ...]]  # dtype and shape
Memory = NDArray[np.uint8]

_ALIGNED = 64  # bytes, a cache line: alignment of every array


class MemoryLayout:
    """Arrays of given dtypes and shapes as aligned slices of one buffer."""

    def __init__(self, arrays: Sequence[Array]) -> None:
        self._arrays = arrays
        self._sizes = [np.dtype((dtype, shape)).itemsize for dtype, shape in arrays]
        self._starts = list(accumulate((-(-size // _ALIGNED) * _ALIGNED for size in self._sizes), initial=0))

    def zeros(self) -> Memory:
        """Return a zeroed buffer of this layout, uint8 `[bytes]`."""
        return np.zeros(self._starts[-1], np.uint8)

    def views(self, memory: Memory) -> Iterator[NDArray[Any]]:
        """Yield the arrays as views of a buffer; of several buffers, `[…, bytes]`, with their leading axes kept."""
        for (dtype, shape), start, size in zip(self._arrays, self._starts, self._sizes, strict=False):
            yield memory[..., start : start + size].view(dtype).reshape(*memory.shape[:-1], *shape)


@dataclass(frozen=True)
class Shape:
    """The shape of a table: its capacity in rows, and its components."""

    capacity: int
    components: tuple[type[Component], ...]


def _columns(shapes: Mapping[str, Shape]) -> Iterator[tuple[type[Component], str, np.dtype[Any], str, int]]:
    """Yield every column in memory order: component, field, dtype, table, rows.

    Columns of one field are adjacent for all tables, so that what tables share is computed for all at once.
    """
    for component in dict.fromkeys(component for shape in shapes.values() for component in shape.components):
        for field, dtype in component.columns:
            for name, shape in shapes.items():
                if component in shape.components:
                    yield component, field, dtype, name, shape.capacity


def blocks(shapes: Mapping[str, Shape], worlds: int, transient: bool) -> list[Array]:
    """Return one block, `[rows, W]`, per dtype, for the columns of all transient or of all other components."""
    rows: dict[np.dtype[Any], int] = {}
    for component, _, dtype, _, count in _columns(shapes):
        if component.transient == transient:
            rows[dtype] = rows.get(dtype, 0) + count
    return [(dtype, (count, worlds)) for dtype, count in rows.items()]


def first_rows(shapes: Mapping[str, Shape]) -> dict[tuple[type[Component], str, str], int]:
    """Return the first row of each column in the block of its dtype, by component, field and table."""
    used: dict[tuple[bool, np.dtype[Any]], int] = {}
    starts = {}
    for component, field, dtype, table, rows in _columns(shapes):
        starts[component, field, table] = used.get((component.transient, dtype), 0)
        used[component.transient, dtype] = starts[component, field, table] + rows
    return starts
