"""The visible state of a match at one tick, extracted from its world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.angle import radians
from engine.world import World
from systems.components import (
    BeaconControl,
    BeaconPosition,
    Energy,
    Heading,
    Hull,
    Impact,
    Obstacle,
    Position,
    Score,
    Shield,
    Shot,
    Velocity,
)
from systems.config import OWN, GameConfig
from systems.protocol.sensing import Sight
from systems.rules import UNIT

F32 = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Ships:
    """All ships, one row each, `[ships]`; the positions of dead ones are meaningless."""

    alive: Mask
    x: F32  # m
    y: F32  # m
    vx: F32  # m/s
    vy: F32  # m/s
    heading: F32  # rad
    hull: F32  # points
    energy: F32  # points
    shield: Mask  # up during the last tick


@dataclass(frozen=True)
class Shots:
    """All rows of shots, `[shots]`; a shot that hit during the last tick is at the place of the hit."""

    flying: Mask
    hit: Mask  # during the last tick
    number: NDArray[np.int32]  # number of the shot among those of its ship
    x: F32  # m
    y: F32  # m
    vx: F32  # m/s
    vy: F32  # m/s
    power: NDArray[np.int32]


@dataclass(frozen=True)
class Bodies:
    """Asteroids, one row each, `[asteroids]`; those that could not be placed have radius 0."""

    x: F32  # m
    y: F32  # m
    radius: F32  # m


@dataclass(frozen=True)
class Frame:
    """One state of a match."""

    tick: int
    ships: Ships
    shots: Shots
    asteroids: Bodies
    points: tuple[float, ...]  # by side
    beacon: tuple[float, float]  # its centre, m, if the arena has one
    holder: int | None  # the side alone in the beacon
    safe_radius: float  # m


@dataclass(frozen=True)
class Sensed:
    """What each side senses in a state, which is all that its programs know."""

    ships: Mask  # [sides, ships], for ships of other sides
    shots: Mask  # [sides, shots]
    asteroids: Mask  # [sides, asteroids]


def take_sensed(world: World) -> Sensed:
    """Return what is sensed in the current state of a world set's first match."""
    game, sensed = world.resource(GameConfig), Sight(world).sensed()[..., 0]
    others = sensed & (game.kinds.reshape(sensed.shape) != OWN)
    ships, shots, asteroids = np.split(others, [game.ships, game.body_rows.start], axis=1)
    return Sensed(ships, shots, asteroids)


def take_frame(world: World) -> Frame:
    """Return the current state of a world set's first match."""
    game = world.resource(GameConfig)
    x, y = world["matches"][BeaconPosition].fields[:, 0, 0].tolist()
    holding = world["seats"][BeaconControl].beacon[:, 0].nonzero()[0].tolist()
    return Frame(
        tick=int(world.tick[0]),
        ships=_ships(world),
        shots=_shots(world),
        asteroids=_asteroids(world),
        points=tuple((world["seats"][Score].score[:, 0] / UNIT).tolist()),
        beacon=(x, y),
        holder=holding[0] if holding else None,
        safe_radius=float(game.safe_radius(world.tick)[0]),
    )


def _ships(world: World) -> Ships:
    table = world["ships"]
    position, velocity = table[Position], table[Velocity]
    return Ships(
        alive=table[Hull].alive[:, 0].copy(),
        x=_float(position.x[:, 0]),
        y=_float(position.y[:, 0]),
        vx=_float(velocity.x[:, 0]),
        vy=_float(velocity.y[:, 0]),
        heading=_float(radians(table[Heading].angle[:, 0])),
        hull=_float(table[Hull].points[:, 0] / UNIT),
        energy=_float(table[Energy].points[:, 0] / UNIT),
        shield=table[Shield].up[:, 0].copy(),
    )


def _shots(world: World) -> Shots:
    table = world["shots"]
    position, velocity, shot, impact = table[Position], table[Velocity], table[Shot], table[Impact]
    hit = impact.ship[:, 0] > 0
    return Shots(
        flying=shot.moves[:, 0] > 0,
        hit=hit,
        number=shot.number[:, 0].copy(),
        x=_float(np.where(hit, impact.x[:, 0], position.x[:, 0])),
        y=_float(np.where(hit, impact.y[:, 0], position.y[:, 0])),
        vx=_float(velocity.x[:, 0]),
        vy=_float(velocity.y[:, 0]),
        power=shot.power[:, 0].copy(),
    )


def _asteroids(world: World) -> Bodies:
    table = world["asteroids"]
    return Bodies(
        x=_float(table[Position].x[:, 0]),
        y=_float(table[Position].y[:, 0]),
        radius=_float(table[Obstacle].radius[:, 0]),
    )


def _float(column: NDArray[np.floating] | NDArray[np.float64]) -> F32:
    return column.astype(np.float32)
