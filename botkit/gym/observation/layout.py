"""The layout of an observation: named blocks of rows of fields, with units and scales."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from botkit.network.fields import FIELDS
from systems.config import GameConfig
from systems.modes import arena_of
from systems.rules import TICK_RATE
from systems.setup import Setup

LENGTH = 1000.0  # m
SPEED = 200.0  # m/s: about a ship's top speed
SPIN = 4.0  # rad/s: about a ship's top angular velocity
BODY = 100.0  # m, for radii of asteroids
POWER = 3.0  # of shots
COOLING = float(TICK_RATE)  # ticks: one second
LIMIT = 10.0  # every number of an observation is clipped to -LIMIT .. LIMIT
SHOTS = 5  # shots of other sides, by default
ASTEROIDS = 4  # by default

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Block:
    """Consecutive numbers of an observation: `rows` things, each described by the same fields."""

    name: str
    rows: int
    fields: tuple[str, ...]
    start: int

    @property
    def span(self) -> slice:
        """The block's numbers within an observation."""
        return slice(self.start, self.start + self.rows * len(self.fields))


class Layout:
    """The layout of a ship's observation in matches of one setup.

    Blocks without rows, such as `asteroids` in `open`, are left out.

    Args:
        setup: of the matches; its seed does not matter.
        shots: number of shots of other sides to observe, the nearest of those sensed.
        asteroids: number of asteroids to observe, likewise.

    Attributes:
        blocks: by name, in order.
        size: numbers in an observation, N.

    Raises:
        ValueError: the setup is not possible, or a number is negative.
    """

    def __init__(self, setup: Setup, shots: int = SHOTS, asteroids: int = ASTEROIDS) -> None:
        if min(shots, asteroids) < 0:
            raise ValueError(f"an observation cannot have {min(shots, asteroids)} rows of shots or asteroids")
        self.game = GameConfig(setup, arena_of(setup))
        game = self.game
        rows = {
            "own": 1,
            "arena": 1,
            "beacon": int(game.arena.beacon),
            "allies": game.per_side - 1,
            "foes": game.ships - game.per_side,
            "shots": 0 if setup.mode == "sumo" else min(shots, (game.ships - game.per_side) * game.ring),
            "asteroids": min(asteroids, game.arena.asteroids),
        }
        self.blocks: dict[str, Block] = {}
        self.size = 0
        for name, fields in FIELDS.items():
            if rows[name]:
                block = self.blocks[name] = Block(name, rows[name], tuple(fields), self.size)
                self.size = block.span.stop

    def __repr__(self) -> str:
        blocks = ", ".join(f"{block.name} {block.rows} x {len(block.fields)}" for block in self.blocks.values())
        return f"Layout({blocks}: {self.size} numbers)"

    @property
    def win(self) -> float:
        """The points that win, by which points are divided."""
        return self.game.arena.beacon_points or 1.0

    def split(self, observations: Floats) -> dict[str, Floats]:
        """Return the blocks of observations `[…, N]` by name, `[…, rows, fields]`: views, where numpy can make them.

        Raises:
            ValueError: the last axis does not have N numbers.
        """
        if observations.shape[-1:] != (self.size,):
            raise ValueError(f"observations have the shape {observations.shape}, not [..., {self.size}]")
        return {
            name: observations[..., block.span].reshape(*observations.shape[:-1], block.rows, len(block.fields))
            for name, block in self.blocks.items()
        }

    def column(self, block: str, field: str, row: int = 0) -> int:
        """Return the place of a number within an observation; raise KeyError if there is none of these names."""
        if block not in self.blocks:
            raise KeyError(f"block {block!r} is not one of: {', '.join(self.blocks)}")
        found = self.blocks[block]
        if field not in found.fields:
            raise KeyError(f"field {field!r} of {block} is not one of: {', '.join(found.fields)}")
        if not 0 <= row < found.rows:
            raise KeyError(f"{block} has no row {row}: they are numbered from 0 to {found.rows - 1}")
        return found.start + row * len(found.fields) + found.fields.index(field)

    def names(self) -> list[str]:
        """Return the name of each number, such as `foes.0.x`, in order."""
        return [f"{b.name}.{row}.{field}" for b in self.blocks.values() for row in range(b.rows) for field in b.fields]
