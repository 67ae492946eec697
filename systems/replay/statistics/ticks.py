"""A tick of many matches, as counters see it: the state before it, and the world set after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.component import any_nonzero
from engine.vectors import dot
from engine.world import World
from systems.components import Energy, Gun, Hull, Impact, Position, Shot, Velocity
from systems.config import GameConfig
from systems.step.beacon import in_beacon

BAND = 100.0  # m: width of a band of distance
BANDS = 7  # from 0; the last holds everything beyond
POWERS = 3
_NOWHERE = 1e12  # m^2: squared distance to a ship that is no enemy, or dead

Mask = NDArray[np.bool_]
Index = NDArray[np.intp]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ShipStates:
    """What counters need of the ships in one state, columns `[ships, W]`.

    Attributes:
        still: whether they are so slow that they recharge less.
        inside: whether they are in the beacon.
        band: of the distance to the nearest living enemy; BANDS - 1 without one.
    """

    alive: Mask
    energy: NDArray[np.int32]
    cooling: NDArray[np.int32]
    still: Mask
    inside: Mask
    band: NDArray[np.int8]

    @classmethod
    def of(cls, world: World) -> ShipStates:
        """Return copies, which do not follow the world."""
        game, ships = world.resource(GameConfig), world["ships"]
        velocity, alive = ships[Velocity].fields, ships[Hull].alive.copy()
        still = dot(velocity, velocity) < game.still_squared
        energy, cooling = ships[Energy].points.copy(), ships[Gun].cooling.copy()
        return cls(alive, energy, cooling, still, in_beacon(world), _bands(game, ships[Position].fields, alive))

    def only(self, columns: Mask) -> ShipStates:
        """Return the states of some columns."""
        return ShipStates(*(values[:, columns] for values in vars(self).values()))


def _bands(game: GameConfig, position: NDArray[np.float64], alive: Mask) -> NDArray[np.int8]:
    """Return the band of the distance from each ship to the nearest living enemy, `[ships, W]`."""
    away = position[:, :, None] - position[:, None]
    squared = np.where(game.same_side | ~alive[None], _NOWHERE, dot(away, away))
    distance = np.sqrt(np.minimum.reduce(squared, axis=1))
    band: NDArray[np.int8] = np.minimum(distance / BAND, BANDS - 1).astype(np.int8)
    return band


@dataclass(frozen=True)
class Hits:
    """The shots that hit in a tick, in matches that go on; arrays `[hits]`."""

    row: Index  # of `shots`
    column: Index
    game: Index
    by: Index  # row of the ship that fired
    target: Index  # row of the ship that was hit
    power: NDArray[np.int32]

    @classmethod
    def of(cls, world: World, games: Index, on: Mask) -> Hits | None:
        """Return the hits of the tick that led to the current state, None if there are none."""
        struck = world["shots"][Impact].ship
        if not any_nonzero(struck):
            return None
        row, column = (struck * on).nonzero()
        power = world["shots"][Shot].power[row, column]
        by: Index = world.resource(GameConfig).owner_of[row]
        return cls(row, column, games[column], by, (struck[row, column] - 1).astype(np.intp), power)


@dataclass(frozen=True)
class Tick:
    """A tick of the matches of a world set.

    Attributes:
        state: number of the state that it led to, in which `world` is.
        before, after: the states around it.
        games: the match in each column, as numbered at the start.
        on: columns of matches that have not ended before it.
        hits: None if no shot hit.
    """

    state: int
    world: World
    before: ShipStates
    after: ShipStates
    games: Index
    on: Mask
    hits: Hits | None
