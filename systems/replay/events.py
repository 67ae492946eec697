"""Events of a match, read from the transient components that systems write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from engine.component import any_nonzero
from engine.world import World
from systems.components import (
    FAULTS,
    BeaconControl,
    BodyContact,
    Damage,
    Death,
    GunShot,
    Impact,
    ProgramFault,
    Score,
    Shot,
)
from systems.config import GameConfig
from systems.replay.columns import MatchColumns, current_columns
from systems.rules import UNIT

KINDS = ("fault", "shot", "hit", "collision", "wall", "star", "zone", "kill", "beacon")  # in the order within a tick


class FaultEvent(TypedDict):
    """A program faulted. The tick is that of the observation, as in a result."""

    tick: int
    kind: Literal["fault"]
    ship: None
    side: int
    fault: str  # its FaultKind


class ShotEvent(TypedDict):
    """A ship fired."""

    tick: int
    kind: Literal["shot"]
    ship: int
    power: int


class HitEvent(TypedDict):
    """A shot hit `ship`."""

    tick: int
    kind: Literal["hit"]
    ship: int
    by: int  # the shooter
    power: int
    damage: float  # points
    shielded: bool
    x: float  # m
    y: float


class CollisionEvent(TypedDict):
    """A ship touched another ship or an asteroid."""

    tick: int
    kind: Literal["collision"]
    ship: int
    other: int  # id of the other ship, or of the asteroid
    damage: float  # points in this tick, of all contacts with ships, or of all with asteroids


class WallEvent(TypedDict):
    """A ship hit the arena's wall."""

    tick: int
    kind: Literal["wall"]
    ship: int
    damage: float  # points


class BurnEvent(TypedDict):
    """A ship started to touch the star, or has left the safe circle."""

    tick: int
    kind: Literal["star", "zone"]
    ship: int


class KillEvent(TypedDict):
    """A ship was destroyed."""

    tick: int
    kind: Literal["kill"]
    ship: int
    by: list[int]  # ships whose shots hit it in this tick
    cause: str  # the largest part: shots, collision, asteroid, wall, star, zone; or ring (left in sumo), or forfeit
    x: float  # m
    y: float


class BeaconEvent(TypedDict):
    """From now on `side` is alone in the beacon, or nobody is."""

    tick: int
    kind: Literal["beacon"]
    ship: None
    side: int | None


# Ready for JSON. `tick` is that of the first state that shows the event, but for faults; `ship` is an id.
Event = FaultEvent | ShotEvent | HitEvent | CollisionEvent | WallEvent | BurnEvent | KillEvent | BeaconEvent


