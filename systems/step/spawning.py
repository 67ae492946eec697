"""Starting positions of ships."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.angle import RADIANS, cos_sin
from engine.rng import angle, draw, unit
from engine.world import World
from systems.config import GameConfig

SPAWN = 1  # stream of these draws

F = NDArray[np.float64]


@dataclass(frozen=True)
class SpawnPoints:
    """The starting positions of sides, columns `[sides, W]`."""

    x: F  # m
    y: F  # m
    outward: NDArray[np.uint32]  # 2^-32 turn, direction from the centre to the unshifted position
    heading: NDArray[np.uint32]  # 2^-32 turn, direction to the centre, then turned


def spawn_points(world: World, nearest: float, farthest: float, shift: float) -> SpawnPoints:
    """Place sides evenly around the centre at one distance, facing it; then shift and turn each independently.

    Args:
        nearest, farthest: range of the distance, in m.
        shift: maximum shift in x and in y, in m.
    """
    game = world.resource(GameConfig)
    sides = game.sides
    draws = draw(world.key, world.tick, SPAWN, 2 + 3 * sides)
    base = angle(draws[0])
    outward = base + np.array([(side << 32) // sides for side in range(sides)], np.uint32)[:, None]
    cosine, sine = cos_sin(outward)
    distance = nearest + unit(draws[1]) * (farthest - nearest)
    around = unit(draws[2:]) * 2 - 1  # in [-1, 1)
    turned = np.rint(around[2 * sides :] * (game.rules.spawn_turn / RADIANS)).astype(np.int32)
    return SpawnPoints(
        distance * cosine + around[:sides] * shift,
        distance * sine + around[sides : 2 * sides] * shift,
        outward,
        outward + np.uint32(1 << 31) + turned.view(np.uint32),
    )
