"""Events of a match, read from the transient components that systems write."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from numpy.typing import NDArray

from engine.log import MatchLog
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
from systems.replay.simulation import Replay
from systems.results import ended_at
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


class EventLog:
    """Extracts the events of one match of a world set; must read every tick, because some kinds depend on changes.

    Args:
        w: the match's column.
    """

    def __init__(self, world: World, w: int = 0) -> None:
        self._world = world
        self._w = w
        self._game = world.resource(GameConfig)
        self._holder: int | None = None
        self._burning: dict[Literal["star", "zone"], set[int]] = {"star": set(), "zone": set()}

    def read(self) -> list[Event]:
        """Return the events of the tick that led to the current state, in the order of KINDS."""
        return [
            *self._faults(),
            *self._shots(),
            *self._hits(),
            *self._collisions(),
            *self._walls(),
            *self._burns(),
            *self._kills(),
            *self._beacon(),
        ]

    @property
    def _now(self) -> int:
        return int(self._world.tick[self._w])

    def _faults(self) -> list[FaultEvent]:
        kind, tick = self._world["seats"][ProgramFault].kind[:, self._w], self._now - 1
        return [
            {"tick": tick, "kind": "fault", "ship": None, "side": side, "fault": FAULTS[kind[side]]}
            for side in _rows(kind)
        ]

    def _shots(self) -> list[ShotEvent]:
        power, tick = self._world["ships"][GunShot].power[:, self._w], self._now
        return [{"tick": tick, "kind": "shot", "ship": ship, "power": int(power[ship])} for ship in _rows(power)]

    def _hits(self) -> list[HitEvent]:
        w, shots, events = self._w, self._world["shots"], list[HitEvent]()
        impact, wounds = shots[Impact], self._world["ships"][Damage]
        for row in _rows(impact.ship[:, w]):
            ship, power = int(impact.ship[row, w]) - 1, int(shots[Shot].power[row, w])
            events.append(
                {
                    "tick": self._now,
                    "kind": "hit",
                    "ship": ship,
                    "by": int(self._game.owner_of[row]),
                    "power": power,
                    "damage": _points(self._game.shot_damage[power]),
                    "shielded": bool(wounds.absorbed[ship, w] > 0),
                    "x": _meters(impact.x[row, w]),
                    "y": _meters(impact.y[row, w]),
                }
            )
        return events

    def _collisions(self) -> list[CollisionEvent]:
        w, ships = self._w, self._world["ships"]
        touch, wounds = ships[BodyContact], ships[Damage]
        events = list[CollisionEvent]()
        for others, damage, first in (
            (touch.ship, wounds.ships, 0),
            (touch.asteroid, wounds.asteroids, self._game.ships),
        ):
            for ship in _rows(others[:, w]):
                other, cost = first + int(others[ship, w]) - 1, _points(damage[ship, w])
                events.append({"tick": self._now, "kind": "collision", "ship": ship, "other": other, "damage": cost})
        return events

    def _walls(self) -> list[WallEvent]:
        w, ships = self._w, self._world["ships"]
        damage = ships[Damage].wall[:, w]
        return [
            {"tick": self._now, "kind": "wall", "ship": ship, "damage": _points(damage[ship])}
            for ship in _rows(ships[BodyContact].wall[:, w])
        ]

    def _burns(self) -> list[BurnEvent]:
        wounds, events = self._world["ships"][Damage], list[BurnEvent]()
        columns: tuple[tuple[Literal["star", "zone"], NDArray[Any]], ...] = ("star", wounds.star), ("zone", wounds.zone)
        for kind, column in columns:
            burning = set(_rows(column[:, self._w]))
            events += [
                {"tick": self._now, "kind": kind, "ship": ship} for ship in sorted(burning - self._burning[kind])
            ]
            self._burning[kind] = burning
        return events

    def _kills(self) -> list[KillEvent]:
        w, death, impact = self._w, self._world["ships"][Death], self._world["shots"][Impact]
        events = list[KillEvent]()
        for ship in _rows(death.died[:, w]):
            events.append(
                {
                    "tick": self._now,
                    "kind": "kill",
                    "ship": ship,
                    "by": sorted({int(self._game.owner_of[row]) for row in _rows(impact.ship[:, w] == ship + 1)}),
                    "cause": self._cause(ship),
                    "x": _meters(death.x[ship, w]),
                    "y": _meters(death.y[ship, w]),
                }
            )
        return events

    def _cause(self, ship: int) -> str:
        w, wounds = self._w, self._world["ships"][Damage]
        side = self._game.side_of[ship]
        if self._world["seats"][Score].forfeited[side, w] == self._world.tick[w]:
            return "forfeit"
        taken = {
            "shots": wounds.shots[ship, w] - wounds.absorbed[ship, w],
            "collision": wounds.ships[ship, w],
            "asteroid": wounds.asteroids[ship, w],
            "wall": wounds.wall[ship, w],
            "star": wounds.star[ship, w],
            "zone": wounds.zone[ship, w],
        }
        worst = max(taken, key=lambda cause: int(taken[cause]))
        return worst if taken[worst] > 0 else "ring"

    def _beacon(self) -> list[BeaconEvent]:
        alone = _rows(self._world["seats"][BeaconControl].beacon[:, self._w])
        holder = alone[0] if alone else None
        if holder == self._holder:
            return []
        self._holder = holder
        return [{"tick": self._now, "kind": "beacon", "ship": None, "side": holder}]


def list_events(log: MatchLog) -> list[Event]:
    """Return all events of a recorded match, by simulating it. Raises ValueError as `simulate` does."""
    return simulate(log)[1]


def simulate(log: MatchLog) -> tuple[Replay, list[Event]]:
    """Simulate a log to its last tick. Return the replay, which is there, and all events.

    Raises:
        ValueError: as raised by Replay; a tick is not as recorded, or follows the end of the match.
    """
    replay = Replay(log)
    event_log, events = EventLog(replay.world), list[Event]()
    for _ in range(len(log.inputs)):
        if ended_at(replay.world, 0):
            raise ValueError("the log continues after the end of the match")
        if not replay.advance():
            raise ValueError(replay.problem)
        events += event_log.read()
    return replay, events


def _rows(column: NDArray[Any]) -> list[int]:
    rows: list[int] = column.nonzero()[0].tolist()
    return rows


def _points(units: Any) -> float:
    return round(int(units) / UNIT, 3)


def _meters(position: float) -> float:
    return round(float(position), 3) + 0.0
