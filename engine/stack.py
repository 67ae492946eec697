"""Fields of components over several tables as one array, read and written by table and flat index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.intp]


class Stack:
    """Fields over all tables that have them, gathered from and scattered to by table and flat index.

    Attributes:
        values: `[fields, entities]`, with the tables one after the other, each in the order of flat indices.
    """

    def __init__(self, values: NDArray[Any], offset: Mapping[str, Index | None]) -> None:
        """Create a stack over `values`; `offset` is the start of each table's entities, a 0-d array, or None for 0."""
        self.values = values
        self._offset = offset

    def gather(self, table: str, entity: Index) -> NDArray[Any]:
        """Return a copy of the fields of entities, by their flat indices in `table`: `[fields, N]`."""
        return self.values.take(self._at(table, entity), axis=1)

    def scatter(self, table: str, entity: Index, values: NDArray[Any]) -> None:
        """Assign the fields of entities, by their flat indices in `table`: `[fields, N]`, or what broadcasts to it."""
        self.values[:, self._at(table, entity)] = values

    def _at(self, table: str, entity: Index) -> Index:
        offset = self._offset[table]
        return entity if offset is None else entity + offset
