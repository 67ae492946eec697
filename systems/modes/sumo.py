"""sumo: two ships that push each other out of a ring, without guns."""

from __future__ import annotations

from engine.schedule import Schedule
from engine.world import World
from systems.arenas import ArenaSpec
from systems.components import Heading, Position
from systems.config import GameConfig
from systems.mode import Mode
from systems.rules import Rules
from systems.step.bodies import drag_ships, move_bodies, thrust_ships, turn_ships
from systems.step.guns import recharge
from systems.step.judging import judge, judge_faults
from systems.step.ring import bounce_ships, leave_ring, score_nearest
from systems.step.spawning import spawn_points

SCHEDULE = Schedule(
    judge_faults,
    recharge,
    turn_ships,
    drag_ships,
    thrust_ships,
    move_bodies,
    bounce_ships,
    leave_ring,
    score_nearest,
    judge,
)


def spawn(world: World) -> None:
    """Place the ships opposite each other, at rest, facing the centre, each then shifted and turned independently."""
    rules, ships = world.resource(GameConfig).rules, world["ships"]
    at = spawn_points(world, rules.sumo_spawn_distance, rules.sumo_spawn_distance, rules.sumo_spawn_shift)
    ships[Position].x, ships[Position].y, ships[Heading].angle = at.x, at.y, at.heading


def ring(rules: Rules) -> ArenaSpec:
    """Return the arena, whose ring shrinks, so that nobody can wait for the end."""
    return ArenaSpec(rules.sumo_radius, rules.sumo_zone_start, rules.sumo_zone_end, rules.sumo_zone_radius)


MODE = Mode(SCHEDULE, spawn, sides=(2, 2), arenas={"open": ring})
