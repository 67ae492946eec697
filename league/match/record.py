"""Recording of a batch: the inputs and digests of its last ticks, before they are written to the logs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.digest import fold, short
from engine.world import World
from systems.protocol.orders import inputs_of

_TOGETHER = 32  # ticks copied before they are read


class Record:
    """Buffer of the ticks of all worlds that are not in a log yet.

    It copies the worlds' memory each tick and reads several copies at once: numpy's overhead is per call.
    """

    def __init__(self, world: World, inputs: int, most: int) -> None:
        self._inputs = np.zeros((most, inputs, world.worlds), np.int8)
        self._digests = np.zeros((most, world.worlds), np.uint16)
        self._read = self._ticks = 0
        self._memories = np.zeros((min(most, _TOGETHER), world.memory.size), np.uint8)

    def add(self, world: World) -> None:
        """Record the tick that led to this state, whose orders it still holds."""
        if self._ticks - self._read == len(self._memories):
            self.read(world)
        self._memories[self._ticks - self._read] = world.memory
        self._ticks += 1

    def read(self, world: World) -> None:
        """Compute inputs and digests from the copied memory."""
        memories, ticks = self._memories[: self._ticks - self._read], slice(self._read, self._ticks)
        self._inputs[ticks] = inputs_of(world.read(memories))
        self._digests[ticks] = short(fold(world, memories))
        self._read = self._ticks

    @property
    def full(self) -> bool:
        return self._ticks == len(self._inputs)

    def of(self, w: int) -> tuple[NDArray[np.int8], NDArray[np.uint16]]:
        """Return the inputs `[ticks, width]` and digests `[ticks]` of a world that have been read."""
        return self._inputs[: self._read, :, w], self._digests[: self._read, w]

    def clear(self) -> None:
        self._read = self._ticks = 0

    def narrow(self, world: World, columns: list[int]) -> None:
        """Continue with `world`, which has these columns of the previous one, after all has been read."""
        self._inputs = self._inputs[:, :, columns]
        self._digests = self._digests[:, columns]
        self._memories = self._memories[:, : world.memory.size]
