"""Motion and hits alone in other libraries: esper (a pure-Python ECS) and pymunk (Chipmunk, in C).

The scene is that of a duel: two ships and six shots in flight, which all start again when the shots expire. Only the
comparable part is computed: bodies move by their velocity, and hits of shots on ships of another side are detected.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import perf_counter

import esper
import pymunk

from engine.layout import Memory
from engine.schedule import Schedule
from engine.world import World
from systems.components import Position, Shot, Velocity
from systems.config import GameConfig
from systems.rules import DT
from systems.setup import Setup
from systems.step.bodies import move_bodies
from systems.step.guns import move_shots
from systems.worlds import new_worlds

SHOTS = 3  # per ship
FLIGHT = 30  # ticks until everything starts again
RADIUS = 12.0  # m, of a ship

Scene = list[tuple[int, float, float, float, float, bool]]  # side, x, y, vx, vy, whether it is a shot


def scene() -> Scene:
    """Return two ships that pass each other, and their shots on crossing paths."""
    found: Scene = [(0, -300.0, 0.0, 60.0, 0.0, False), (1, 300.0, 40.0, -60.0, 0.0, False)]
    for side, x, way in ((0, -280.0, 1), (1, 280.0, -1)):
        for k in range(SHOTS):
            angle = 0.1 * (k - 1)
            found.append((side, x, 40.0 * side, way * 540 * math.cos(angle), 540 * math.sin(angle), True))
    return found


MOTION = Schedule(move_bodies, move_shots)


def engine(worlds: int, ticks: int) -> float:
    """Return the world-ticks per second of these two systems."""
    world = new_worlds([Setup("duel", seed) for seed in range(worlds)])
    start = _set_up(world)
    began = perf_counter()
    for tick in range(ticks):
        if tick % FLIGHT == 0:
            world.restore(start)
        MOTION(world)
    return worlds * ticks / (perf_counter() - began)


def _set_up(world: World) -> Memory:
    ring, used = world.resource(GameConfig).ring, [0, 0]
    for side, x, y, vx, vy, is_shot in scene():
        table, row = world["shots" if is_shot else "ships"], side
        if is_shot:
            row = side * ring + used[side]
            used[side] += 1
            table[Shot].moves[row], table[Shot].power[row] = FLIGHT + 9, 1
        for component, values in ((table[Position], (x, y)), (table[Velocity], (vx, vy))):
            component.x[row], component.y[row] = values
    return world.memory.copy()


@dataclass
class PlainPosition:
    x: float
    y: float


@dataclass
class PlainMotion:
    x: float
    y: float


@dataclass
class PlainHull:
    side: int


@dataclass
class PlainMissile:
    side: int


class Move(esper.Processor):
    def process(self) -> None:
        for _, (place, motion) in esper.get_components(PlainPosition, PlainMotion):
            place.x += motion.x * DT
            place.y += motion.y * DT


class Hit(esper.Processor):
    hits = 0

    def process(self) -> None:
        ships = esper.get_components(PlainPosition, PlainMotion, PlainHull)
        for _, (place, motion, missile) in esper.get_components(PlainPosition, PlainMotion, PlainMissile):
            for _, (target, drift, ship) in ships:
                if ship.side != missile.side and _sweeps(place, motion, target, drift):
                    self.hits += 1


def _sweeps(place: PlainPosition, motion: PlainMotion, target: PlainPosition, drift: PlainMotion) -> bool:
    mx, my = (motion.x - drift.x) * DT, (motion.y - drift.y) * DT
    dx, dy = place.x - target.x - mx, place.y - target.y - my
    a, b, c = mx * mx + my * my, dx * mx + dy * my, dx * dx + dy * dy - RADIUS * RADIUS
    inner = b * b - a * c
    return c <= 0 or (b < 0 and inner >= 0 and -b - math.sqrt(inner) <= a)


def with_esper(ticks: int) -> float:
    """Return the ticks per second of one scene."""
    began = perf_counter()
    for tick in range(ticks):
        if tick % FLIGHT == 0:
            esper.clear_database()
            for processor in (Move, Hit):
                esper.remove_processor(processor)
            esper.add_processor(Move(), priority=1)
            esper.add_processor(Hit())
            for side, x, y, vx, vy, is_shot in scene():
                esper.create_entity(
                    PlainPosition(x, y), PlainMotion(vx, vy), PlainMissile(side) if is_shot else PlainHull(side)
                )
        esper.process()
    return ticks / (perf_counter() - began)


def with_pymunk(ticks: int) -> float:
    """Return the ticks per second of one scene; Chipmunk does not sweep discs, so fast shots may tunnel."""
    began = perf_counter()
    space = pymunk.Space()
    for tick in range(ticks):
        if tick % FLIGHT == 0:
            space = pymunk.Space()
            for side, x, y, vx, vy, is_shot in scene():
                body = pymunk.Body(1, 1)
                body.position, body.velocity = (x, y), (vx, vy)
                disc = pymunk.Circle(body, 1.0 if is_shot else RADIUS)
                disc.sensor = is_shot
                disc.filter = pymunk.ShapeFilter(group=1 + side)
                space.add(body, disc)
        space.step(DT)
    return ticks / (perf_counter() - began)
