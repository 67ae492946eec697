"""The beacon: where it is, and who is in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.world import World
from systems.arenas import Arena
from systems.components import Position
from systems.game import Game

F = NDArray[np.float64]


def beacon_at(arena: Arena, tick: NDArray[np.int32]) -> tuple[F, F]:
    """The beacon's centre in the states of these numbers: x and y, in m, of the shape of `tick`."""
    cosine, sine = cos_sin(tick.astype(np.uint32) * np.uint32(arena.beacon_turn))
    return cosine * arena.beacon_distance, sine * arena.beacon_distance


def in_beacon(world: World, tick: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether each ship is inside the beacon of the state `tick`: `[ships, W]`; nowhere in an arena without one.

    Args:
        tick: `[W]`.
    """
    game, position = world.resource(Game), world["ships"][Position]
    if not game.arena.beacon:
        return np.zeros(position.x.shape, np.bool_)
    x, y = position.x, position.y
    if game.arena.beacon_distance:
        at_x, at_y = beacon_at(game.arena, tick)
        x, y = x - at_x, y - at_y
    return x * x + y * y < game.beacon_squared
