"""The modes by name. A mode is a schedule and a spawner, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.schedule import Schedule
from engine.world import World
from systems.modes import duel


@dataclass(frozen=True)
class Mode:
    """A way to play: how a match begins, and what happens in each tick."""

    schedule: Schedule
    spawn: Callable[[World], None]
    sides: tuple[int, int]  # fewest and most
    ships: tuple[int, int]  # a side, fewest and most


MODES = {
    "duel": Mode(duel.SCHEDULE, duel.spawn, sides=(2, 2), ships=(1, 1)),
}
