"""The beacon: its position, and the ships in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.rng import angle, draw, unit
from engine.vectors import dot
from engine.world import World
from systems.components import BeaconOrbit, BeaconPosition, Position
from systems.config import GameConfig

BEACON = 3  # stream of these draws


def spawn_beacon(world: World) -> None:
    """Draw the beacon's direction from the centre, and its distance between the arena's limits."""
    game, orbit = world.resource(GameConfig), world["matches"][BeaconOrbit]
    nearest, farthest = game.arena.beacon_distances
    direction, distance = draw(world.key, world.tick, BEACON, 2)
    orbit.angle = angle(direction)
    orbit.distance = nearest + unit(distance) * (farthest - nearest)
    _place(world)


def move_beacon(world: World) -> None:
    """Move a beacon that orbits the arena's centre to its position in the next state."""
    game = world.resource(GameConfig)
    if game.arena.beacon_turn:
        world["matches"][BeaconOrbit].angle += game.beacon_turn
        _place(world)


def _place(world: World) -> None:
    orbit = world["matches"][BeaconOrbit]
    world["matches"][BeaconPosition].fields[:] = cos_sin(orbit.angle) * orbit.distance


def in_beacon(world: World) -> NDArray[np.bool_]:
    """Return whether each ship is in the beacon, `[ships, W]`; False in an arena without one."""
    game, position = world.resource(GameConfig), world["ships"][Position].fields
    if not game.arena.beacon:
        return np.zeros(position.shape[1:], np.bool_)
    away = position - world["matches"][BeaconPosition].fields
    return dot(away, away) < game.beacon_squared
