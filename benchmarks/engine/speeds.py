"""World-ticks a second of every mode, of motion and hits alone, and of many ships in one world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from time import perf_counter

import numpy as np

from benchmarks.engine import baselines
from benchmarks.engine.cases import CASES, CROWD, DUEL, TICKS, matches, random_orders
from benchmarks.engine.plain_duel import PlainDuel
from benchmarks.report import Measurement
from benchmarks.timing import medians
from systems.components import Hull, Shot
from systems.protocol.orders import inputs_of
from systems.setup import Setup
from systems.worlds import step

WORLDS = (1, 256, 1024)
PLAIN = "plain Python"


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


def speeds(rounds: int) -> Iterator[Measurement]:
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
    yield Measurement("duel, plain Python", plain, "ticks/s")
    one = engine[cases.index(("duel", 256))]
    yield Measurement("duel, W = 256, two processes", two, "world-ticks/s", "one process", two / one)
    for (name, worlds), speed in zip(cases, engine, strict=True):
        against = (PLAIN, speed / plain) if name == "duel" else (None, None)
        yield Measurement(f"{name}, W = {worlds:,}", speed, "world-ticks/s", *against)
    for name, setup in CASES.items():
        world = matches(setup, 1)
        yield Measurement(f"{name}, state of a world", sum(block.nbytes for block in world.blocks.values()), "bytes")


def others(rounds: int) -> Iterator[Measurement]:
    """Yield the speed of motion and hits alone, and of many ships in one world."""
    ticks = 600
    measures: list[Callable[[], float]] = [
        partial(baselines.engine, 256, ticks),
        partial(baselines.engine, 1, ticks),
        partial(baselines.with_esper, ticks),
        partial(baselines.with_pymunk, ticks),
        time_crowd,
    ]
    many, single, esper, pymunk, crowd = medians(measures, rounds)
    yield Measurement("motion and hits, esper", esper, "ticks/s")
    yield Measurement("motion and hits, pymunk", pymunk, "ticks/s")
    for name, speed in (("W = 1", single), ("W = 256", many)):
        yield Measurement(f"motion and hits, {name}", speed, "world-ticks/s", "esper", speed / esper)
        yield Measurement(f"motion and hits, {name}", speed, "world-ticks/s", "pymunk", speed / pymunk)
    yield Measurement("100 ships, 1,000 shots, W = 1", crowd, "ticks/s")
