"""The beacon: its position, and the ships in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.vectors import dot
from engine.world import World
from systems.arenas import ArenaSpec
from systems.components import Position
from systems.config import GameConfig

F = NDArray[np.float64]


def beacon_at(arena: ArenaSpec, tick: NDArray[np.int32]) -> F:
    """Return the beacon's centre in the states of these ticks: x and y, in m, `[2, ...]`."""
    return cos_sin(tick.astype(np.uint32) * np.uint32(arena.beacon_turn)) * arena.beacon_distance


def in_beacon(world: World, tick: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return whether each ship is in the beacon in the state of a tick, `[ships, W]`; False in an arena without one.

    Args:
        tick: `[W]`.
    """
    game, away = world.resource(GameConfig), world["ships"][Position].fields
    if not game.arena.beacon:
        return np.zeros(away.shape[1:], np.bool_)
    if game.arena.beacon_distance:
        away = away - beacon_at(game.arena, tick)[:, None]
    return dot(away, away) < game.beacon_squared
