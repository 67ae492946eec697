"""Fuel of exported bots: what observing and computing a network cost in a tick, by the network's size."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from benchmarks.report import Measurement
from benchmarks.sandbox.bots import BRIEFING, observation
from botkit.gym.observation.layout import Layout
from botkit.network import Network
from botkit.network.c import EXPORTS, sources_of
from botkit.network.python import bot_of
from sandbox import Guest, Limits, Program
from sandbox.identity import MODULE, Files
from sandbox.native import CompilerError, compile_bot
from systems.setup import Setup

HIDDEN = ((16,), (64,), (64, 64), (256, 256))
LIMITS = Limits()
TICK = 300  # of a match, the first of those that are asked for


def network_of(*hidden: int) -> Network:
    """Return a network of a duel's observations with random weights, and the outputs of `multidiscrete`."""
    layout, rng = Layout(Setup("duel", 0)), np.random.default_rng(1)
    widths = layout.size, *hidden, 18
    layers = [(rng.normal(size=(m, n)) / math.sqrt(n), rng.normal(size=m) / 3) for n, m in pairwise(widths)]
    return Network.from_layers(layout, layers, actions="multidiscrete")


def exports() -> Iterator[Measurement]:
    """Yield the fuel of a tick with twenty contacts, and how much of the limit is left, as a ratio."""
    for hidden in HIDDEN:
        network = network_of(*hidden)
        size = "-".join(map(str, network.widths))
        load, tick = fuel(tuple(sorted(bot_of(network, "bot").items())))
        limit = LIMITS.tick_fuel
        yield Measurement(f"tick, exported {size}, Python", tick, "fuel", f"the limit of {limit:,}", limit / tick)
        limit = LIMITS.load_fuel
        yield Measurement(f"load, exported {size}, Python", load, "fuel", f"the limit of {limit:,}", limit / load)
        try:
            module = compile_bot(sources_of(network), EXPORTS)
        except CompilerError as error:
            print(str(error).splitlines()[-1], file=sys.stderr)
            continue
        _, tick = fuel(((MODULE, module),))
        limit = LIMITS.module_tick_fuel
        yield Measurement(f"tick, exported {size}, C", tick, "fuel", f"the limit of {limit:,}", limit / tick)
        yield Measurement(f"exported {size}, C", len(module), "bytes")


def fuel(files: Files) -> tuple[int, int]:
    """Return the fuel that a bot takes to load and start, and in a tick."""
    with Program(Guest.load(), "bot", files, 1) as program:
        program.start(BRIEFING)
        load = program.fuel_used
        for tick in range(TICK, TICK + 3):
            program.tick(observation(tick), 0)
        return load, program.fuel_used
