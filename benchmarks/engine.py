"""Simulation speed of matches: `python -m benchmarks.engine [--json] [--quick]`.

The baselines are the same duel in plain Python (benchmarks/plain_duel.py), and its motion and hits in esper and pymunk
(benchmarks/engine_baselines.py), all measured alternately with the engine. Then the time of a tick by system.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks import engine_baselines
from benchmarks.plain_duel import PlainDuel
from benchmarks.report import Row, report
from engine.digest import fold, sha256
from engine.world import World
from systems.components import Energy, Hull, Shot
from systems.modes import MODES
from systems.protocol.observations import observe
from systems.protocol.orders import inputs_of
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

WORLDS = (1, 256, 1024)
TICKS = 600  # of a match with random orders, after which it starts again
WARM = 60  # ticks after which shots are in flight and ships are sensed
PLAIN = "plain Python"

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


def time_engine(setup: Setup, worlds: int, ticks: int = TICKS) -> float:
    """Return the world-ticks per second of one run."""
    world, orders = matches(setup, worlds), random_orders(setup, worlds, ticks)
    inputs = inputs_of(world)
    start = perf_counter()
    for order in orders:
        inputs[:] = order
        step(world)
    return worlds * ticks / (perf_counter() - start)


def time_plain() -> float:
    """Return the ticks per second of one plain duel."""
    duel = PlainDuel.like(matches(DUEL, 1), 0)
    orders = random_orders(DUEL, 1)[:, :, 0].tolist()
    start = perf_counter()
    for inputs in orders:
        duel.order(inputs)
        duel.step()
    return TICKS / (perf_counter() - start)


def time_two(pool: ProcessPoolExecutor, worlds: int) -> float:
    """Return the world-ticks per second of two processes together."""
    return sum(pool.map(partial(time_engine, DUEL), (worlds, worlds)))


def time_crowd() -> float:
    """Return the ticks per second of 100 ships in one world while their shots are in flight."""
    world, orders = matches(CROWD, 1), random_orders(CROWD, 1, 130)
    orders[:, 200:300] = 1
    inputs = inputs_of(world)
    for order in orders[:110]:
        world["ships"][Hull].points[:] = 300_000
        inputs[:] = order
        step(world)
    flying = np.count_nonzero(world["shots"][Shot].moves)
    assert flying > 800, f"only {flying} shots fly"
    start, snapshot, ticks = perf_counter(), world.memory.copy(), 0
    while ticks < 200:
        for order in orders[110:]:
            inputs[:] = order
            step(world)
            ticks += 1
        world.restore(snapshot)
    return ticks / (perf_counter() - start)


def warm(worlds: int) -> World:
    """Return duels with shots in flight and no dead ships."""
    world, orders = matches(DUEL, worlds), random_orders(DUEL, worlds)
    for tick in range(WARM):
        world["ships"][Energy].points[:] = 300_000
        world["ships"][Hull].points[:] = 300_000
        inputs_of(world)[:] = orders[tick]
        step(world)
    return world


def microseconds(call: Callable[[], object], calls: int) -> float:
    """Return the time of one call, in a run of `calls`."""
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) / calls * 1e6


def medians(measures: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """Return the median of each measure, taken alternately, so that a busy machine affects all alike."""
    turns = [[measure() for measure in measures] for _ in range(rounds)]
    return [median(values) for values in zip(*turns, strict=True)]


def speeds(rounds: int) -> Iterator[Row]:
    """Yield the speed of every mode at each number of worlds, and of two processes."""
    cases = [(name, worlds) for name in CASES for worlds in WORLDS]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        both = partial(time_two, pool, 256)
        both()  # starts the processes
        measures: list[Callable[[], float]] = [
            time_plain,
            both,
            *(partial(time_engine, CASES[name], worlds) for name, worlds in cases),
        ]
        plain, two, *engine = medians(measures, rounds)
    yield Row("duel, plain Python", plain, "ticks/s")
    one = engine[cases.index(("duel", 256))]
    yield Row("duel, W = 256, two processes", two, "world-ticks/s", "one process", two / one)
    for (name, worlds), speed in zip(cases, engine, strict=True):
        against = (PLAIN, speed / plain) if name == "duel" else (None, None)
        yield Row(f"{name}, W = {worlds:,}", speed, "world-ticks/s", *against)
    for name, setup in CASES.items():
        world = matches(setup, 1)
        yield Row(f"{name}, state of a world", sum(block.nbytes for block in world.blocks.values()), "bytes")


def others(rounds: int) -> Iterator[Row]:
    """Yield the speed of motion and hits alone, and of many ships in one world."""
    ticks = 600
    measures: list[Callable[[], float]] = [
        partial(engine_baselines.engine, 256, ticks),
        partial(engine_baselines.engine, 1, ticks),
        partial(engine_baselines.with_esper, ticks),
        partial(engine_baselines.with_pymunk, ticks),
        time_crowd,
    ]
    many, single, esper, pymunk, crowd = medians(measures, rounds)
    yield Row("motion and hits, esper", esper, "ticks/s")
    yield Row("motion and hits, pymunk", pymunk, "ticks/s")
    for name, speed in (("W = 1", single), ("W = 256", many)):
        yield Row(f"motion and hits, {name}", speed, "world-ticks/s", "esper", speed / esper)
        yield Row(f"motion and hits, {name}", speed, "world-ticks/s", "pymunk", speed / pymunk)
    yield Row("100 ships, 1,000 shots, W = 1", crowd, "ticks/s")


def around(rounds: int) -> Iterator[Row]:
    """Yield the costs beside a tick: digests and observations."""
    for worlds in (1, 256):
        world = warm(worlds)
        digests = (partial(fold, world), partial(sha256, world, 0))
        folded, hashed = medians([partial(microseconds, call, 200) for call in digests], rounds)
        folded /= worlds
        yield Row(f"digest of a world, W = {worlds}", folded, "us", "SHA-256", hashed / folded)
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
    yield Row("observation of a seat, W = 16", written, "us", "json.dumps alone", dumped / written)


def by_system(setup: Setup, worlds: int) -> Iterator[Row]:
    """Yield the time of a tick by system, and each system's share."""
    world, orders = matches(setup, worlds), random_orders(setup, worlds)
    spent = dict.fromkeys(("clear_transients", *(system.__name__ for system in MODES[setup.mode].schedule)), 0.0)
    for order in orders:
        inputs_of(world)[:] = order
        began = perf_counter()
        world.clear_transients()
        for name, system in zip(spent, (None, *MODES[setup.mode].schedule), strict=True):
            if system is not None:
                system(world)
            now = perf_counter()
            spent[name] += now - began
            began = now
        world.tick += 1
    whole = sum(spent.values())
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        share = f"{seconds / whole:.0%} of the tick"
        yield Row(f"{setup.mode}, W = {worlds}: {name}, {share}", seconds / TICKS * 1e6, "us")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    options = parser.parse_args()
    rounds = 1 if options.quick else 5
    rows = [*speeds(rounds), *others(rounds), *around(rounds)]
    for worlds in (1, 256):
        rows += by_system(DUEL, worlds)
    report("engine", rows, options.json)


if __name__ == "__main__":
    main()
