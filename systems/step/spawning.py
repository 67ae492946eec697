"""Where ships start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.angle import RADIANS, cos_sin
from engine.rng import draw, unit
from engine.world import World
from systems.config import GameConfig

SPAWN = 1  # the stream of these draws

F = NDArray[np.float64]


@dataclass(frozen=True)
class SpawnPoints:
    """Where each side starts: columns `[sides, W]`."""

    x: F  # m
    y: F  # m
    outward: NDArray[np.uint32]  # 2^-32 turn, from the centre to where it would stand unshifted
    heading: NDArray[np.uint32]  # 2^-32 turn, to the centre and then turned


def spawn_points(world: World, nearest: float, farthest: float, shift: float) -> SpawnPoints:
    """Sides evenly around the centre at one distance, facing it; then each is shifted and turned on its own.

    Args:
        nearest, farthest: between which the distance is drawn, in m.
        shift: the most in x and in y, in m.
    """
    game = world.resource(GameConfig)
    sides = game.sides
    draws = draw(world.key, world.tick, SPAWN, 2 + 3 * sides)
    base = (draws[0] >> np.uint64(32)).astype(np.uint32)
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
