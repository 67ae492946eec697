"""A bot of a network computes the environments' observations from what it is told, and orders what the network does."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from botkit.gym.observation.layout import Layout
from botkit.gym.observation.observer import Observer
from botkit.network import Network
from botkit.network.c import EXPORTS, sources_of
from botkit.network.python import bot_of
from botkit.runner import BotRunner
from engine.angle import cos_sin
from engine.world import World
from sandbox import Guest, Program
from sandbox.identity import MODULE
from sandbox.native import compile_bot
from systems.components import Hull, Position
from systems.protocol.observations import briefing, observe
from systems.protocol.orders import inputs_of
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

WORLDS = 3
SETUPS = [
    Setup("duel", 0),
    Setup("duel", 0, arena="belt"),
    Setup("duel", 0, arena="well"),
    Setup("melee", 0, sides=5),
    Setup("fleet", 0, arena="belt", ships=4),
    Setup("fleet", 0, arena="well", ships=3),
    Setup("sumo", 0),
    Setup("duel", 0, rules=Rules(energy=0.0, arena_radius=10_000.0)),
]
NAMES = [f"{setup.mode}-{setup.arena}-{n}" for n, setup in enumerate(SETUPS)]


def network_of(layout: Layout, *hidden: int, activation: str = "tanh", actions: str = "box") -> Network:
    rng = np.random.default_rng(3)
    widths = [layout.size, *hidden, {"box": 5, "multidiscrete": 21}[actions]]
    layers = [(rng.normal(size=(m, n)) / math.sqrt(n), rng.normal(size=m) / 3) for n, m in pairwise(widths)]
    return Network.from_layers(layout, layers, activation, actions)


def crowded(setup: Setup, seed: int, ticks: int) -> Iterator[World]:
    """Yield states in which much is sensed: ships near each other turn, fire and die."""
    world, rng = new_worlds([setup.with_seed(seed + w) for w in range(WORLDS)]), np.random.default_rng(seed)
    ships, n = world["ships"], setup.sides * setup.ships
    if setup.mode != "sumo":
        ships[Position].x[:], ships[Position].y[:] = rng.uniform(-400, 400, (2, n, WORLDS))
        ships[Hull].points[:] = rng.integers(3_000, 300_001, (n, WORLDS))
    for _ in range(ticks):
        yield world
        motion = rng.integers(-100, 101, (2 * n, WORLDS))
        others = [
            rng.integers(0, 4, (n, WORLDS)),
            rng.integers(0, 2, (n, WORLDS)),
            rng.integers(-100, 101, (n, WORLDS)),
        ]
        orders = np.concatenate([motion, *others]).reshape(5, n, WORLDS) * ships[Hull].alive
        inputs_of(world)[: 5 * n] = orders.reshape(5 * n, WORLDS)
        step(world)


class Bots:
    """A bot of a network in each seat of a match, in this process."""

    def __init__(self, setup: Setup, network: Network) -> None:
        self.runners = [BotRunner("ace", sorted(bot_of(network, "ace").items()), 1) for _ in range(setup.sides)]
        for side, runner in enumerate(self.runners):
            runner.start(briefing(setup, side))

    def see(self, side: int, text: bytes) -> dict[int, Any]:
        """Return what the bot computes from what it is told, for each of its ships."""
        seen: dict[int, Any] = self.runners[side]._globals["observer"].observe(json.loads(text))
        return {ship: np.array(numbers, np.float32) for ship, numbers in seen.items()}

    def act(self, side: int, text: bytes) -> Any:
        return json.loads(self.runners[side].tick(text.decode()))["ships"]


def ordered(action: Any) -> dict[str, Any]:
    """Return a network's action as a bot's orders."""
    thrust, turn, fire, shield, strafe = action.tolist()
    return {"thrust": thrust, "turn": turn, "fire": round(3 * fire), "shield": bool(shield), "strafe": strafe}


@pytest.mark.parametrize("setup", SETUPS, ids=NAMES)
def test_its_observations_and_orders_are_those_of_the_environment(setup: Setup) -> None:
    layout, compared = Layout(setup), 0
    network = network_of(layout, 16, actions="box" if setup.arena == "open" else "multidiscrete")
    bots, observer = Bots(setup, network), Observer(layout)
    for tick, world in enumerate(crowded(setup, 7, 120)):
        if tick % 3:
            continue
        observed, alive = observer.observe(world), world["ships"][Hull].alive
        for w in range(WORLDS):
            for side in np.unique(layout.game.side_of[alive[:, w]]).tolist():
                text = observe(world, [(w, side)])[0]
                seen, orders = bots.see(side, text), bots.act(side, text)
                for ship, numbers in seen.items():
                    assert numbers.tolist() == observed[:, ship, w].tolist(), (tick, w, ship)
                    assert orders[str(ship)] == ordered(network(observed[:, ship, w])), (tick, w, ship)
                compared += len(seen)
    assert compared > 100


def equally_far(setup: Setup) -> Iterator[World]:
    """Yield states in which all asteroids are about equally far away from the first ship."""
    rng = np.random.default_rng(1)
    for world in crowded(setup, 3, 40):
        asteroids, ship = world["asteroids"][Position], world["ships"][Position]
        shape = asteroids.x.shape
        angle, radius = rng.uniform(0, math.tau, shape), 200 + rng.integers(-2, 3, shape) / 1000
        asteroids.x[:], asteroids.y[:] = ship.x[0] + radius * np.cos(angle), ship.y[0] + radius * np.sin(angle)
        world["ships"][Hull].points[:], world["ships"][Hull].alive[:] = 300_000, True
        yield world


def test_things_about_equally_far_away_come_in_the_same_order() -> None:
    setup, sorted_by_distance = Setup("duel", 0, arena="belt"), set()
    layout = Layout(setup)
    observer, bots = Observer(layout), Bots(setup, network_of(layout))
    for world in equally_far(setup):
        observed = observer.observe(world)
        assert (Observer(layout, 0).observe(world) == observed[:, :1]).all()
        for w in range(WORLDS):
            numbers = bots.see(0, observe(world, [(w, 0)])[0])[0]
            assert numbers.tolist() == observed[:, 0, w].tolist()
            x, y = layout.split(numbers)["asteroids"][:, 1:3].T
            sorted_by_distance.add(bool((np.diff(np.hypot(x, y)) >= 0).all()))
    assert sorted_by_distance == {False, True}


@pytest.mark.skipif(find_spec("ziglang") is None, reason="no ziglang: test_matches.py says so")
def test_they_do_in_a_module() -> None:
    setup = Setup("duel", 0, arena="belt")
    layout = Layout(setup)
    weight, block = np.zeros((5, layout.size)), layout.blocks["asteroids"]
    weight[:2, block.span] = np.random.default_rng(1).normal(size=(2, 4 * len(block.fields)))
    network, observer, acts = Network.from_layers(layout, [(weight, np.zeros(5))]), Observer(layout), set()
    module = compile_bot(sources_of(network), EXPORTS)
    with Program(Guest.load(), "ace", ((MODULE, module),), 1) as program:
        program.start(briefing(setup, 0))
        for world in equally_far(setup):
            for w in range(WORLDS):
                told = json.loads(program.tick(observe(world, [(w, 0)])[0], 0))["ships"]["0"]
                assert told == ordered(network(observer.observe(world)[:, 0, w]))
                acts.add(told["thrust"])
    assert len(acts) > 20


def test_a_bot_plays_where_there_is_more_or_less_than_it_was_trained_with() -> None:
    trained = Layout(Setup("fleet", 0, arena="belt", ships=4))
    for setup in SETUPS:
        layout = Layout(setup)
        bots, observer = Bots(setup, network_of(trained)), Observer(layout)
        *_, world = crowded(setup, 5, 30)
        observed, alive = observer.observe(world), world["ships"][Hull].alive
        for side in np.unique(layout.game.side_of[alive[:, 0]]).tolist():
            text = observe(world, [(0, side)])[0]
            assert bots.act(side, text).keys() == {str(ship["id"]) for ship in json.loads(text)["ships"]}
            for ship, numbers in bots.see(side, text).items():
                theirs = layout.split(observed[:, ship, 0])
                for name, block in trained.split(numbers).items():
                    there = theirs.get(name, block[:0])[: len(block)]
                    assert block[: len(there)].tolist() == there.tolist()
                    assert not block[len(there) :].any()


DIRECTIONS = """
import math, observation
def bot_main(seen):
    headings = [observation.direction(round(step * math.tau / 65536, 6)) for step in seen["steps"]]
    return {"log": ",".join(f"{number:.9g}" for pair in headings for number in pair)}
"""


def test_the_guest_has_the_engine_s_directions() -> None:
    layout = Layout(Setup("duel", 0))
    files = bot_of(network_of(layout), "ace") | {"main.py": DIRECTIONS}
    steps = np.arange(-(2**15), 2**15)
    expected = cos_sin((steps.astype(np.uint32) << np.uint32(16)).reshape(-1, 1024)).astype(np.float32)
    with Program(Guest.load(), "ace", sorted(files.items()), 1) as program:
        program.start(briefing(Setup("duel", 0), 0))
        for n, row in enumerate(steps.reshape(-1, 1024).tolist()):
            told = json.loads(program.tick(json.dumps({"steps": row}).encode(), 0))["log"]
            found = np.array(told.split(","), np.float64).astype(np.float32).reshape(-1, 2).T
            assert (found == expected[:, n]).all()
