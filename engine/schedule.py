"""Schedules: the systems of a tick, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.world import World

System = Callable[[World], None]


class Schedule:
    """The systems of one tick, in order.

    A call computes state t + 1 of every world of the set; while the systems run, `world.tick` is still t. Transient
    components are cleared first.
    """

    def __init__(self, *systems: System) -> None:
        self.systems = systems

    def __call__(self, world: World) -> None:
        world.clear_transients()
        for system in self.systems:
            system(world)
        world.tick += 1

    def __iter__(self) -> Iterator[System]:
        return iter(self.systems)
