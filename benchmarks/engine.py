"""How fast duels are simulated: `python -m benchmarks.engine [--json] [--quick]`.

The baseline is the same duel in plain Python (benchmarks/plain_duel.py), measured in turn with the engine.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks.plain_duel import PlainDuel
from benchmarks.report import Row, report
from engine.digest import fold, sha256
from engine.world import World
from systems.components import Energy, Hull
from systems.observations import observe
from systems.orders import inputs_of
from systems.setup import Setup
from systems.worlds import new_worlds, step

WORLDS = (1, 16, 256, 1024)
TICKS = 600  # of a full duel with random orders; then everything starts again
WARM = 60  # ticks after which shots fly and both ships are seen


def random_orders(worlds: int) -> NDArray[np.int8]:
    """Inputs of every tick: `[TICKS, 10, W]`. Guns fire one tick in ten, so that energy lasts."""
    rng = np.random.default_rng(1)
    motion = rng.integers(-100, 101, (TICKS, 4, worlds))
    fire = rng.integers(1, 4, (TICKS, 2, worlds)) * (rng.random((TICKS, 2, worlds)) < 0.1)
    shield = rng.integers(0, 2, (TICKS, 2, worlds)) * (rng.random((TICKS, 2, worlds)) < 0.5)
    return np.concatenate([motion, fire, shield, np.zeros((TICKS, 2, worlds))], axis=1).astype(np.int8)


def duels(worlds: int) -> World:
    return new_worlds([Setup("duel", seed) for seed in range(worlds)])


def time_engine(worlds: int) -> float:
    """World-ticks a second of one run over all ticks."""
    world, orders = duels(worlds), random_orders(worlds)
    inputs = inputs_of(world)
    start = perf_counter()
    for tick in range(TICKS):
        inputs[:] = orders[tick]
        step(world)
    return worlds * TICKS / (perf_counter() - start)


def time_plain() -> float:
    """Ticks a second of one plain duel."""
    duel = PlainDuel.like(duels(1), 0)
    orders = random_orders(1)[:, :, 0].tolist()
    start = perf_counter()
    for inputs in orders:
        duel.order(inputs)
        duel.step()
    return TICKS / (perf_counter() - start)


def warm(worlds: int) -> World:
    """Duels in which shots fly and nobody is dead."""
    world, orders = duels(worlds), random_orders(worlds)
    for tick in range(WARM):
        world["ships"][Energy].points[:] = 300_000
        world["ships"][Hull].points[:] = 300_000
        inputs_of(world)[:] = orders[tick]
        step(world)
    return world


def microseconds(call: Callable[[], object], calls: int) -> float:
    """Of one call, in a run of `calls`."""
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) / calls * 1e6


def medians(measures: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """The median of each, measured in turns, so that a busy machine slows all alike."""
    turns = [[measure() for measure in measures] for _ in range(rounds)]
    return [median(values) for values in zip(*turns, strict=True)]


def rows(rounds: int) -> list[Row]:
    plain, *engine = medians([time_plain, *((lambda w=w: time_engine(w)) for w in WORLDS)], rounds)
    found = [Row("duel, plain Python", plain, "ticks/s")]
    for worlds, speed in zip(WORLDS, engine, strict=True):
        found.append(Row(f"duel, W = {worlds:,}", speed, "world-ticks/s", "plain Python", speed / plain))

    for worlds in (1, 256):
        world = warm(worlds)
        folded, hashed = medians(
            [
                lambda world=world: microseconds(lambda: fold(world), 200),
                lambda world=world: microseconds(lambda: sha256(world, 0), 200),
            ],
            rounds,
        )
        folded /= worlds
        found.append(Row(f"digest of a world, W = {worlds}", folded, "us", "SHA-256", hashed / folded))

    world = warm(16)
    seats = [(w, side) for w in range(16) for side in range(2)]
    values = [json.loads(text) for text in observe(world, seats)]
    written, dumped = medians(
        [
            lambda: microseconds(lambda: observe(world, seats), 50) / len(seats),
            lambda: microseconds(lambda: [json.dumps(value) for value in values], 50) / len(seats),
        ],
        rounds,
    )
    found.append(Row("observation of a seat, W = 16", written, "us", "json.dumps alone", dumped / written))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    options = parser.parse_args()
    report("engine", rows(rounds=3 if options.quick else 9), options.json)


if __name__ == "__main__":
    main()
