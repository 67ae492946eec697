"""Whole matches of exported bots, in the sandbox, are those of their networks in the environment, order by order."""

from __future__ import annotations

import math
import os
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from botkit.gym import Network, SpaceVectorEnv
from botkit.gym.observation.layout import Layout
from botkit.network.c import EXPORTS, sources_of
from botkit.network.python import bot_of
from engine.log import MatchLog, read_log
from league.match.batch import Job, play_batch
from league.match.manager import Seat
from sandbox.identity import MODULE, Files
from sandbox.native import compile_bot
from systems.rules import Rules
from systems.setup import Setup

HAS_COMPILER = find_spec("ziglang") is not None
OTHER = Rules(
    hull=77.7, energy=44.3, beacon_points=25.1, ship_radius=13.3, shot_speed=(333.3, 460.0, 380.0), asteroid_pairs=3
)
CASES: list[tuple[str, dict[str, Any]]] = [
    ("duel", {"max_ticks": 1000}),
    ("duel", {"arena": "belt", "max_ticks": 500}),
    ("duel", {"arena": "well", "max_ticks": 500}),
    ("melee", {"arena": "belt", "sides": 4, "max_ticks": 300}),
    ("fleet", {"arena": "well", "ships": 3, "max_ticks": 400}),
    ("sumo", {}),
    ("duel", {"arena": "belt", "max_ticks": 333, "rules": OTHER}),
    ("duel", {"max_ticks": 100, "rules": Rules(energy=0.0)}),
]


def as_python(network: Network) -> Files:
    return sorted(bot_of(network, "ace").items())


def as_module(network: Network) -> Files:
    return [(MODULE, compile_bot(sources_of(network), EXPORTS))]


def gunner(layout: Layout, actions: str) -> Network:
    """Return a network without hidden units that flies to the centre, aims and fires at foes, and evades shots."""
    outputs = {"box": 5, "multidiscrete": 21}[actions]
    weight, bias = np.zeros((outputs, layout.size)), np.zeros(outputs)
    aim_x, aim_y = (layout.column("foes", name) for name in ("aim_x", "aim_y"))
    spin, ahead, left = layout.column("own", "spin"), layout.column("arena", "x"), layout.column("arena", "y")
    if actions == "box":
        weight[0, ahead], bias[0] = 1.0, 0.3
        weight[1, [aim_y, left, spin]] = 3.0, 1.0, -0.7
        weight[2, aim_x], bias[2] = 30.0, -29.0
        if "shots" in layout.blocks:
            weight[3, layout.column("shots", "sensed")] = 1.0
            weight[3, layout.column("shots", "x")] = -4.0
            weight[4, layout.column("shots", "y")] = -9.0
    else:
        turns = np.array([-1.0, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 1.0])
        weight[2, ahead], bias[1] = 1.0, 0.2
        weight[3:12, [aim_y, left, spin]] = turns[:, None] * [3.0, 1.0, -0.7]
        bias[3:12] = -(turns**2) / 2
        weight[13:16, aim_x], bias[13:16] = [30.0, 29.9, 10.0], [-29.0, -28.8, -9.0]
        weight[[18, 20], layout.column("shots", "y")] = [9.0, -9.0]
    return Network.from_layers(layout, [(weight, bias)], "relu", actions)


def dreamer(layout: Layout, activation: str) -> Network:
    """Return a network with random weights."""
    rng, widths = np.random.default_rng(layout.size), (layout.size, 24, 12, 5)
    layers = [
        (rng.normal(size=(outputs, inputs)) * 1.5 / math.sqrt(inputs), rng.normal(size=outputs) / 4)
        for inputs, outputs in pairwise(widths)
    ]
    return Network.from_layers(layout, layers, activation)


def in_the_gym(mode: str, options: dict[str, Any], learner: Network, opponent: Network) -> MatchLog:
    """Return the log of a match in which networks play, one as a learner would."""
    envs = SpaceVectorEnv(2, mode, opponent=opponent, **options)
    observations, _ = envs.reset(seed=5)
    ended = np.zeros(2, np.bool_)
    while not ended[1]:
        observations, _, ended, _, _ = envs.step(learner(observations))
    return read_log(envs.export(1))


@pytest.mark.parametrize(("mode", "options"), CASES, ids=[f"{mode}-{n}" for n, (mode, _) in enumerate(CASES)])
def test_matches_are_the_same_in_the_gym_and_in_the_sandbox(mode: str, options: dict[str, Any]) -> None:
    layout = SpaceVectorEnv(1, mode, **options).layout
    actions = "multidiscrete" if options.get("arena") == "belt" else "box"
    learner, opponent = gunner(layout, actions), dreamer(layout, "relu" if mode == "duel" else "tanh")
    log = in_the_gym(mode, options, learner, opponent)
    assert len(log.inputs) > 20 and len(np.unique(log.inputs, axis=0)) > len(log.inputs) / 4
    setup, jobs = Setup.from_dict(log.header["setup"]), []
    for export in (as_python, *[as_module] * HAS_COMPILER):
        mine, theirs = Seat("ace", export(learner)), Seat("deuce", export(opponent))
        jobs.append(Job(0, setup, (mine, *[theirs] * (setup.sides - 1))))
    for outcome in play_batch(jobs):
        again = read_log(outcome.log)
        assert [seat["faults"] for seat in outcome.result["seats"]] == [[]] * setup.sides
        assert again.inputs.tobytes() == log.inputs.tobytes()
        assert log.footer is not None and outcome.result["digest"] == log.footer["result"]["digest"]


def test_there_is_a_compiler() -> None:
    if not HAS_COMPILER:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no ziglang: pip install 'spacecode[native]'")
