"""What each side senses, and how far each ship sees along its heading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.angle import cos_sin
from engine.world import World
from systems.components import Disc, Heading, Hull, Position, Signature
from systems.game import Game

F = NDArray[np.float64]
Index = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Sight:
    """Where every ship sees everything else, in the present state: what is sensed, and how far a ship sees ahead.

    Things are the rows of all tables that move: ships, shots, asteroids, stars.
    """

    def __init__(self, world: World) -> None:
        self._world, self._game = world, world.resource(Game)
        ((at,),) = world.query(Position)
        x, y = at.x, at.y
        own = self._game.ships
        self._cosine, self._sine = cosine, sine = cos_sin(world["ships"][Heading].angle)
        dx, dy = x - x[:own, None], y - y[:own, None]
        self._squared = dx * dx + dy * dy  # m^2, from each ship to each thing: [ships, things, W]
        self._ahead = dx * cosine[:, None] + dy * sine[:, None]  # m along each ship's heading

    def sensed(self) -> Mask:
        """Which ships, shots and asteroids any living ship of each side senses: `[sides, contacts, W]`.

        A ship senses all round within the sense radius, to the sight radius within the sight angle of its heading, and
        what is loud everywhere; but nothing behind an asteroid or the star. Its own side's living ships it knows of.
        """
        game, ships = self._game, self._world["ships"]
        rules, alive, own = game.rules, ships[Hull].alive, game.ships
        ahead, squared = self._ahead[:, : game.contacts], self._squared[:, : game.contacts]
        # Who is dead, and shots and asteroids that are none, lie parked out of everybody's sight.
        sensed: Mask = ahead * np.abs(ahead) >= rules.sight_cosine_squared * squared
        sensed &= squared <= rules.sight_radius**2
        sensed |= squared <= rules.sense_radius**2
        sensed[:, :own] |= ships[Signature].loud & alive
        if game.bodies:
            ship, thing, w = (sensed & alive[:, None]).nonzero()
            sensed[ship, thing, w] = ~_hidden(self._world, ship, thing, w)
        sensed[:, :own] |= game.same_side[:, :, None] & alive
        sensed &= alive[:, None]
        return game.any_of_side(sensed)

    def squared_distance(self, ship: Index, thing: Index, w: Index) -> F:
        """The square of the distance from each ship to each thing, in m^2: `[P]`."""
        return self._squared[ship, thing, w]

    def rays(self) -> F:
        """How far each ship's heading runs from its centre to the first other ship, asteroid, star or the arena's edge.

        Returns:
            m, `[ships, W]`.
        """
        game, ships = self._game, self._world["ships"]
        x, y = ships[Position].x, ships[Position].y
        along = x * self._cosine + y * self._sine
        inner = along * along - (x * x + y * y - game.arena.radius * game.arena.radius)
        ray = np.maximum(np.sqrt(np.maximum(inner, 0.0)) - along, 0.0)
        targets: list[tuple[slice, F | float]] = [(slice(game.ships), game.rules.ship_radius)]
        targets += [(game.body_rows, disc.radius) for (disc,) in self._world.query(Disc)] if game.bodies else []
        for rows, radius in targets:
            ahead = self._ahead[:, rows]
            inner = ahead * ahead - (self._squared[:, rows] - radius * radius)
            meets = (inner >= 0) & (ahead > 0)  # what is none is parked beyond the edge
            near = np.where(meets, np.maximum(ahead - np.sqrt(np.maximum(inner, 0.0)), 0.0), np.inf)
            ray = np.minimum(ray, np.minimum.reduce(near, axis=1))
        return ray


def _hidden(world: World, ship: Index, thing: Index, w: Index) -> Mask:
    """Whether the line from each ship's centre to each thing's centre meets an asteroid or the star: `[P]`."""
    ((at,),) = world.query(Position)
    x, y = at.x[ship, w], at.y[ship, w]
    dx, dy = at.x[thing, w] - x, at.y[thing, w] - y
    itself = thing - world.resource(Game).body_rows.start  # among the bodies, if it is one
    length = np.maximum(dx * dx + dy * dy, 1e-12)
    hidden = np.zeros(len(ship), np.bool_)
    for body, disc in world.query(Position, Disc):
        bx, by, radius = body.x[:, w] - x, body.y[:, w] - y, disc.radius[:, w]
        along = np.minimum(np.maximum((bx * dx + by * dy) / length, 0.0), 1.0)
        off_x, off_y = bx - along * dx, by - along * dy
        meets = off_x * off_x + off_y * off_y < radius * radius
        meets &= np.arange(len(meets))[:, None] != itself
        hidden |= meets.any(axis=0)
    return hidden
