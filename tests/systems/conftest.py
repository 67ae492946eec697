"""A duel set up by hand: ships placed by a test, orders for one tick, numbers in points."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from engine.angle import TURN
from engine.world import World
from systems.components import (
    BeaconPosition,
    Energy,
    Gun,
    Heading,
    Hull,
    Position,
    ProgramStatus,
    Score,
    Shield,
    Shot,
    Velocity,
)
from systems.config import GameConfig
from systems.protocol.observations import observe
from systems.protocol.orders import clear_orders, give_orders, set_status
from systems.results import Result, ended_at, result
from systems.rules import UNIT, Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

# Rules for tests of single systems, so that balance changes do not affect them.
NUMBERS: dict[str, Any] = {
    "recharge_beacon": 4.0,
    "still_speed": 0.0,
    "thrust_forward": 60.0,
    "thrust_backward": 30.0,
    "shot_sense_radius": 1000.0,
    "thrust_side": 45.0,
    "thrust_cost": 4.0,
    "drag": 0.3,
    "shot_unarmed": 100,
    "shot_cost": (4.0, 8.0, 12.0),
    "shot_damage": (4.0, 8.0, 12.0),
    "shot_speed": (540.0, 460.0, 380.0),
    "shot_moves": (33, 39, 47),
    "hit_refund": 0,
    "shield_drain": 100,
    "collision_damage": 0.1,
    "wall_damage": 0.2,
    "beacon_distance_max": 0.0,
    "beacon_points": 25.0,
    "zone_radius": 120.0,
    "zone_damage": 8.0,
    "star_damage": 40.0,
}


class Duel:
    """A match of two ships at rest at (-500, 0) and (500, 0), facing each other; or of another size.

    Args:
        mode, arena, sides, ships, max_ticks, seed: of its setup; all others are rules, in addition to NUMBERS.
    """

    def __init__(
        self,
        max_ticks: int = 1800,
        seed: int = 1,
        mode: str = "duel",
        arena: str = "open",
        sides: int = 2,
        ships: int = 1,
        **rules: Any,
    ) -> None:
        self.world: World = new_worlds([Setup(mode, seed, arena, sides, ships, max_ticks, Rules(**NUMBERS | rules))])
        self.game = self.world.resource(GameConfig)
        self.ships, self.shots, self.seats = self.world["ships"], self.world["shots"], self.world["seats"]
        self.place(0, -500, 0)
        self.place(1, 500, 0, heading=math.pi)

    def place(self, ship: int, x: float, y: float, vx: float = 0, vy: float = 0, heading: float = 0) -> None:
        self.ships[Position].x[ship], self.ships[Position].y[ship] = x, y
        self.ships[Velocity].x[ship], self.ships[Velocity].y[ship] = vx, vy
        self.ships[Heading].angle[ship] = round(heading / math.tau * TURN) % 2**32

    def shoot(self, owner: int, x: float, y: float, vx: float, vy: float, moves: int = 30, power: int = 1) -> int:
        """Add a shot of `owner` in its first free row, and return the row."""
        row = next(r for r in range(owner * self.game.ring, self.shots.capacity) if self.shots[Shot].moves[r, 0] == 0)
        self.shots[Position].x[row], self.shots[Position].y[row] = x, y
        self.shots[Velocity].x[row], self.shots[Velocity].y[row] = vx, vy
        self.shots[Shot].moves[row], self.shots[Shot].power[row] = moves, power
        return row

    def order(
        self, ship: int, thrust: int = 0, turn: int = 0, fire: int = 0, shield: bool = False, strafe: int = 0
    ) -> Duel:
        """Give an order for the coming tick only."""
        give_orders(self.world, [(0, ship, (thrust, turn, fire, int(shield), strafe))])
        return self

    def fault(self, seat: int, kind: str) -> Duel:
        set_status(self.world, 0, seat, kind)
        return self

    def step(self, ticks: int = 1) -> Duel:
        for _ in range(ticks):
            step(self.world)
            clear_orders(self.world)
        return self

    def set_energy(self, ship: int, points: float) -> None:
        self.ships[Energy].points[ship] = round(points * UNIT)

    def set_hull(self, ship: int, points: float) -> None:
        self.ships[Hull].points[ship] = round(points * UNIT)

    def set_score(self, side: int, points: float) -> None:
        self.seats[Score].score[side] = round(points * UNIT)

    def set_dealt(self, side: int, points: float) -> None:
        self.seats[Score].dealt[side] = round(points * UNIT)

    def energy(self, ship: int = 0) -> float:
        return float(self.ships[Energy].points[ship, 0] / UNIT)

    def hull(self, ship: int = 0) -> float:
        return float(self.ships[Hull].points[ship, 0] / UNIT)

    def alive(self, ship: int = 0) -> bool:
        return bool(self.ships[Hull].alive[ship, 0])

    def shielded(self, ship: int = 0) -> bool:
        return bool(self.ships[Shield].up[ship, 0])

    @property
    def beacon(self) -> tuple[float, float]:
        place = self.world["matches"][BeaconPosition]
        return float(place.x[0, 0]), float(place.y[0, 0])

    def position(self, ship: int = 0) -> tuple[float, float]:
        return float(self.ships[Position].x[ship, 0]), float(self.ships[Position].y[ship, 0])

    def velocity(self, ship: int = 0) -> tuple[float, float]:
        return float(self.ships[Velocity].x[ship, 0]), float(self.ships[Velocity].y[ship, 0])

    def heading(self, ship: int = 0) -> float:
        return float(self.ships[Heading].angle[ship, 0] * math.tau / TURN)

    def spin(self, ship: int = 0) -> int:
        return int(self.ships[Heading].spin[ship, 0])

    def cooling(self, ship: int = 0) -> int:
        return int(self.ships[Gun].cooling[ship, 0])

    def flying(self, ship: int = 0) -> list[tuple[float, float, float, float]]:
        """Return position and velocity of a ship's shots in flight."""
        rows = [r for r in np.flatnonzero(self.shots[Shot].moves[:, 0]) if self.game.owner_of[r] == ship]
        p, v = self.shots[Position], self.shots[Velocity]
        return [(float(p.x[r, 0]), float(p.y[r, 0]), float(v.x[r, 0]), float(v.y[r, 0])) for r in rows]

    def score(self, side: int = 0) -> float:
        return float(self.seats[Score].score[side, 0] / UNIT)

    def dealt(self, side: int = 0) -> float:
        return float(self.seats[Score].dealt[side, 0] / UNIT)

    def faults(self, side: int = 0) -> int:
        return int(self.seats[ProgramStatus].faults[side, 0])

    def observation(self, side: int = 0) -> Any:
        """Return a side's observation of the current state."""
        return json.loads(observe(self.world, [(0, side)])[0])

    @property
    def tick(self) -> int:
        return int(self.world.tick[0])

    @tick.setter
    def tick(self, tick: int) -> None:
        self.world.tick[:] = tick

    @property
    def ended(self) -> int:
        return ended_at(self.world, 0)

    @property
    def result(self) -> Result:
        return result(self.world, 0)


@pytest.fixture(scope="session")
def duel() -> type[Duel]:
    return Duel


def random_orders(rng: np.random.Generator, worlds: int) -> np.ndarray:
    """Return random inputs of one tick of duels, `[12, W]`, without faults."""
    thrust, turn = rng.integers(-100, 101, (2, 2, worlds))
    fire = rng.choice([0, 0, 1, 2, 3], (2, worlds))
    shield = rng.integers(0, 2, (2, worlds))
    strafe = rng.integers(-100, 101, (2, worlds))
    return np.concatenate([thrust, turn, fire, shield, strafe, np.zeros((2, worlds), np.int64)]).astype(np.int8)


@pytest.fixture(scope="session")
def orders() -> Any:
    return random_orders
