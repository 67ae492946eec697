"""duel: two ships, one beacon, a zone that shrinks."""

from __future__ import annotations

import numpy as np

from engine.angle import RADIANS, cos_sin
from engine.draws import draw, unit
from engine.schedule import Schedule
from engine.world import World
from systems.bodies import drag_ships, move_bodies, thrust_ships, turn_ships
from systems.components import Heading, Position
from systems.contacts import collide_ships
from systems.damage import burn_ships, land_damage, remove_dead
from systems.game import Game
from systems.guns import fire_guns, move_shots, raise_shields, recharge
from systems.judging import judge, judge_faults, score_beacon

SCHEDULE = Schedule(
    judge_faults,
    recharge,
    fire_guns,
    raise_shields,
    turn_ships,
    drag_ships,
    thrust_ships,
    move_bodies,
    move_shots,
    collide_ships,
    burn_ships,
    land_damage,
    remove_dead,
    score_beacon,
    judge,
)

SPAWN = 1  # the stream of its draws


def spawn(world: World) -> None:
    """Place the ships on opposite sides, at rest, facing the centre, each then shifted and turned on its own."""
    rules, ships = world.resource(Game).rules, world["ships"]
    draws = draw(world.key, world.tick, SPAWN, 8)
    base = (draws[0] >> np.uint64(32)).astype(np.uint32)
    angle = np.stack([base, base + np.uint32(1 << 31)])  # where each stands, seen from the centre
    cosine, sine = cos_sin(angle)
    distance = rules.spawn_distance_min + unit(draws[1]) * (rules.spawn_distance_max - rules.spawn_distance_min)
    around = unit(draws[2:8]) * 2 - 1  # in [-1, 1)
    ships[Position].x = distance * cosine + around[0:2] * rules.spawn_shift
    ships[Position].y = distance * sine + around[2:4] * rules.spawn_shift
    turned = np.rint(around[4:6] * (rules.spawn_turn / RADIANS)).astype(np.int32)
    ships[Heading].angle = angle + np.uint32(1 << 31) + turned.view(np.uint32)
