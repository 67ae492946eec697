"""Contacts between bodies: impulses, displacements and damage.

Everything that contacts change in a tick is computed from the state before them, rounded to units of 2^-20, summed as
integers and applied once, so that the result does not depend on their order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.broad_phase import near_between, near_pairs
from engine.component import any_true
from engine.vectors import dot
from engine.world import World
from systems.components import BodyContact, Damage, Hull, Obstacle, Position, Velocity
from systems.config import GameConfig

_GRAIN = 2.0**20
_MOST = 2.0**24  # maximum damage of one contact, in units (5,592 points), which keeps a tick's sum in range

F = NDArray[np.float64]
Index = NDArray[np.intp]


class Impulses:
    """Accumulated contacts of each ship: int64 `[4, ships, W]`, rows vx, vy, x, y, in 2^-20 m/s and m."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sums: NDArray[np.int64] | None = None  # None until the first contact

    def add(self, ship: Index, w: Index, impulse: F, push: F, nx: F, ny: F) -> None:
        """Add along the unit vector n: `impulse` in m/s, `push` in m."""
        if self._sums is None:
            self._sums = np.zeros((4, self._world["ships"].capacity, self._world.worlds), np.int64)
        for row, value in enumerate((impulse * nx, impulse * ny, push * nx, push * ny)):
            np.add.at(self._sums[row], (ship, w), np.rint(value * _GRAIN).astype(np.int64))

    def apply(self) -> None:
        if self._sums is None:
            return
        velocity, position = self._world["ships"][Velocity], self._world["ships"][Position]
        for column, total in zip((velocity.x, velocity.y, position.x, position.y), self._sums, strict=True):
            column += total * (1 / _GRAIN)


def collide_ships(world: World) -> None:
    """Bounce ships off each other, asteroids and the wall; damage grows with closing speed above the free speed."""
    game, ships = world.resource(GameConfig), world["ships"]
    sums = Impulses(world)
    i, j, w, closing = bounce_pairs(world, sums, game.rules.collision_restitution)
    if i.size:
        damage = _damage(game, closing, game.collision_damage)
        for ship in (i, j):
            np.add.at(ships[Damage].ships, (ship, w), damage)
            np.add.at(ships[Damage].others, (ship, w), damage)
    _bounce_off_asteroids(world, sums)
    _bounce_off_wall(world, sums)
    sums.apply()


def bounce_pairs(world: World, sums: Impulses, restitution: float) -> tuple[Index, Index, Index, F]:
    """Bounce ships off each other, with equal masses and half the displacement each.

    Returns:
        Rows i < j of ships that touch, their worlds, and closing speeds, in m/s.
    """
    game, ships = world.resource(GameConfig), world["ships"]
    position, velocity, alive = ships[Position], ships[Velocity], ships[Hull].alive
    reach = 2 * game.rules.ship_radius
    i, j, w = near_pairs(position.fields, reach)
    if i.size:
        both = alive[i, w] & alive[j, w]
        i, j, w = i[both], j[both], w[both]
    if not i.size:
        return i, j, w, np.zeros(0)
    dx, dy = position.x[j, w] - position.x[i, w], position.y[j, w] - position.y[i, w]
    distance = np.sqrt(dx * dx + dy * dy)
    nx, ny = _unit(dx, dy, distance)
    closing = (velocity.x[i, w] - velocity.x[j, w]) * nx + (velocity.y[i, w] - velocity.y[j, w]) * ny
    closing = np.maximum(closing, 0.0)
    impulse = closing * ((1 + restitution) / 2)
    push = (reach - distance) * 0.5
    sums.add(i, w, -impulse, -push, nx, ny)
    sums.add(j, w, impulse, push, nx, ny)
    for ship, other in ((i, j), (j, i)):
        np.maximum.at(ships[BodyContact].ship, (ship, w), (other + 1).astype(np.int32))
    return i, j, w, closing


def _bounce_off_asteroids(world: World, sums: Impulses) -> None:
    """Bounce ships off asteroids, which are not affected."""
    game, ships, asteroids = world.resource(GameConfig), world["ships"], world["asteroids"]
    if not asteroids.capacity:
        return
    position, velocity, body, drift = ships[Position], ships[Velocity], asteroids[Position], asteroids[Velocity]
    most = game.rules.ship_radius + game.rules.asteroid_radius_max
    i, k, w = near_between(position.fields, body.fields, most, asteroids[Obstacle].radius > 0)
    if not i.size:
        return
    dx, dy = body.x[k, w] - position.x[i, w], body.y[k, w] - position.y[i, w]
    reach = game.rules.ship_radius + asteroids[Obstacle].radius[k, w]
    touch = (dx * dx + dy * dy < reach * reach) & ships[Hull].alive[i, w]
    if not any_true(touch):
        return
    i, k, w = i[touch], k[touch], w[touch]
    dx, dy, reach = dx[touch], dy[touch], reach[touch]
    distance = np.sqrt(dx * dx + dy * dy)
    nx, ny = _unit(dx, dy, distance)
    closing = (velocity.x[i, w] - drift.x[k, w]) * nx + (velocity.y[i, w] - drift.y[k, w]) * ny
    closing = np.maximum(closing, 0.0)
    sums.add(i, w, -closing * (1 + game.rules.collision_restitution), distance - reach, nx, ny)
    damage = _damage(game, closing, game.collision_damage)
    np.add.at(ships[Damage].asteroids, (i, w), damage)
    np.add.at(ships[Damage].others, (i, w), damage)
    np.maximum.at(ships[BodyContact].asteroid, (i, w), (k + 1).astype(np.int32))


def _bounce_off_wall(world: World, sums: Impulses) -> None:
    """Bounce ships off the wall."""
    game, ships = world.resource(GameConfig), world["ships"]
    position, velocity = ships[Position], ships[Velocity]
    beyond = (dot(position.fields, position.fields) > game.wall_squared) & ships[Hull].alive
    ship, w = beyond.nonzero()
    if not ship.size:
        return
    x, y = position.x[ship, w], position.y[ship, w]
    distance = np.sqrt(x * x + y * y)
    nx, ny = _unit(x, y, distance)
    closing = np.maximum(velocity.x[ship, w] * nx + velocity.y[ship, w] * ny, 0.0)
    push = game.arena.radius - game.rules.ship_radius - distance
    sums.add(ship, w, -closing * (1 + game.rules.wall_restitution), push, nx, ny)
    damage = _damage(game, closing, game.wall_damage)
    ships[Damage].wall[ship, w] = damage
    ships[Damage].others[ship, w] += damage
    ships[BodyContact].wall[ship, w] = True


def _unit(dx: F, dy: F, distance: F) -> tuple[F, F]:
    """Return the unit vector of (dx, dy), zero at distance 0."""
    apart = distance > 0
    safe = np.where(apart, distance, 1.0)
    return np.where(apart, dx / safe, 0.0), np.where(apart, dy / safe, 0.0)


def _damage(game: GameConfig, closing: F, rate: float) -> NDArray[np.int32]:
    """Return the damage of each contact to a ship, in units."""
    hurts = np.maximum(closing - game.rules.collision_free_speed, 0.0)
    return np.minimum(np.rint(rate * hurts), _MOST).astype(np.int32)
