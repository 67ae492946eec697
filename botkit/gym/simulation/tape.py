"""The inputs of recent ticks, from which an episode can be exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Header = Mapping[str, Any]  # what a log's header says besides the setup; `seats` is a list of a dict per seat
SEVERAL = "several"  # the name of a seat in which not the same has flown all the time


@dataclass(frozen=True)
class Take:
    """An episode on the tape: the seed of its match, where its inputs are, and who flew in it."""

    seed: int
    start: int  # time of its first tick
    ticks: int
    header: Header = field(default_factory=dict)


class Tape:
    """The inputs of each world's current and last finished episode, in a ring of so many ticks that both fit.

    Args:
        width: number of inputs per tick.
        worlds: W.
        max_ticks: of an episode.
    """

    def __init__(self, width: int, worlds: int, max_ticks: int) -> None:
        self._ring = np.zeros(shape_of(width, worlds, max_ticks), np.int8)
        self._time = 0
        self._current = [Take(0, 0, 0)] * worlds
        self._finished: list[Take | None] = [None] * worlds

    def begin(self, world: int, seed: int) -> None:
        """Start a world's episode with the next tick."""
        self._current[world] = Take(seed, self._time, 0)

    def label(self, world: int, header: Header) -> None:
        """Note who flies in a world's current episode; a seat in which another has flown before is `several`."""
        take = self._current[world]
        if take.header and take.header != header:
            pairs = zip(take.header["seats"], header["seats"], strict=True)
            header = {"seats": [new if new == old else {"bot": SEVERAL} for old, new in pairs]}
        self._current[world] = replace(take, header=header)

    def add(self, inputs: NDArray[np.int8]) -> None:
        """Record a tick's inputs, `[width, W]`."""
        self._ring[self._time % len(self._ring)] = inputs
        self._time += 1

    def finish(self, worlds: Sequence[int]) -> None:
        """Note that the episodes of these worlds ended with the last tick."""
        for world in worlds:
            take = self._current[world]
            self._finished[world] = replace(take, ticks=self._time - take.start)

    def forget(self, world: int) -> None:
        """Forget a world's finished episode."""
        self._finished[world] = None

    def take(self, world: int, ticks: int, current: bool) -> Take:
        """Return a world's last finished episode, or the current one, `ticks` long, if `current` or if none has."""
        finished, running = self._finished[world], self._current[world]
        return replace(running, ticks=ticks) if current or finished is None else finished

    def inputs(self, world: int, take: Take) -> NDArray[np.int8]:
        """Return the inputs of an episode, `[ticks, width]`."""
        times = np.arange(take.start, take.start + take.ticks) % len(self._ring)
        inputs: NDArray[np.int8] = self._ring[times, :, world]
        return inputs

    def copy(self) -> Tape:
        """Return a copy, which later ticks do not change."""
        twin = object.__new__(Tape)
        twin._ring, twin._time = self._ring.copy(), self._time
        twin._current, twin._finished = self._current.copy(), self._finished.copy()
        return twin


def shape_of(width: int, worlds: int, max_ticks: int) -> tuple[int, int, int]:
    """Return the shape of a tape's ring: two episodes, and the tick of a restart after each."""
    return 2 * (max_ticks + 1), width, worlds
