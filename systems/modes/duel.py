"""duel: two ships, one beacon, a shrinking zone."""

from __future__ import annotations

from engine.world import World
from systems.components import Heading, Position
from systems.config import GameConfig
from systems.mode import Mode
from systems.step.combat import COMBAT
from systems.step.spawning import spawn_points


def spawn(world: World) -> None:
    """Place the ships on opposite sides, at rest, facing the centre, each then shifted and turned independently."""
    rules, ships = world.resource(GameConfig).rules, world["ships"]
    at = spawn_points(world, rules.spawn_distance_min, rules.spawn_distance_max, rules.spawn_shift)
    ships[Position].x, ships[Position].y, ships[Heading].angle = at.x, at.y, at.heading


MODE = Mode(COMBAT, spawn, sides=(2, 2))
