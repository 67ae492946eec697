"""What stands around a tick, and where its time goes, by system."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from time import perf_counter

from benchmarks.engine.cases import TICKS, matches, random_orders, warm
from benchmarks.report import Measurement
from benchmarks.timing import medians, seconds
from engine.digest import fold, sha256
from systems.modes import MODES
from systems.protocol.observations import observe
from systems.protocol.orders import inputs_of
from systems.setup import Setup


def around(rounds: int) -> Iterator[Measurement]:
    """Yield the costs beside a tick: digests and observations."""
    for worlds in (1, 256):
        world = warm(worlds)
        digests = (partial(fold, world), partial(sha256, world, 0))
        folded, hashed = medians([partial(seconds, call, 200) for call in digests], rounds)
        folded /= worlds
        yield Measurement(f"digest of a world, W = {worlds}", folded * 1e6, "us", "SHA-256", hashed / folded)
    world = warm(16)
    seats = [(w, side) for w in range(16) for side in range(2)]
    values = [json.loads(text) for text in observe(world, seats)]
    written, dumped = medians(
        [
            lambda: seconds(lambda: observe(world, seats), 50) / len(seats),
            lambda: seconds(lambda: [json.dumps(value) for value in values], 50) / len(seats),
        ],
        rounds,
    )
    yield Measurement("observation of a seat, W = 16", written * 1e6, "us", "json.dumps alone", dumped / written)


def by_system(setup: Setup, worlds: int) -> Iterator[Measurement]:
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
    for name, time in sorted(spent.items(), key=lambda item: -item[1]):
        share = f"{time / whole:.0%} of the tick"
        yield Measurement(f"{setup.mode}, W = {worlds}: {name}, {share}", time / TICKS * 1e6, "us")
