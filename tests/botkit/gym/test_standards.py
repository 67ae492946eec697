"""The checkers of Gymnasium and PettingZoo find nothing."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env, data_equivalence
from gymnasium.vector import AutoresetMode
from pettingzoo.test import parallel_api_test, parallel_seed_test

from botkit.gym import SpaceParallelEnv, SpaceVectorEnv
from botkit.gym.registration import ENVIRONMENTS

MODES = ["duel", "melee", "fleet", "sumo"]


@pytest.fixture(autouse=True)
def strict() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("actions", ["box", "multidiscrete"])
@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_gymnasium_finds_nothing_wrong(name: str, actions: str) -> None:
    check_env(gymnasium.make(f"botkit.gym:{name}", actions=actions).unwrapped)


@pytest.mark.parametrize("actions", ["box", "multidiscrete"])
@pytest.mark.parametrize("mode", MODES)
def test_pettingzoo_finds_nothing_wrong(mode: str, actions: str) -> None:
    make = partial(SpaceParallelEnv, mode, actions=actions, max_ticks=40)
    parallel_api_test(make(), num_cycles=100)
    parallel_seed_test(make, num_cycles=50)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_vector_environment_is_what_gymnasium_makes_of_single_ones(name: str) -> None:
    """Including what happens when matches end, in the mode that is Gymnasium's default and in that of the same step."""
    for mode in (AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP):
        options = {"max_ticks": 20, "opponent": "random"}
        ours = gymnasium.make_vec(f"botkit.gym:{name}", 3, autoreset_mode=mode, **options)
        theirs = gymnasium.make_vec(
            name, 3, vectorization_mode="sync", vector_kwargs={"autoreset_mode": mode}, **options
        )
        assert isinstance(ours, SpaceVectorEnv) and ours.metadata["autoreset_mode"] == mode
        for space in ("observation_space", "action_space", "single_observation_space", "single_action_space"):
            assert getattr(ours, space) == getattr(theirs, space)
        ours.action_space.seed(1)
        assert data_equivalence(*(envs.reset(seed=5)[0].astype(np.float32) for envs in (ours, theirs)))
        ended = 0
        for _ in range(66):
            actions = ours.action_space.sample()
            (obs, *numbers, info), (their_obs, *their_numbers, their_info) = ours.step(actions), theirs.step(actions)
            assert (obs == their_obs).all() and obs in ours.observation_space
            for own, other in zip(numbers, their_numbers, strict=True):
                assert (own == other).all() and own.dtype == other.dtype
            ended += numbers[1].sum()
            assert same_info(info, their_info), (info, their_info)
        assert ended >= 9


def same_info(own: Any, other: Any) -> bool:
    """Whether the values of each environment that has them are the same; masks say which."""
    for name, values in other.items():
        if name.startswith("_"):
            continue
        mask = other[f"_{name}"]
        if isinstance(values, dict):
            if not same_info(own[name], values):
                return False
        elif (own[f"_{name}"] != mask).any() or not all(
            np.array_equal(own[name][w], values[w]) for w in mask.nonzero()[0]
        ):
            return False
    return own.keys() >= other.keys()
