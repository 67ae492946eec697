"""Asteroids: placement in the belt, and bouncing off the wall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.rng import angle, draw, unit
from engine.world import World
from systems.components import Obstacle, Position, Velocity
from systems.config import GameConfig
from systems.step.bodies import PARKED

BELT = 2  # stream of these draws
_TRIES = 64  # attempts to place a pair
_LANES = 5  # draws per pair and attempt

F = NDArray[np.float64]


def spawn_asteroids(world: World) -> None:
    """Place pairs of asteroids opposite each other, clear of the ships, which are already placed.

    A pair too close to a ship is drawn again; a pair for which no place is found is omitted: it stays parked.
    """
    game, asteroids = world.resource(GameConfig), world["asteroids"]
    pairs = asteroids.capacity // 2
    if not pairs:
        return
    position, velocity, disc = asteroids[Position], asteroids[Velocity], asteroids[Obstacle]
    position.y[:] = PARKED
    waiting = np.ones((pairs, world.worlds), np.bool_)
    for attempt in range(_TRIES):
        draws = draw(world.key, world.tick, BELT, _LANES * pairs, first=attempt * _LANES * pairs)
        x, y, vx, vy, radius = _drawn(game, draws.reshape(_LANES, pairs, world.worlds))
        placed = waiting & _clear(world, x, y, radius)
        for first, sign in ((slice(0, None, 2), 1.0), (slice(1, None, 2), -1.0)):
            for column, value in ((position.x, x), (position.y, y), (velocity.x, vx), (velocity.y, vy)):
                column[first] = np.where(placed, sign * value, column[first])
            disc.radius[first] = np.where(placed, radius, disc.radius[first])
        waiting &= ~placed
        if not waiting.any():
            return


def _drawn(game: GameConfig, draws: NDArray[np.uint64]) -> tuple[F, F, F, F, F]:
    """Return x, y, vx, vy and radius of one asteroid of each pair, `[pairs, W]`."""
    rules = game.rules
    cosine, sine = cos_sin(angle(draws[0]))
    distance = rules.asteroid_distance_min + unit(draws[1]) * (
        rules.asteroid_distance_max - rules.asteroid_distance_min
    )
    along, across = cos_sin(angle(draws[2]))
    speed = unit(draws[3]) * rules.asteroid_speed
    radius = rules.asteroid_radius_min + unit(draws[4]) * (rules.asteroid_radius_max - rules.asteroid_radius_min)
    return distance * cosine, distance * sine, speed * along, speed * across, radius


def _clear(world: World, x: F, y: F, radius: F) -> NDArray[np.bool_]:
    """Return whether both asteroids of each pair are clear of every ship, `[pairs, W]`."""
    position = world["ships"][Position]
    room = radius + world.resource(GameConfig).rules.asteroid_clearance
    clear = np.ones(x.shape, np.bool_)
    for sign in (1.0, -1.0):
        dx, dy = position.x - sign * x[:, None], position.y - sign * y[:, None]
        clear &= (dx * dx + dy * dy >= (room * room)[:, None]).all(axis=1)
    return clear


def bounce_asteroids(world: World) -> None:
    """Reflect asteroids at the wall, without loss of speed."""
    asteroids = world["asteroids"]
    if not asteroids.capacity:
        return
    position, velocity, radius = asteroids[Position], asteroids[Velocity], asteroids[Obstacle].radius
    edge = world.resource(GameConfig).arena.radius - radius
    x, y = position.x, position.y
    row, w = ((x * x + y * y > edge * edge) & (radius > 0)).nonzero()
    if not row.size:
        return
    x, y, vx, vy, edge = x[row, w], y[row, w], velocity.x[row, w], velocity.y[row, w], edge[row, w]
    distance = np.sqrt(x * x + y * y)
    nx, ny = x / distance, y / distance
    closing = np.maximum(vx * nx + vy * ny, 0.0)
    velocity.x[row, w] = vx - 2 * closing * nx
    velocity.y[row, w] = vy - 2 * closing * ny
    position.x[row, w] = edge * nx
    position.y[row, w] = edge * ny
