"""What each side senses, and how far each ship sees along its heading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.world import World
from systems.components import Heading, Hull, Position, Shot, Signature
from systems.game import Game

F = NDArray[np.float64]
Mask = NDArray[np.bool_]


def sense_ships(world: World) -> Mask:
    """Which ships each side senses: `[sides, ships, W]`, other sides' living ships alone."""
    game, ships = world.resource(Game), world["ships"]
    position = ships[Position]
    sensed = _sensed(world, position.x, position.y) | ships[Signature].loud
    foe = np.arange(game.sides)[:, None] != game.side_of
    result: Mask = sensed & foe[:, :, None] & ships[Hull].alive
    return result


def sense_shots(world: World) -> Mask:
    """Which flying shots each side senses, its own too: `[sides, shots, W]`."""
    shots = world["shots"]
    return _sensed(world, shots[Position].x, shots[Position].y) & (shots[Shot].moves > 0)


def _sensed(world: World, x: F, y: F) -> Mask:
    """Whether any living ship of each side senses what is at these places: `[M, W]` to `[sides, M, W]`.

    A ship senses all round within the sense radius, and to the sight radius within the sight angle of its heading.
    """
    game, ships = world.resource(Game), world["ships"]
    rules, position, alive = game.rules, ships[Position], ships[Hull].alive
    dx, dy = x - position.x[:, None], y - position.y[:, None]
    cosine, sine = cos_sin(ships[Heading].angle)
    d2 = dx * dx + dy * dy
    ahead = dx * cosine[:, None] + dy * sine[:, None]
    seen = (ahead > 0) & (ahead * ahead >= rules.sight_cosine_squared * d2) & (d2 <= rules.sight_radius**2)
    sensed = (seen | (d2 <= rules.sense_radius**2)) & alive[:, None]
    result: Mask = np.any(sensed.reshape(game.sides, game.per_side, len(x), -1), axis=1)
    return result


def cast_rays(world: World) -> F:
    """How far each ship's heading runs from its centre to the first other ship or the wall, in m: `[ships, W]`."""
    game, ships = world.resource(Game), world["ships"]
    x, y, radius = ships[Position].x, ships[Position].y, game.rules.ship_radius
    cosine, sine = cos_sin(ships[Heading].angle)
    along = x * cosine + y * sine
    inner = along * along - (x * x + y * y - game.rules.arena_radius**2)
    ray = np.maximum(np.sqrt(np.maximum(inner, 0.0)) - along, 0.0)
    dx, dy = x - x[:, None], y - y[:, None]
    ahead = dx * cosine[:, None] + dy * sine[:, None]
    inner = ahead * ahead - (dx * dx + dy * dy - radius * radius)
    meets = (inner >= 0) & (ahead > 0) & ships[Hull].alive
    near = np.where(meets, np.maximum(ahead - np.sqrt(np.maximum(inner, 0.0)), 0.0), np.inf)
    nearest: F = np.minimum(ray, near.min(axis=1))
    return nearest
