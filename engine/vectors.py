"""Vectors of the plane as arrays `[2, ...]`: x and y side by side, so that one call computes both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scalar products of vectors, `[2, ...]` each, as x * x + y * y: `[...]`."""
    both = a * b
    total: NDArray[np.float64] = both[0] + both[1]
    return total
