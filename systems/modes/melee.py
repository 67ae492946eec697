"""melee: everyone for himself, in a zone that shrinks early."""

from __future__ import annotations

from dataclasses import replace

from engine.world import World
from systems.arenas import ARENAS, Arena, ArenaOf
from systems.combat import COMBAT
from systems.components import Heading, Position
from systems.game import Game
from systems.mode import Mode
from systems.rules import Rules
from systems.spawning import posts


def spawn(world: World) -> None:
    """Place the ships evenly on one circle, at rest, facing the centre, each then shifted and turned on its own."""
    rules, ships = world.resource(Game).rules, world["ships"]
    at = posts(world, rules.spawn_distance_min, rules.spawn_distance_max, rules.melee_spawn_shift)
    ships[Position].x, ships[Position].y, ships[Heading].angle = at.x, at.y, at.heading


def _sooner(arena_of: ArenaOf) -> ArenaOf:
    """The arena whose zone begins to shrink when melee says."""

    def arena(rules: Rules) -> Arena:
        return replace(arena_of(rules), zone_start=rules.melee_zone_start)

    return arena


MODE = Mode(COMBAT, spawn, sides=(3, 16), arenas={name: _sooner(arena_of) for name, arena_of in ARENAS.items()})
