"""The ring of sumo: no wall, no damage; who leaves it, or is left outside as it shrinks, has lost."""

from __future__ import annotations

import numpy as np

from engine.component import some
from engine.vectors import product
from engine.world import World
from systems.components import Hull, Position, Standing
from systems.game import Game
from systems.rules import units
from systems.step.bodies import park_ships
from systems.step.contacts import Sums, bounce_pairs

_POINT = np.array(units(1), np.int32)


def bounce_ships(world: World) -> None:
    """Ships bounce off each other, unhurt."""
    sums = Sums(world)
    bounce_pairs(world, sums, world.resource(Game).rules.sumo_restitution)
    sums.apply()


def leave_ring(world: World) -> None:
    """A ship whose centre is outside the ring of the state that comes is out."""
    game, ships = world.resource(Game), world["ships"]
    position, ring = ships[Position].fields, game.safe_radius(world.tick + 1)
    out = (product(position, position) > ring * ring) & ships[Hull].alive
    if some(out):
        park_ships(ships, out)


def score_nearest(world: World) -> None:
    """At the last tick the side that is nearer to the centre than all others gains a point."""
    game, ships = world.resource(Game), world["ships"]
    last = world.tick >= game.last_tick
    if not some(last):
        return
    position = ships[Position].fields
    away = product(position, position)
    nearest = away == away.min(axis=0)
    alone = nearest & (nearest.sum(axis=0) == 1) & last & ships[Hull].alive
    world["seats"][Standing].score += alone * _POINT
