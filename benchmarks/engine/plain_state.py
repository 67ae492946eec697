"""The state of a duel in plain Python: an object a ship, a shot and a side, and the rules as Python numbers."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.angle import cos_sin
from engine.rng import U64
from systems.components import NEVER
from systems.config import GameConfig

_STEPS: U64 = np.arange(1 << 16, dtype=np.uint64) << np.uint64(16)
_COSINES, _SINES = (column.tolist() for column in cos_sin(_STEPS.astype(np.uint32)))


def plainly(game: GameConfig) -> Any:
    """Return a copy whose constants are Python numbers, which a loop handles faster than 0-d arrays."""
    plain = copy(game)
    for name, value in vars(game).items():
        if isinstance(value, np.ndarray) and not value.ndim:
            setattr(plain, name, value.item())
    for name in ("recharge", "turn_gain", "shot_cost", "shot_damage", "hit_refund"):
        setattr(plain, name, getattr(game, name).tolist())
    return plain


@dataclass
class PlainShot:
    x: float
    y: float
    vx: float
    vy: float
    moves: int
    power: int
    number: int
    owner: int
    struck: bool = False


@dataclass
class PlainShip:
    x: float
    y: float
    angle: int
    hull: int
    energy: int
    vx: float = 0.0
    vy: float = 0.0
    spin: int = 0
    alive: bool = True
    cooling: int = 0
    fired: int = 0
    shield: bool = False
    loud: bool = False
    shot_wounds: int = 0
    other_wounds: int = 0
    thrust: int = 0  # the orders
    turn: int = 0
    fire: int = 0
    shield_on: int = 0
    strafe: int = 0

    def direction(self) -> tuple[float, float]:
        return _COSINES[self.angle >> 16], _SINES[self.angle >> 16]

    def die(self) -> None:
        self.alive = self.shield = False
        self.hull = self.energy = self.spin = 0
        self.vx = self.vy = self.y = 0.0
        self.x = 1_000_000.0


@dataclass
class PlainSide:
    score: int = 0
    dealt: int = 0
    fell: int = NEVER
    forfeited: int = NEVER
    faults: int = 0
    deaths: int = 0
    status: int = 0
