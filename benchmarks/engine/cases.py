"""What is measured: setups, orders, and duels in which much happens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.world import World
from systems.components import Energy, Hull
from systems.modes import MODES
from systems.protocol.orders import inputs_of
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

TICKS = 600  # of a match with random orders, after which it starts again
WARM = 60  # ticks after which shots are in flight and ships are sensed

DUEL = Setup("duel", 0)
CASES = {
    "duel": DUEL,
    "duel, belt": replace(DUEL, arena="belt"),
    "duel, well": replace(DUEL, arena="well"),
    "melee of 8": Setup("melee", 0, sides=8),
    "fleet of 5": Setup("fleet", 0, ships=5),
    "sumo": Setup("sumo", 0),
}
# 100 ships and some 1,000 shots, more than any mode allows
MODES["crowd"] = replace(MODES["fleet"], ships=(50, 50))
LONG = Rules(shot_moves=(99, 99, 99), shot_speed=(150.0, 150.0, 150.0), shot_cost=(0.0, 0.0, 0.0), fleet_spacing=26.0)
CROWD = Setup("crowd", 0, ships=50, rules=LONG)


def random_orders(setup: Setup, worlds: int, ticks: int = TICKS) -> NDArray[np.int8]:
    """Return random inputs of every tick, `[ticks, width, W]`; guns fire one tick in ten, so that energy lasts."""
    rng, n = np.random.default_rng(1), setup.sides * setup.ships
    motion = rng.integers(-100, 101, (ticks, 2 * n, worlds))
    fire = rng.integers(1, 4, (ticks, n, worlds)) * (rng.random((ticks, n, worlds)) < 0.1)
    shield = rng.integers(0, 2, (ticks, n, worlds)) * (rng.random((ticks, n, worlds)) < 0.5)
    status = np.zeros((ticks, setup.sides, worlds))
    return np.concatenate([motion, fire, shield, status], axis=1).astype(np.int8)


def matches(setup: Setup, worlds: int) -> World:
    return new_worlds([setup.with_seed(seed) for seed in range(worlds)])


def warm(worlds: int) -> World:
    """Return duels with shots in flight and no dead ships."""
    world, orders = matches(DUEL, worlds), random_orders(DUEL, worlds)
    for tick in range(WARM):
        world["ships"][Energy].points[:] = 300_000
        world["ships"][Hull].points[:] = 300_000
        inputs_of(world)[:] = orders[tick]
        step(world)
    return world
