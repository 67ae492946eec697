"""What a mode is: a schedule and a spawner, and the sizes that it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.schedule import Schedule
from engine.world import World
from systems.arenas import ARENAS, ArenaOf


@dataclass(frozen=True)
class Mode:
    """A way to play: how a match begins, and what happens in each tick."""

    schedule: Schedule
    spawn: Callable[[World], None]
    sides: tuple[int, int]  # fewest and most
    ships: tuple[int, int] = (1, 1)  # a side, fewest and most
    usual_ships: int = 1  # a side, unless another number is asked for
    arenas: Mapping[str, ArenaOf] = field(default_factory=lambda: ARENAS)

    @property
    def paired(self) -> bool:
        """Whether it is a game of two sides, played in pairs with the seats exchanged; else several meet at a table."""
        return self.sides == (2, 2)
