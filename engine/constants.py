"""Constants as 0-d arrays: numpy combines them with arrays at half the cost of Python and numpy scalars.

Their dtype counts in that of a result, as any array's does.
"""

from __future__ import annotations

from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", np.float64, np.int32, np.intp, np.uint32, np.uint64)


@overload
def constant(value: float) -> NDArray[np.float64]: ...
@overload
def constant(value: float, dtype: type[T]) -> NDArray[T]: ...
def constant(value: float, dtype: type[Any] = np.float64) -> NDArray[Any]:
    """Return the value as a 0-d array."""
    return np.array(value, dtype)


ZERO, ONE = constant(0), constant(1)
ZERO32, ONE32 = constant(0, np.int32), constant(1, np.int32)
