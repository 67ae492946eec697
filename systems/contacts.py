"""Bodies that touch: impulses, pushes and what they cost.

All that contacts add in a tick is computed from the state before them, rounded to units of 2^-20, summed as
integers and applied once, so that no order of contacts can matter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.pairs import near_pairs
from engine.world import World
from systems.components import Hull, Position, Touch, Velocity, Wounds
from systems.game import Game

_GRAIN = 2.0**20
_MOST = 2.0**26  # units of damage that one contact does at the most: more than any hull, and sums stay in range

F = NDArray[np.float64]
Index = NDArray[np.intp]


class _Sums:
    """What contacts add to each ship: int64 `[4, ships, W]`, rows vx, vy, x, y, in 2^-20 m/s and m."""

    def __init__(self, world: World) -> None:
        self.ships = world["ships"]
        self.sums = np.zeros((4, self.ships.capacity, world.worlds), np.int64)

    def add(self, ship: Index, w: Index, impulse: F, push: F, nx: F, ny: F) -> None:
        """Add along the unit vector n: `impulse` in m/s, `push` in m."""
        for row, value in enumerate((impulse * nx, impulse * ny, push * nx, push * ny)):
            np.add.at(self.sums[row], (ship, w), np.rint(value * _GRAIN).astype(np.int64))

    def apply(self) -> None:
        velocity, position = self.ships[Velocity], self.ships[Position]
        for column, total in zip((velocity.x, velocity.y, position.x, position.y), self.sums, strict=True):
            column += total * (1 / _GRAIN)


def collide_ships(world: World) -> None:
    """Ships bounce off each other and off the wall; what closes faster than the free speed costs hull."""
    ships, rules = world["ships"], world.resource(Game).rules
    position, alive = ships[Position], ships[Hull].alive
    i, j, w = near_pairs(position.x, position.y, 2 * rules.ship_radius)
    edge = rules.arena_radius - rules.ship_radius
    beyond = (position.x * position.x + position.y * position.y > edge * edge) & alive
    if not (i.size or beyond.any()):
        return
    both = alive[i, w] & alive[j, w]
    sums = _Sums(world)
    _collide_pairs(world, sums, i[both], j[both], w[both])
    _bounce_off_wall(world, sums, *beyond.nonzero())
    sums.apply()


def _collide_pairs(world: World, sums: _Sums, i: Index, j: Index, w: Index) -> None:
    """Ship against ship: equal masses, half the push each."""
    game, ships = world.resource(Game), world["ships"]
    position, velocity = ships[Position], ships[Velocity]
    dx, dy = position.x[j, w] - position.x[i, w], position.y[j, w] - position.y[i, w]
    distance = np.sqrt(dx * dx + dy * dy)
    nx, ny = _unit(dx, dy, distance)
    closing = (velocity.x[i, w] - velocity.x[j, w]) * nx + (velocity.y[i, w] - velocity.y[j, w]) * ny
    closing = np.maximum(closing, 0.0)
    impulse = closing * ((1 + game.rules.collision_restitution) / 2)
    push = (2 * game.rules.ship_radius - distance) * 0.5
    sums.add(i, w, -impulse, -push, nx, ny)
    sums.add(j, w, impulse, push, nx, ny)
    damage = _damage(world, closing, game.collision_damage)
    for ship, other in ((i, j), (j, i)):
        np.add.at(ships[Wounds].ships, (ship, w), damage)
        np.maximum.at(ships[Touch].ship, (ship, w), (other + 1).astype(np.int32))


def _bounce_off_wall(world: World, sums: _Sums, ship: Index, w: Index) -> None:
    """Ship against the wall: the ship takes all of it."""
    game, ships = world.resource(Game), world["ships"]
    position, velocity = ships[Position], ships[Velocity]
    x, y = position.x[ship, w], position.y[ship, w]
    distance = np.sqrt(x * x + y * y)
    nx, ny = _unit(x, y, distance)
    closing = np.maximum(velocity.x[ship, w] * nx + velocity.y[ship, w] * ny, 0.0)
    impulse = closing * (1 + game.rules.wall_restitution)
    sums.add(ship, w, -impulse, game.rules.arena_radius - game.rules.ship_radius - distance, nx, ny)
    ships[Wounds].wall[ship, w] = _damage(world, closing, game.wall_damage)
    ships[Touch].wall[ship, w] = True


def _unit(dx: F, dy: F, distance: F) -> tuple[F, F]:
    """The unit vector of (dx, dy), zero at distance 0."""
    apart = distance > 0
    safe = np.where(apart, distance, 1.0)
    return np.where(apart, dx / safe, 0.0), np.where(apart, dy / safe, 0.0)


def _damage(world: World, closing: F, rate: float) -> NDArray[np.int32]:
    """What each contact costs a ship, in units."""
    free = world.resource(Game).rules.collision_free_speed
    return np.minimum(np.rint(rate * np.maximum(closing - free, 0.0)), _MOST).astype(np.int32)
