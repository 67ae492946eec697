"""What each side senses, and how far each ship sees along its heading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.world import World
from systems.components import Disc, Heading, Hull, Position, Shot, Signature
from systems.game import Game

F = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]


def sense_ships(world: World) -> Mask:
    """Which ships each side senses: `[sides, ships, W]`, other sides' living ships alone."""
    game, ships = world.resource(Game), world["ships"]
    there = (game.side_of[:, None] != game.side_of)[:, :, None] & ships[Hull].alive
    return _sensed(world, ships[Position], there, loud=ships[Signature].loud)


def sense_shots(world: World) -> Mask:
    """Which flying shots each side senses, its own too: `[sides, shots, W]`."""
    shots = world["shots"]
    return _sensed(world, shots[Position], (shots[Shot].moves > 0)[None])


def sense_asteroids(world: World) -> Mask:
    """Which asteroids each side senses: `[sides, asteroids, W]`."""
    asteroids = world["asteroids"]
    return _sensed(world, asteroids[Position], (asteroids[Disc].radius > 0)[None], itself=True)


def _sensed(world: World, at: Position, there: Mask, loud: Mask | None = None, itself: bool = False) -> Mask:
    """Which of M things any living ship of each side senses: `[sides, M, W]`.

    A ship senses all round within the sense radius, to the sight radius within the sight angle of its heading, and
    what is loud everywhere; but nothing behind an asteroid or the star.

    Args:
        at: where they are, `[M, W]`.
        there: which of them each ship may sense at all, `[ships or 1, M, W]`.
        loud: `[M, W]`.
        itself: whether they are the asteroids, none of which hides itself.
    """
    game, ships = world.resource(Game), world["ships"]
    rules, position, alive = game.rules, ships[Position], ships[Hull].alive
    dx, dy = at.x - position.x[:, None], at.y - position.y[:, None]
    cosine, sine = cos_sin(ships[Heading].angle)
    d2 = dx * dx + dy * dy
    ahead = dx * cosine[:, None] + dy * sine[:, None]
    sensed = (ahead > 0) & (ahead * ahead >= rules.sight_cosine_squared * d2) & (d2 <= rules.sight_radius**2)
    sensed |= d2 <= rules.sense_radius**2
    if loud is not None:
        sensed |= loud
    sensed &= alive[:, None] & there
    if game.bodies:
        ship, thing, w = sensed.nonzero()
        sensed[ship, thing, w] = ~_hidden(world, ship, at, thing, w, itself)
    result: Mask = np.any(sensed.reshape(game.sides, game.per_side, *sensed.shape[1:]), axis=1)
    return result


def _hidden(world: World, ship: Index, at: Position, thing: Index, w: Index, itself: bool) -> Mask:
    """Whether the line from each ship's centre to each thing's centre meets an asteroid or the star: `[P]`."""
    own = world["ships"][Position]
    x, y = own.x[ship, w], own.y[ship, w]
    dx, dy = at.x[thing, w] - x, at.y[thing, w] - y
    length = np.maximum(dx * dx + dy * dy, 1e-12)
    hidden = np.zeros(len(ship), np.bool_)
    for body, disc in world.query(Position, Disc):
        bx, by, radius = body.x[:, w] - x, body.y[:, w] - y, disc.radius[:, w]
        along = np.minimum(np.maximum((bx * dx + by * dy) / length, 0.0), 1.0)
        off_x, off_y = bx - along * dx, by - along * dy
        meets = off_x * off_x + off_y * off_y < radius * radius
        if itself:
            meets &= np.arange(len(meets))[:, None] != thing
        hidden |= meets.any(axis=0)
    return hidden


def cast_rays(world: World) -> F:
    """How far each ship's heading runs from its centre to the first other ship, asteroid, star or the arena's edge.

    Returns:
        m, `[ships, W]`.
    """
    game, ships = world.resource(Game), world["ships"]
    x, y = ships[Position].x, ships[Position].y
    cosine, sine = cos_sin(ships[Heading].angle)
    along = x * cosine + y * sine
    inner = along * along - (x * x + y * y - game.arena.radius * game.arena.radius)
    ray = np.maximum(np.sqrt(np.maximum(inner, 0.0)) - along, 0.0)
    radius = np.where(ships[Hull].alive, game.rules.ship_radius, 0.0)
    targets = [(ships[Position], radius)]
    targets += [(position, disc.radius) for position, disc in world.query(Position, Disc)] if game.bodies else []
    for position, radius in targets:
        dx, dy = position.x - x[:, None], position.y - y[:, None]
        ahead = dx * cosine[:, None] + dy * sine[:, None]
        inner = ahead * ahead - (dx * dx + dy * dy - radius * radius)
        meets = (inner >= 0) & (ahead > 0) & (radius > 0)
        near = np.where(meets, np.maximum(ahead - np.sqrt(np.maximum(inner, 0.0)), 0.0), np.inf)
        ray = np.minimum(ray, near.min(axis=1))
    return ray
