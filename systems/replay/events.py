"""What happened in a match, as people tell it: read from the columns that systems leave beside the state."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from engine.log import MatchLog
from engine.world import World
from systems.components import FAULTS, Blast, Death, Hold, Impact, Lapse, Score, Shot, Touch, Wounds
from systems.config import GameConfig
from systems.replay.simulation import Replay
from systems.rules import UNIT

KINDS = ("fault", "shot", "hit", "collision", "wall", "star", "zone", "kill", "beacon")  # in the order of a tick
Event = dict[str, Any]


class EventLog:
    """Tells the events of one match of a world set: of every tick, since beacon, star and zone are told on a change.

    Args:
        w: the match's column.
    """

    def __init__(self, world: World, w: int = 0) -> None:
        self._world = world
        self._w = w
        self._game = world.resource(GameConfig)
        self._holder: int | None = None
        self._burning: dict[str, set[int]] = {"star": set(), "zone": set()}

    def read(self) -> list[Event]:
        """What happened in the tick that made the present state.

        Returns:
            Objects with `tick`, `kind` (of KINDS) and `ship` (an id, None for `fault` and `beacon`), ready for JSON.
            The tick is that of the state which shows the event; of a fault, that of the observation that was
            answered so, as in a result. Beside these:

            - `fault`: `side`, `fault` (its kind)
            - `shot`: `power`
            - `hit`: `by` (the shooter's id), `power`, `damage` (points), `shielded`, `x`, `y` (m)
            - `collision`: `other` (the other ship's id, or the asteroid's), `damage` (points; of all contacts with
              ships, or with asteroids)
            - `wall`: `damage`
            - `star`: the ship has come to touch the star
            - `zone`: the ship has left the safe circle
            - `kill`: `by` (ids of those whose shots hit it in this tick), `x`, `y`, and `cause`: what took most of
              `shots collision asteroid wall star zone`, or `ring` (it left that of sumo), or `forfeit`
            - `beacon`: `side` that is alone in it from now on, or None
        """
        events = [
            *self._faults(),
            *self._shots(),
            *self._hits(),
            *self._bumps(),
            *self._burns(),
            *self._kills(),
            *self._beacon(),
        ]
        now = int(self._world.tick[self._w])
        return [{"tick": now, **event} for event in events]

    def _faults(self) -> list[Event]:
        kind, now = self._world["seats"][Lapse].kind[:, self._w], int(self._world.tick[self._w])
        about = {"tick": now - 1, "kind": "fault", "ship": None}
        return [{**about, "side": side, "fault": FAULTS[kind[side]]} for side in _rows(kind)]

    def _shots(self) -> list[Event]:
        power = self._world["ships"][Blast].power[:, self._w]
        return [{"kind": "shot", "ship": ship, "power": int(power[ship])} for ship in _rows(power)]

    def _hits(self) -> list[Event]:
        w, shots, events = self._w, self._world["shots"], []
        impact, wounds = shots[Impact], self._world["ships"][Wounds]
        for row in _rows(impact.ship[:, w]):
            ship, power = int(impact.ship[row, w]) - 1, int(shots[Shot].power[row, w])
            events.append(
                {
                    "kind": "hit",
                    "ship": ship,
                    "by": int(self._game.owner_of[row]),
                    "power": power,
                    "damage": _points(self._game.shot_damage[power]),
                    "shielded": bool(wounds.absorbed[ship, w] > 0),
                    **_place(impact.x[row, w], impact.y[row, w]),
                }
            )
        return events

    def _bumps(self) -> list[Event]:
        w, ships = self._w, self._world["ships"]
        touch, wounds = ships[Touch], ships[Wounds]
        events = []
        for others, damage, first in (
            (touch.ship, wounds.ships, 0),
            (touch.asteroid, wounds.asteroids, self._game.ships),
        ):
            for ship in _rows(others[:, w]):
                other, cost = first + int(others[ship, w]) - 1, _points(damage[ship, w])
                events.append({"kind": "collision", "ship": ship, "other": other, "damage": cost})
        walls = _rows(touch.wall[:, w])
        return events + [{"kind": "wall", "ship": ship, "damage": _points(wounds.wall[ship, w])} for ship in walls]

    def _burns(self) -> list[Event]:
        wounds, events = self._world["ships"][Wounds], []
        for kind, column in (("star", wounds.star), ("zone", wounds.zone)):
            burning = set(_rows(column[:, self._w]))
            events += [{"kind": kind, "ship": ship} for ship in sorted(burning - self._burning[kind])]
            self._burning[kind] = burning
        return events

    def _kills(self) -> list[Event]:
        w, death, impact = self._w, self._world["ships"][Death], self._world["shots"][Impact]
        events = []
        for ship in _rows(death.died[:, w]):
            by = sorted({int(self._game.owner_of[row]) for row in (impact.ship[:, w] == ship + 1).nonzero()[0]})
            place = _place(death.x[ship, w], death.y[ship, w])
            events.append({"kind": "kill", "ship": ship, "by": by, "cause": self._cause(ship), **place})
        return events

    def _cause(self, ship: int) -> str:
        w, wounds = self._w, self._world["ships"][Wounds]
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

    def _beacon(self) -> list[Event]:
        alone = _rows(self._world["seats"][Hold].beacon[:, self._w])
        holder = alone[0] if alone else None
        if holder == self._holder:
            return []
        self._holder = holder
        return [{"kind": "beacon", "ship": None, "side": holder}]


def list_events(log: MatchLog) -> list[Event]:
    """All events of a recorded match, by simulating it again.

    Raises:
        ValueError: as Replay does; or a tick is not as recorded.
    """
    replay = Replay(log)
    chronicle, events = EventLog(replay.world), []
    for _ in range(len(log.inputs)):
        if not replay.advance():
            raise ValueError(replay.problem)
        events += chronicle.read()
    return events


def _rows(column: NDArray[Any]) -> list[int]:
    rows: list[int] = column.nonzero()[0].tolist()
    return rows


def _points(units: Any) -> float:
    return round(int(units) / UNIT, 3)


def _place(x: float, y: float) -> Event:
    return {"x": round(float(x), 3) + 0.0, "y": round(float(y), 3) + 0.0}
