"""The ring of sumo: no wall and no damage; a ship that is outside, also because the ring shrinks, has lost."""

from __future__ import annotations

import numpy as np

from engine.component import any_true
from engine.constants import constant
from engine.vectors import dot
from engine.world import World
from systems.components import Hull, Position, Score
from systems.config import GameConfig
from systems.rules import units
from systems.step.bodies import park_ships
from systems.step.contacts import Impulses, bounce_pairs

_POINT = constant(units(1), np.int32)


def bounce_ships(world: World) -> None:
    """Bounce ships off each other, without damage."""
    sums = Impulses(world)
    bounce_pairs(world, sums, world.resource(GameConfig).rules.sumo_restitution)
    sums.apply()


def leave_ring(world: World) -> None:
    """Remove ships whose centre will be outside the ring in the next state."""
    game, ships = world.resource(GameConfig), world["ships"]
    position, ring = ships[Position].fields, game.safe_radius(world.tick + 1)
    out = (dot(position, position) > ring * ring) & ships[Hull].alive
    if any_true(out):
        park_ships(ships, out)


def score_nearest(world: World) -> None:
    """At the last tick, add a point to the side that is nearer to the centre than all others."""
    game, ships = world.resource(GameConfig), world["ships"]
    last = world.tick >= game.last_tick
    if not any_true(last):
        return
    position = ships[Position].fields
    away = dot(position, position)
    nearest = away == away.min(axis=0)
    alone = nearest & (nearest.sum(axis=0) == 1) & last & ships[Hull].alive
    world["seats"][Score].score += alone * _POINT
