"""Agent-steps a second of the environments of botkit.gym, and of the bare engine and other environments beside them."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, pairwise
from pathlib import Path
from time import process_time
from typing import Any

import gymnasium
import numpy as np

from benchmarks.engine.cases import DUEL, matches, random_orders
from benchmarks.engine.speeds import time_plain
from benchmarks.report import Measurement
from benchmarks.timing import medians
from botkit.gym import Layout, Network, OpponentPool, SpaceParallelEnv, SpaceVectorEnv
from systems.protocol.orders import ORDERS, inputs_of
from systems.setup import Setup
from systems.worlds import step

BOTS = Path(__file__).parents[2] / "examples" / "bots"
WORLDS = (1, 64, 1024)
STEPS = {1: 1200, 64: 600, 1024: 300}  # of one measurement
LENGTH = 600  # ticks of a match, about as many as a duel of bots takes
WARM = 60  # steps before, after which shots fly
BARE = "bare engine"
SAMPLES = 16  # actions, drawn before and used in turn


def time_bare(setup: Setup, worlds: int) -> float:
    """Return the world-ticks a second of the engine alone, with random orders."""
    ticks = STEPS[worlds]
    world, orders = matches(setup, worlds), random_orders(setup, worlds, ticks)
    inputs = inputs_of(world)
    began = process_time()
    for order in orders:
        inputs[:] = order
        step(world)
    return worlds * ticks / (process_time() - began)


def time_vector(worlds: int, agents: int = 1, **options: Any) -> float:
    """Return the agent-steps a second of a vector environment with random actions, `agents` of them in each match.

    The actions of all are drawn before; only with `opponent` does the time contain a policy's.
    """
    rng = np.random.default_rng(1)
    drawn, starts = rng.uniform(-1, 1, (worlds * agents + SAMPLES, ORDERS)).astype(np.float32), cycle(range(SAMPLES))
    envs = SpaceVectorEnv(
        worlds, max_ticks=LENGTH, **{"opponent": lambda rows: drawn[next(starts) :][: len(rows)]} | options
    )
    shape = envs.action_space.shape
    assert shape is not None, "a Box has a shape"
    actions = [rng.uniform(-1, 1, shape).astype(np.float32) for _ in range(SAMPLES)]
    envs.reset(seed=0)
    # As after a long time: matches end all the while, not all at once.
    envs._episodes.world.tick[:] = rng.integers(0, LENGTH, worlds)
    return _time(envs, actions, STEPS[worlds], worlds * agents)


def time_cartpole(worlds: int, mode: str) -> float:
    """Return the steps a second of Gymnasium's CartPole, vectorised by it (`sync`) or by its own arrays."""
    envs = gymnasium.make_vec("CartPole-v1", worlds, vectorization_mode=mode)
    rng = np.random.default_rng(1)
    envs.reset(seed=0)
    return _time(envs, [rng.integers(0, 2, worlds) for _ in range(SAMPLES)], max(STEPS[worlds] // 10, 30), worlds)


def _time(envs: Any, actions: list[Any], steps: int, agents: int) -> float:
    for n in range(min(WARM, steps)):
        envs.step(actions[n % SAMPLES])
    began = process_time()
    for n in range(steps):
        envs.step(actions[n % SAMPLES])
    return agents * steps / (process_time() - began)


def time_parallel(make: Callable[[], Any], steps: int) -> float:
    """Return the agent-steps a second of a parallel environment of PettingZoo."""
    env = make()
    env.reset(seed=0)
    actions = [{agent: env.action_space(agent).sample() for agent in env.possible_agents} for _ in range(SAMPLES)]
    done, began = 0, process_time()
    for n in range(steps):
        done += len(env.agents)
        env.step(actions[n % SAMPLES])
        if not env.agents:
            env.reset()
    return done / (process_time() - began)


def opponents() -> Iterator[tuple[str, int, Any]]:
    """Yield opponents in duels: what each is, how many matches to play, and the opponent."""
    for name in ("first", "hunter"):
        yield name, 1024, name
    rng, layout = np.random.default_rng(1), Layout(DUEL)
    widths = pairwise([layout.size, 64, 64, ORDERS])
    layers = [(rng.normal(size=(rows, columns)) / columns, np.zeros(rows)) for columns, rows in widths]
    yield "a network of 64 and 64 hidden units", 1024, Network.from_layers(layout, layers)
    yield "a pool of first and hunter", 1024, OpponentPool({"first": "first", "hunter": "hunter"})
    yield "the bot hunter.py in the sandbox", 64, f"bot:{BOTS / 'hunter.py'}"


def simple_tag() -> Callable[[], Any] | None:
    """Return PettingZoo's simple_tag, or None without the package `mpe2`, to which it has moved."""
    try:
        from mpe2 import simple_tag_v3
    except ImportError:
        print("without mpe2: pip install mpe2 to measure simple_tag, too", file=sys.stderr)
        return None
    return partial(simple_tag_v3.parallel_env, max_cycles=100)


def memory(worlds: int, record: bool) -> float:
    """Return the memory of a vector environment that has played, in bytes per match."""
    tracemalloc.start()
    try:
        envs = SpaceVectorEnv(worlds, opponent="random", record=record)
        envs.reset(seed=0)
        for _ in range(3):
            envs.step(np.zeros((worlds, ORDERS), np.float32))
        return tracemalloc.get_traced_memory()[0] / worlds
    finally:
        tracemalloc.stop()


def speeds(rounds: int) -> Iterator[Measurement]:
    """Yield every speed. A step of an agent counts once, a tick of the engine once for its whole match."""
    tag = simple_tag()
    cases: dict[str, tuple[str, str | None, Callable[[], float]]] = {}  # unit, baseline, and measure
    for worlds in WORLDS:
        at = f"W = {worlds:,}"
        bare = f"{BARE}, {at}"
        cases[bare] = "world-ticks/s", None, partial(time_bare, DUEL, worlds)
        cases[f"duel, a learner against idle, {at}"] = (
            "agent-steps/s",
            bare,
            partial(time_vector, worlds, opponent="idle"),
        )
        cases[f"duel, both sides observe and act, {at}"] = (
            "agent-steps/s",
            bare,
            partial(time_vector, worlds, 2),
        )
        cases[f"CartPole, sync, {at}"] = "agent-steps/s", None, partial(time_cartpole, worlds, "sync")
    cases["CartPole, in numpy, W = 1,024"] = "agent-steps/s", None, partial(time_cartpole, 1024, "vector_entry_point")
    for name, worlds, opponent in opponents():
        at = f"W = {worlds:,}"
        measure = partial(time_vector, worlds, opponent=opponent)
        cases[f"duel, a learner against {name}, {at}"] = "agent-steps/s", f"{BARE}, {at}", measure
    for mode, agents in (("melee", 8), ("fleet", 10), ("sumo", 2)):
        setup = {"melee": Setup("melee", 0, sides=8), "fleet": Setup("fleet", 0, ships=5), "sumo": Setup("sumo", 0)}[
            mode
        ]
        cases[f"{mode}, {BARE}, W = 64"] = "world-ticks/s", None, partial(time_bare, setup, 64)
        cases[f"{mode}, all {agents} ships observe and act, W = 64"] = (
            "agent-steps/s",
            f"{mode}, {BARE}, W = 64",
            partial(time_vector, 64, agents, mode=mode),
        )
    cases["duel, PettingZoo's parallel API"] = "agent-steps/s", None, partial(time_parallel, SpaceParallelEnv, 400)
    if tag is not None:
        cases["simple_tag, PettingZoo's parallel API"] = "agent-steps/s", None, partial(time_parallel, tag, 400)
    cases["duel, plain Python"] = "ticks/s", None, time_plain
    values = dict(zip(cases, medians([measure for *_, measure in cases.values()], rounds), strict=True))
    for name, (unit, baseline, _) in cases.items():
        ratio = None if baseline is None else values[name] / values[baseline]
        yield Measurement(name, values[name], unit, baseline, ratio)
    for record in (True, False):
        kept = "with" if record else "without"
        yield Measurement(f"duel, {kept} what export needs, W = 1,024", memory(1024, record), "bytes/match")
