"""Scripted opponents act as the example bots do that they are made after, and are of different strengths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from botkit.gym.actions import give_orders, orders_of
from botkit.gym.observation.layout import Layout
from botkit.gym.observation.observer import Observer
from botkit.gym.opponents.dodging import weave
from botkit.gym.opponents.policies import OPPONENTS, Idle, Policy, policy_of
from botkit.gym.simulation.setups import setup_of
from botkit.gym.vector import SpaceVectorEnv
from botkit.network import Network
from botkit.runner import BotRunner
from engine.world import World
from systems.components import Hull
from systems.protocol.observations import briefing, observe
from systems.protocol.orders import ORDERS, read_action
from systems.setup import Setup
from systems.worlds import new_worlds, step

BOTS = Path(__file__).parents[3] / "examples" / "bots"


def turns(setup: Setup, policies: tuple[Policy, Policy], ticks: int) -> Iterator[tuple[World, np.ndarray]]:
    """Yield the states of a duel between policies, and their orders, `[5, 2]`."""
    world, layout = new_worlds([setup]), Layout(setup)
    observer = Observer(layout)
    for _ in range(ticks):
        seen = observer.observe(world)
        orders = np.stack([orders_of(p(seen[:, s].T), (1, 5))[:, 0] for s, p in enumerate(policies)], axis=1)
        yield world, orders
        give_orders(world, [0, 1], orders[:, :, None])
        step(world)
        if not world["ships"][Hull].alive.all():
            return


@pytest.mark.parametrize(
    ("name", "other", "arena"),
    [
        ("first", "hunter", "belt"),
        ("hunter", "first", "open"),
        ("first", "hunter", "well"),
        ("hunter", "first", "well"),
        ("aggressive", "hunter", "open"),
        ("circle", "first", "open"),
        ("circle", "aggressive", "well"),
        ("plain", "first", "open"),
    ],
)
def test_an_opponent_gives_the_orders_of_the_example(name: str, other: str, arena: str) -> None:
    same, total, fired, thrusts, turned = 0, 0, 0, [], []
    for seed in range(3):
        setup = setup_of("duel", arena).with_seed(seed)
        layout = Layout(setup)
        bot = BotRunner(name, [("main.py", (BOTS / f"{name}.py").read_text(encoding="utf-8"))], 0)
        bot.start(briefing(setup, 0))
        for world, orders in turns(setup, (policy_of(name, layout), policy_of(other, layout)), 400):
            seen = observe(world, [(0, 0)])[0].decode()
            action: Any = json.loads(bot.tick(seen))
            if name == "aggressive" and not json.loads(seen)["contacts"]["ship"]:
                continue  # the example flies to where it last saw its enemy
            thrust, turn, *others = read_action(json.dumps(action), [0]).orders.get(0, (0,) * ORDERS)
            total += 1
            same += others == orders[2:, 0].tolist()
            fired += others[0] > 0
            thrusts.append(abs(int(orders[0, 0]) - thrust))
            turned.append(abs(int(orders[1, 0]) - turn))
        bot.close()
    assert total > 400 and fired > 20
    assert same / total > 0.98
    assert np.mean(np.array(thrusts) <= 2) > 0.97 and np.mean(np.array(turned) <= 2) > 0.95


def test_a_policy_gives_each_row_what_it_gives_it_alone() -> None:
    for mode in ("duel", "melee", "fleet", "sumo"):
        envs = SpaceVectorEnv(3, mode, opponent="random")
        envs.reset(seed=1)
        for _ in range(40):
            envs.step(envs.action_space.sample())
        rows = envs._matches.observed().reshape(envs.layout.size, -1).T
        for name in OPPONENTS:
            policy = policy_of(name, envs.layout)
            actions = policy(rows)
            assert actions.shape == (len(rows), 5) and np.isfinite(actions).all()
            assert (policy(rows[2:3]) == actions[2:3]).all()


def test_a_dodger_is_hit_by_fewer_shots_than_another() -> None:
    hits = []
    for learner in ("dodger", "first"):
        envs = SpaceVectorEnv(32, opponent="hunter", max_ticks=600, record=False)
        policy, lost = policy_of(learner, envs.layout), 0
        envs.reward = lambda step: step.lost
        observations, _ = envs.reset(seed=1)
        for _ in range(300):
            observations, rewards, *_ = envs.step(policy(observations))
            lost += rewards.sum()
        hits.append(lost)
    assert hits[0] < 0.8 * hits[1]


def test_weaving_changes_sides_at_random_but_is_the_same_in_the_same_state() -> None:
    envs = SpaceVectorEnv(200, max_ticks=100)
    observations, _ = envs.reset(seed=1)
    sides = []
    for _ in range(96):
        sides.append(weave(envs.layout, observations, 12))
        assert (weave(envs.layout, observations[3:5], 12) == sides[-1][3:5]).all()
        observations, *_ = envs.step(np.zeros((200, 5)))
    changes = np.diff(sides, axis=0) != 0
    assert set(np.unique(sides)) == {-1.0, 1.0} and abs(np.mean(sides)) < 0.1
    assert 0.4 < changes.sum(axis=0).mean() / (96 / 12) < 0.6
    assert (changes.any(axis=1)).mean() > 0.8  # matches do not change sides in step


def test_random_actions_are_uniform_and_depend_on_the_state() -> None:
    envs = SpaceVectorEnv(500, opponent="idle")
    envs.reset(seed=1)
    policy, drawn = policy_of("random", envs.layout), []
    for _ in range(10):
        drawn.append(policy(envs._observation()))
        envs.step(np.zeros((500, 5)))
    numbers = np.concatenate(drawn)
    assert np.abs(numbers.mean(axis=0)).max() < 0.05 and np.abs(numbers.std(axis=0) - 3**-0.5).max() < 0.02
    assert len(np.unique(numbers)) == numbers.size


@pytest.mark.parametrize(("learner", "opponent"), [("first", "random"), ("hunter", "idle"), ("dodger", "first")])
def test_opponents_are_of_different_strengths(learner: str, opponent: str) -> None:
    envs = SpaceVectorEnv(16, opponent=opponent, record=False)
    policy, results = policy_of(learner, envs.layout), []
    observations, _ = envs.reset(seed=1)
    while len(results) < 16:
        observations, _, ended, _, info = envs.step(policy(observations))
        results += info["result"][ended].tolist() if ended.any() else []
    assert np.mean(np.array(results) > 0) > 0.9


@pytest.mark.parametrize(("mode", "arena"), [("duel", "open"), ("duel", "belt"), ("melee", "well"), ("sumo", "open")])
def test_a_network_takes_its_inputs_by_name_from_other_observations(mode: str, arena: str) -> None:
    trained = Layout(setup_of("duel"), shots=2)
    rng = np.random.default_rng(1)
    network = Network.from_layers(trained, [(rng.normal(size=(5, trained.size)), np.zeros(5))])
    turned = Network(dict(reversed(network.inputs.items())), network.layers)
    envs = SpaceVectorEnv(3, mode, arena, opponent="random")
    observations, _ = envs.reset(seed=1)
    for _ in range(40):
        observations, *_ = envs.step(envs.action_space.sample())
    for policy in (network, turned):
        inputs = np.zeros((3, trained.size))
        places = [
            (name, row, f) for name, (rows, fields) in policy.inputs.items() for row in range(rows) for f in fields
        ]
        for place, (block, row, field) in enumerate(places):
            if block in envs.layout.blocks and row < envs.layout.blocks[block].rows:
                inputs[:, place] = observations[:, envs.layout.column(block, field, row)]
        assert (policy_of(policy, envs.layout)(observations) == policy(inputs)).all()
        SpaceVectorEnv(2, mode, arena, opponent=policy).reset(seed=1)
    assert repr(network) == "<Network 41-5, activation 'tanh', actions 'box'>"


def test_an_idle_opponent_is_blind() -> None:
    assert Idle.blind and not np.any(Idle()(np.ones((3, 50), np.float32)))


@pytest.mark.parametrize("seat", [0, 1, 2])
def test_a_policy_is_given_a_row_of_each_ship_of_each_match(seat: int) -> None:
    """Ship by ship in order of id, and of each all matches."""
    given = []

    def policy(observations: np.ndarray) -> np.ndarray:
        given.append(observations.copy())
        return np.zeros((len(observations), 5))

    envs = SpaceVectorEnv(4, "melee", sides=3, seat=seat, opponent=policy)
    envs.reset(seed=1)
    every = Observer(envs.layout).observe(envs._episodes.world)
    envs.step(envs.action_space.sample())
    flown = [ship for ship in range(3) if ship != seat]
    assert (given[0] == np.concatenate([every[:, ship].T for ship in flown])).all()
