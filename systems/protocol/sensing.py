"""Sensing: what each side senses, and how far each ship sees along its heading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.constants import ZERO, constant
from engine.vectors import dot
from engine.world import World
from systems.components import Heading, Hull, Obstacle, Position, Signature
from systems.config import GameConfig

_FAR = constant(np.inf)  # m

F = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Sight:
    """What ships sense in the current state.

    Things are the rows of all tables that move: ships, shots, asteroids, stars.

    Args:
        side: the only one whose ships sense; by default, all do.

    Attributes:
        facing: cosine and sine of the heading of all ships, `[2, ships, W]`.
        squared: square of the distance from each ship that senses to each thing, in m^2, `[ships, things, W]`.
    """

    def __init__(self, world: World, side: int | None = None) -> None:
        self._world, self._game = world, world.resource(GameConfig)
        n = self._game.per_side
        self._rows = slice(0, self._game.ships) if side is None else slice(side * n, (side + 1) * n)
        ((at,),) = world.query(Position)
        place = at.fields
        self.facing = cos_sin(world["ships"][Heading].angle)
        away = place[:, None] - place[:, self._rows, None]  # from each ship to each thing: [2, ships, things, W]
        self.squared = dot(away, away)
        self._ahead = dot(away, self.facing[:, self._rows, None])  # m along each ship's heading

    def sensed(self) -> Mask:
        """Return which ships, shots and asteroids any living ship of each sensing side senses, `[sides, contacts, W]`.

        A ship senses in all directions within the sense radius, within the sight angle of its heading up to the sight
        radius, shots only within theirs, and loud ships everywhere, but nothing behind an asteroid or the star. A side
        knows its own living ships.
        """
        game, ships = self._game, self._world["ships"]
        alive, own, rows = ships[Hull].alive, game.ships, self._rows
        same_side = game.same_side[rows]
        ahead, squared = self._ahead[:, : game.contacts], self.squared[:, : game.contacts]
        # Dead ships and shots and absent asteroids are parked out of sight.
        sensed: Mask = ahead * np.abs(ahead) >= game.sight_cosine_squared * squared
        sensed &= squared <= game.sight_squared
        sensed |= squared <= game.sense_squared
        sensed[:, game.shot_rows] &= squared[:, game.shot_rows] <= game.shot_sense_squared
        known = sensed[:, :own]
        known |= (ships[Signature].loud | same_side) & alive
        sensed &= alive[rows, None]
        if game.bodies:
            doubtful = sensed.copy()
            doubtful[:, :own] &= ~same_side
            ship, thing, w = doubtful.nonzero()
            sensed[ship, thing, w] = ~_hidden(self._world, ship + rows.start, thing, w)
        return game.any_of_side(sensed)

    def squared_distance(self, ship: Index, thing: Index) -> F:
        """Return the square of the distance from ships to things, in m^2: `[P]`.

        Args:
            ship: the row of each ship among those that sense.
            thing: the flat index of each thing among all of them; its ship is in the same world.
        """
        _, things, worlds = self.squared.shape
        squared: F = self.squared.reshape(-1).take(ship * np.array(things * worlds) + thing)
        return squared

    def rays(self) -> F:
        """Return the distance along each sensing ship's heading to the first other ship, asteroid, star or the edge.

        Returns:
            m, `[ships, W]`.
        """
        game, place = self._game, self._world["ships"][Position].fields[:, self._rows]
        along = dot(place, self.facing[:, self._rows])
        inner = along * along - (dot(place, place) - game.edge_squared)
        ray: F = np.maximum(np.sqrt(np.maximum(inner, ZERO)) - along, ZERO)
        targets: list[tuple[slice, F]] = [(slice(game.ships), game.ship_squared)]
        if game.bodies:
            ((disc,),) = self._world.query(Obstacle)
            targets.append((game.body_rows, disc.radius * disc.radius))
        for rows, squared_radius in targets:
            ahead = self._ahead[:, rows]
            inner = ahead * ahead - (self.squared[:, rows] - squared_radius)
            meets = (inner >= ZERO) & (ahead > ZERO)  # absent things are parked beyond the edge
            near = np.where(meets, np.maximum(ahead - np.sqrt(np.maximum(inner, ZERO)), ZERO), _FAR)
            ray = np.minimum(ray, np.minimum.reduce(near, axis=1))
        return ray


def _hidden(world: World, ship: Index, thing: Index, w: Index) -> Mask:
    """Return whether the line from each ship's centre to each thing's centre meets an asteroid or the star, `[P]`."""
    ((at,),) = world.query(Position)
    x, y = at.x[ship, w], at.y[ship, w]
    dx, dy = at.x[thing, w] - x, at.y[thing, w] - y
    itself = thing - world.resource(GameConfig).body_rows.start  # index among the bodies, if the thing is one
    length = np.maximum(dx * dx + dy * dy, 1e-12)
    hidden = np.zeros(len(ship), np.bool_)
    for body, disc in world.query(Position, Obstacle):
        bx, by, radius = body.x[:, w] - x, body.y[:, w] - y, disc.radius[:, w]
        along = np.minimum(np.maximum((bx * dx + by * dy) / length, 0.0), 1.0)
        off_x, off_y = bx - along * dx, by - along * dy
        meets = off_x * off_x + off_y * off_y < radius * radius
        meets &= np.arange(len(meets))[:, None] != itself
        hidden |= meets.any(axis=0)
    return hidden
