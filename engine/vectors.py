"""Vectors in the plane as arrays `[2, ...]`, with x and y together, so that one call computes both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the dot products of vectors, `[2, ...]` each, computed as x * x + y * y, `[...]`."""
    both = a * b
    total: NDArray[np.float64] = both[0] + both[1]
    return total
