"""What happened in a step adds up to the state that is reached, and rewards are made of it."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from botkit.gym import SpaceParallelEnv, SpaceVectorEnv, rewards
from botkit.gym.actions import give_orders, orders_of
from botkit.gym.observation.layout import Layout
from botkit.gym.observation.observer import Observer
from botkit.gym.opponents.policies import policy_of
from botkit.gym.simulation.setups import setup_of
from botkit.gym.simulation.transition import Transition
from systems.components import Hull, Impact, Outcome, Score
from systems.results import result
from systems.rules import UNIT
from systems.worlds import seeded_worlds, step

WORLDS = 6


@pytest.mark.parametrize("mode", ["duel", "melee", "fleet", "sumo"])
def test_steps_add_up_to_the_state(mode: str) -> None:
    setup = setup_of(mode, sides=4 if mode == "melee" else None, max_ticks=700)
    world, layout = seeded_worlds(setup, range(WORLDS)), Layout(setup)
    observer, policy, game = Observer(layout), policy_of("first", layout), layout.game
    shape = game.sides, WORLDS
    total = {name: np.zeros(shape) for name in ("dealt", "lost", "points", "hits", "result", "damage", "beacon")}
    going, hits = np.ones(WORLDS, np.bool_), np.zeros(WORLDS)
    final = {name: np.zeros(shape) for name in ("dealt", "lost", "points", "result")}
    while going.any():
        rows = observer.observe(world).reshape(layout.size, -1).T
        orders = orders_of(policy(rows), (len(rows), 5)).reshape(5, game.ships, WORLDS)
        give_orders(world, slice(game.ships), orders)
        transition = Transition(world)
        step(world)
        for name in ("dealt", "lost", "points", "hits", "result"):
            total[name] += getattr(transition, name) * going
        for name in ("damage", "beacon"):
            total[name] += getattr(rewards, name)(transition) * going
        hits += (world["shots"][Impact].ship > 0).sum(axis=0) * going
        assert (transition.ended == (going & (world["matches"][Outcome].ended[0] > 0))).all()
        for w in transition.ended.nonzero()[0].tolist():
            true = result(world, w)
            assert transition.ends[w] == true["how"]
            score = world["seats"][Score]
            left = np.maximum(world["ships"][Hull].points[:, w], 0).reshape(game.sides, -1).sum(axis=1) / UNIT
            final["dealt"][:, w], final["points"][:, w] = score.dealt[:, w] / UNIT, score.score[:, w] / UNIT
            final["lost"][:, w] = 100 * game.per_side - left
            better = [sum(other < own for other in true["ranks"]) for own in true["ranks"]]
            worse = [sum(other > own for other in true["ranks"]) for own in true["ranks"]]
            final["result"][:, w] = (np.array(worse) - better) / (game.sides - 1)
        going &= ~transition.ended
    for name, expected in final.items():
        assert np.allclose(total[name], expected), name
    assert (total["hits"].sum(axis=0) == hits).all() and (hits.any() or mode == "sumo")
    assert np.allclose(total["damage"], (final["dealt"] - final["lost"]) / 100)
    assert np.allclose(total["beacon"], final["points"] / layout.win)
    assert np.allclose(total["result"].sum(axis=0), 0) and np.abs(total["result"]).max() == 1


def test_rewards_are_weighed_and_summed() -> None:
    world = seeded_worlds(setup_of("sumo"), range(WORLDS))
    transition = Transition(world)
    step(world)
    centre = rewards.centre(transition)
    assert centre.shape == (2, WORLDS) and (centre > 0.5 / 30).all() and (centre < 1 / 30).all()
    total = rewards.weighted((rewards.centre, 2.0), (rewards.hits, 1.0), (rewards.outcome, 5.0))(transition)
    assert np.allclose(total, 2 * centre)


def test_the_learner_gets_the_reward_of_its_seat() -> None:
    def seats(transition: Transition) -> np.ndarray:
        return np.arange(4.0)[:, None] * np.ones(2)

    envs = SpaceVectorEnv(2, "melee", sides=4, seat=3, reward=seats)
    envs.reset(seed=1)
    assert envs.step(envs.action_space.sample())[1].tolist() == [3.0, 3.0]


def test_a_reward_of_another_shape_is_an_error() -> None:
    """A number of each match alone would otherwise be taken for that of a side."""
    envs, agents = SpaceVectorEnv(3, reward=lambda step: np.arange(3.0)), SpaceParallelEnv(reward=lambda step: 1.0)
    envs.reset(seed=1)
    with pytest.raises(ValueError, match=r"the reward has the shape \(3,\), not \(2, 3\)"):
        envs.step(np.zeros((3, 5)))
    agents.reset(seed=1)
    with pytest.raises(ValueError, match=r"the reward has the shape \(\), not \(2, 1\)"):
        agents.step(dict.fromkeys(agents.agents, np.zeros(5)))


def test_what_is_no_reward_and_weight_is_an_error_at_once() -> None:
    wrong: Any = rewards.damage
    with pytest.raises(TypeError, match="cannot unpack"):
        rewards.weighted(wrong)
    with pytest.raises(TypeError, match="the reward is a str, not a function"):
        rewards.weighted(("damage", 0.5))  # type: ignore[arg-type]


def test_a_weighted_reward_can_be_pickled() -> None:
    reward = rewards.weighted((rewards.outcome, 1.0), (rewards.damage, 0.5))
    assert isinstance(pickle.loads(pickle.dumps(SpaceVectorEnv(1, reward=reward))), SpaceVectorEnv)
