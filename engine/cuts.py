"""Arrays that lie in one memory, so that they can be copied and cleared together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = tuple[np.dtype[Any], tuple[int, ...]]  # its dtype and shape
Memory = NDArray[np.uint8]

_ALIGNED = 64  # bytes: where an array may start, a line of the processor's cache


class Cuts:
    """Where arrays lie in a memory."""

    def __init__(self, arrays: Sequence[Array]) -> None:
        self._arrays = arrays
        self._sizes = [np.dtype((dtype, shape)).itemsize for dtype, shape in arrays]
        self._starts = list(accumulate((-(-size // _ALIGNED) * _ALIGNED for size in self._sizes), initial=0))

    def zeros(self) -> Memory:
        """A memory with nothing in it yet, `[bytes]`."""
        return np.zeros(self._starts[-1], np.uint8)

    def of(self, memory: Memory) -> Iterator[NDArray[Any]]:
        """The arrays in a memory; or in several, `[…, bytes]`, then each array begins with their axes."""
        for (dtype, shape), start, size in zip(self._arrays, self._starts, self._sizes, strict=False):
            yield memory[..., start : start + size].view(dtype).reshape(*memory.shape[:-1], *shape)
