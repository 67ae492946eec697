"""melee: every ship for itself, in a zone that shrinks early, around a beacon that soon wins."""

from __future__ import annotations

from dataclasses import replace

from engine.world import World
from systems.arenas import ARENAS, ArenaOf, ArenaSpec
from systems.components import Heading, Position
from systems.config import GameConfig
from systems.mode import Mode
from systems.rules import Rules
from systems.step.combat import COMBAT
from systems.step.spawning import spawn_points


def spawn(world: World) -> None:
    """Place the ships evenly on one circle, at rest, facing the centre, each then shifted and turned independently."""
    rules, ships = world.resource(GameConfig).rules, world["ships"]
    at = spawn_points(world, rules.spawn_distance_min, rules.spawn_distance_max, rules.melee_spawn_shift)
    ships[Position].x, ships[Position].y, ships[Heading].angle = at.x, at.y, at.heading


def _sooner(arena_of: ArenaOf) -> ArenaOf:
    """Make an arena's zone shrink, and its beacon win, sooner, so that avoiding everyone does not win."""

    def arena(rules: Rules) -> ArenaSpec:
        return replace(arena_of(rules), zone_start=rules.melee_zone_start, beacon_points=rules.melee_beacon_points)

    return arena


MODE = Mode(COMBAT, spawn, sides=(3, 16), arenas={name: _sooner(arena_of) for name, arena_of in ARENAS.items()})