class EventFinder:
    """Finds the events of one match in the columns of its ticks, which it must see all, in order."""

    def __init__(self, game: GameConfig) -> None:
        self._game = game
        self._holder = -1  # the side alone in the beacon, or -1
        self._burning: dict[Literal["star", "zone"], NDArray[np.bool_]] = {
            "star": np.zeros(game.ships, np.bool_),
            "zone": np.zeros(game.ships, np.bool_),
        }

    def find(self, ticks: MatchColumns, first: int) -> list[Event]:
        """Return the events of consecutive ticks; within a tick, in the order of KINDS.

        Args:
            ticks: columns `[ticks, rows]` of the states that the ticks led to.
            first: the first of these states.
        """
        found: list[tuple[int, Event]] = [
            *self._faults(ticks),
            *self._shots(ticks),
            *self._hits(ticks),
            *self._collisions(ticks),
            *self._walls(ticks),
            *self._burns(ticks),
            *self._kills(ticks, first),
            *self._beacon(ticks),
        ]
        found = sorted(found, key=lambda pair: pair[0])  # stable: the order of kinds within a tick remains
        for at, event in found:
            event["tick"] += first + at
        return [event for _, event in found]

    def _faults(self, ticks: MatchColumns) -> Iterator[tuple[int, FaultEvent]]:
        kind = ticks["seats"][ProgramFault].kind
        for at, side in _where(kind):  # the tick is that of the observation
            yield at, {"tick": -1, "kind": "fault", "ship": None, "side": side, "fault": FAULTS[kind[at, side]]}

    def _shots(self, ticks: MatchColumns) -> Iterator[tuple[int, ShotEvent]]:
        power = ticks["ships"][GunShot].power
        for at, ship in _where(power):
            yield at, {"tick": 0, "kind": "shot", "ship": ship, "power": int(power[at, ship])}

    def _hits(self, ticks: MatchColumns) -> Iterator[tuple[int, HitEvent]]:
        impact, wounds, shot = ticks["shots"][Impact], ticks["ships"][Damage], ticks["shots"][Shot]
        for at, row in _where(impact.ship):
            ship, power = int(impact.ship[at, row]) - 1, int(shot.power[at, row])
            yield (
                at,
                {
                    "tick": 0,
                    "kind": "hit",
                    "ship": ship,
                    "by": int(self._game.owner_of[row]),
                    "power": power,
                    "damage": _points(impact.damage[at, row]),
                    "shielded": bool(wounds.absorbed[at, ship] > 0),
                    "x": _meters(impact.x[at, row]),
                    "y": _meters(impact.y[at, row]),
                },
            )

    def _collisions(self, ticks: MatchColumns) -> Iterator[tuple[int, CollisionEvent]]:
        touch, wounds = ticks["ships"][BodyContact], ticks["ships"][Damage]
        for others, damage, first in (
            (touch.ship, wounds.ships, 0),
            (touch.asteroid, wounds.asteroids, self._game.ships),
        ):
            for at, ship in _where(others):
                other, cost = first + int(others[at, ship]) - 1, _points(damage[at, ship])
                yield at, {"tick": 0, "kind": "collision", "ship": ship, "other": other, "damage": cost}

    def _walls(self, ticks: MatchColumns) -> Iterator[tuple[int, WallEvent]]:
        damage = ticks["ships"][Damage].wall
        for at, ship in _where(ticks["ships"][BodyContact].wall):
            yield at, {"tick": 0, "kind": "wall", "ship": ship, "damage": _points(damage[at, ship])}

    def _burns(self, ticks: MatchColumns) -> Iterator[tuple[int, BurnEvent]]:
        wounds = ticks["ships"][Damage]
        columns: tuple[tuple[Literal["star", "zone"], NDArray[Any]], ...] = ("star", wounds.star), ("zone", wounds.zone)
        for kind, column in columns:
            if not any_nonzero(column) and not any_nonzero(self._burning[kind]):
                continue
            burning = np.concatenate([self._burning[kind][None], column > 0])
            self._burning[kind] = burning[-1]
            for at, ship in _where(burning[1:] & ~burning[:-1]):
                yield at, {"tick": 0, "kind": kind, "ship": ship}

    def _kills(self, ticks: MatchColumns, first: int) -> Iterator[tuple[int, KillEvent]]:
        death, impact = ticks["ships"][Death], ticks["shots"][Impact]
        for at, ship in _where(death.died):
            yield (
                at,
                {
                    "tick": 0,
                    "kind": "kill",
                    "ship": ship,
                    "by": sorted({int(self._game.owner_of[row]) for row in (impact.ship[at] == ship + 1).nonzero()[0]}),
                    "cause": cause_of_death(self._game, ticks, at, first + at, ship),
                    "x": _meters(death.x[at, ship]),
                    "y": _meters(death.y[at, ship]),
                },
            )

    def _beacon(self, ticks: MatchColumns) -> Iterator[tuple[int, BeaconEvent]]:
        if self._holder < 0 and not any_nonzero(ticks["seats"][BeaconControl].beacon):
            return
        holder = holders(ticks)
        before = np.concatenate([[self._holder], holder[:-1]])
        self._holder = int(holder[-1]) if len(holder) else self._holder
        for at in (holder != before).nonzero()[0].tolist():
            side = int(holder[at])
            yield at, {"tick": 0, "kind": "beacon", "ship": None, "side": side if side >= 0 else None}


def holders(ticks: MatchColumns) -> NDArray[np.int32]:
    """Return the side that is alone in the beacon, or -1, in each state, `[ticks]`."""
    held = np.zeros(len(ticks["seats"][BeaconControl].beacon), np.int32)
    for side, alone in enumerate(ticks["seats"][BeaconControl].beacon.T):
        held[alone] = side + 1
    return held - 1


def cause_of_death(game: GameConfig, ticks: MatchColumns, at: int, state: int, ship: int) -> str:
    """Return the largest part of the damage in a ship's last tick; or ring, which it left, or forfeit.

    Args:
        at: index of the tick in the columns; `state` is the state that it led to.
    """
    wounds, side = ticks["ships"][Damage], game.side_of[ship]
    if ticks["seats"][Score].forfeited[at, side] == state:
        return "forfeit"
    taken = {
        "shots": wounds.shots[at, ship] - wounds.absorbed[at, ship],
        "collision": wounds.ships[at, ship],
        "asteroid": wounds.asteroids[at, ship],
        "wall": wounds.wall[at, ship],
        "star": wounds.star[at, ship],
        "zone": wounds.zone[at, ship],
    }
    worst = max(taken, key=lambda cause: int(taken[cause]))
    return worst if taken[worst] > 0 else "ring"


class EventLog:
    """Reads the events of one match of a world set, tick by tick; must read every tick.

    Args:
        w: the match's column.
    """

    def __init__(self, world: World, w: int = 0) -> None:
        self._tick, self._w = world.tick, w
        self._finder = EventFinder(world.resource(GameConfig))
        self._columns = current_columns(world, w)

    def read(self) -> list[Event]:
        """Return the events of the tick that led to the current state, in the order of KINDS."""
        return self._finder.find(self._columns, int(self._tick[self._w]))


def _where(column: NDArray[Any]) -> list[tuple[int, int]]:
    """Return tick and row of every element that is not zero, by tick."""
    if not any_nonzero(column):
        return []
    ticks, rows = column.nonzero()
    return list(zip(ticks.tolist(), rows.tolist(), strict=True))


def _points(units: Any) -> float:
    return round(int(units) / UNIT, 3)


def _meters(position: float) -> float:
    return round(float(position), 3) + 0.0
