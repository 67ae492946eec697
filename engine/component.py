"""Components: classes whose annotated fields are columns of one dtype each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Self, get_type_hints

import numpy as np
from numpy.typing import NDArray

F64 = Annotated[NDArray[np.float64], np.dtype(np.float64)]
I32 = Annotated[NDArray[np.int32], np.dtype(np.int32)]
U32 = Annotated[NDArray[np.uint32], np.dtype(np.uint32)]
I8 = Annotated[NDArray[np.int8], np.dtype(np.int8)]
BOOL = Annotated[NDArray[np.bool_], np.dtype(np.bool_)]


def any_nonzero(numbers: NDArray[Any]) -> bool:
    """Return `numbers.any()`, at half the cost for small columns."""
    return bool(np.count_nonzero(numbers))


def any_true(mask: NDArray[np.bool_]) -> bool:
    """Return `mask.any()`, at a sixth of the cost for small masks."""
    return 1 in mask.tobytes()


def flat_indices(mask: NDArray[Any]) -> NDArray[np.intp]:
    """Return the flat indices of nonzero elements, ascending: that of row r and world w is r * W + w."""
    found: NDArray[np.intp] = mask.reshape(-1).nonzero()[0]
    return found


def run_starts(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return a mask of the first of each run of equal values, `[N]`."""
    first = np.empty(len(values), np.bool_)
    first[:1] = True
    first[1:] = values[1:] != values[:-1]
    return first


class Component:
    """Base of all components: each annotated field is a column of shape `[capacity, worlds]`.

    Assigning to a field copies into its column, so `position.x += …` and `position.x = …` both work in place. `flat` is
    the component over the columns as `[capacity * worlds]`, by flat index: `position.flat.x[entity]`. `fields` are all
    columns as one array, `[fields, capacity, worlds]`, for a component whose dtypes are all the same.

    A transient component holds what happens in one tick. The schedule zeroes it before each tick, and it is not part of
    the state: no snapshot or digest includes it.
    """

    columns: ClassVar[tuple[tuple[str, np.dtype[Any]], ...]]  # the fields and their dtypes, in order of definition
    transient: ClassVar[bool] = False
    flat: Self
    fields: NDArray[Any]

    def __init_subclass__(cls, transient: bool = False) -> None:
        cls.transient = transient
        hints = get_type_hints(cls, include_extras=True)
        cls.columns = tuple((name, h.__metadata__[0]) for name, h in hints.items() if hasattr(h, "__metadata__"))

    def __init__(self, columns: Mapping[str, NDArray[Any]], fields: NDArray[Any] | None) -> None:
        """Create the component over these columns, `[capacity, worlds]`; `fields` is None if their dtypes differ."""
        flat = object.__new__(type(self))
        object.__setattr__(self, "flat", flat)
        for name, column in columns.items():
            object.__setattr__(self, name, column)
            object.__setattr__(flat, name, column.reshape(-1))
        if fields is not None:
            object.__setattr__(self, "fields", fields)
            object.__setattr__(flat, "fields", fields.reshape(len(fields), -1))

    def arrays(self) -> list[NDArray[Any]]:
        """Return the columns, in the order of the fields."""
        return [getattr(self, name) for name, _ in self.columns]

    def mapped(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Self:
        """Return the component over changed columns, to be read by field."""
        mapped = object.__new__(type(self))
        for name, _ in self.columns:
            object.__setattr__(mapped, name, change(getattr(self, name)))
        return mapped

    def __setattr__(self, name: str, value: Any) -> None:
        column = getattr(self, name)
        if value is not column:
            column[...] = value
