"""Modes: a schedule, a spawner, and the sizes supported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.schedule import Schedule
from engine.world import World
from systems.arenas import ARENAS, ArenaOf


@dataclass(frozen=True)
class Mode:
    """A mode: how a match starts, and what happens in each tick."""

    schedule: Schedule
    spawn: Callable[[World], None]
    sides: tuple[int, int]  # minimum and maximum
    ships: tuple[int, int] = (1, 1)  # per side, minimum and maximum
    usual_ships: int = 1  # per side, by default
    arenas: Mapping[str, ArenaOf] = field(default_factory=lambda: ARENAS)

    @property
    def paired(self) -> bool:
        """Whether it is played by two sides, in pairings with the seats exchanged, not by several at a table."""
        return self.sides == (2, 2)
