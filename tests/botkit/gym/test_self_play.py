"""Opponents that are replaced while matches are played: the learner itself, its past selves, networks from files."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from flown import Weaving, names, played, same
from gymnasium.vector import AutoresetMode

from botkit.gym import Network, SpaceEnv, SpaceVectorEnv
from botkit.gym.actions import orders_of
from engine.log import read_log
from systems.protocol.orders import inputs_of
from systems.replay.batch import check


class Linear:
    """A policy that can learn: a matrix, and what it last saw."""

    def __init__(self, size: int, seed: int) -> None:
        self.matrix = np.random.default_rng(seed).normal(size=(size, 5)) / 8

    def __call__(self, observations: Any) -> Any:
        return np.tanh(observations @ self.matrix)


def test_the_opponent_can_be_the_learner_itself_as_it_learns() -> None:
    envs = SpaceVectorEnv(4, "sumo")
    learner = envs.opponent = Linear(envs.layout.size, 1)
    envs.reset(seed=1)
    observations = played(envs, 3)[-1][0]  # from here on, the sides are not mirror images of each other
    for _ in range(5):
        theirs = envs._matches.opponents(envs._matches.every)
        wanted = [orders_of(learner(rows), (4, 5)) for rows in (observations, theirs)]
        assert (wanted[0] != wanted[1]).any()
        observations, *_ = envs.step(learner(observations))
        given = inputs_of(envs._episodes.world)[:10].reshape(5, 2, 4)
        assert (given == np.stack(wanted, axis=1)).all()
        learner.matrix += 0.1


def test_an_opponent_takes_over_at_once_and_logs_say_who_flew() -> None:
    envs = SpaceVectorEnv(2, max_ticks=20, autoreset_mode=AutoresetMode.SAME_STEP)
    assert envs.opponent == "first"
    envs.reset(seed=1)
    played(envs, 5)
    assert names(envs) == ["learner", "first"]
    envs.opponent = "first"
    assert names(envs) == ["learner", "first"]
    fresh = Linear(envs.layout.size, 1)
    envs.opponent = fresh
    assert envs.opponent is fresh and names(envs) == ["learner", "several"]
    before = envs.snapshot()
    rng = np.random.default_rng(0)
    actions = rng.uniform(-1, 1, (2, 5))
    twin = SpaceVectorEnv(2, max_ticks=20, autoreset_mode=AutoresetMode.SAME_STEP, opponent=fresh)
    twin.restore(before)
    assert (envs.step(actions)[0] == twin.step(actions)[0]).all()
    played(envs, 14)
    assert names(envs, current=False) == ["learner", "several"] and names(envs) == ["learner", "Linear"]
    assert check(read_log(envs.export(1))).ok
    played(envs, 20)
    assert names(envs, current=False) == ["learner", "Linear"]


@pytest.mark.parametrize("order", [("idle", "hunter"), ("hunter", "idle")])
@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_blind_opponents_and_others_replace_each_other(order: tuple[str, str], mode: AutoresetMode) -> None:
    envs = SpaceVectorEnv(3, max_ticks=15, opponent=order[0], autoreset_mode=mode)
    envs.reset(seed=1)
    played(envs, 2)
    envs.reset(seed=7, options={"reset_mask": np.array([False, False, True])})
    played(envs, 14)  # two matches have started again; the start of the third is prepared
    envs.opponent = order[1]
    twin = SpaceVectorEnv(3, max_ticks=15, opponent=order[1], autoreset_mode=mode)
    twin.restore(envs.snapshot())
    assert same(played(envs, 30), played(twin, 30))


def test_what_is_no_opponent_leaves_the_one_before(tmp_path: Path) -> None:
    envs = SpaceVectorEnv(2, opponent="hunter")
    envs.reset(seed=1)
    twin = copy.deepcopy(envs)
    (tmp_path / "no.json").write_text("{}", encoding="utf-8")
    for given, error, message in [
        ("nobody", ValueError, r"opponent 'nobody' is not one of: idle, random, first, .*; nor a path of a network"),
        ("missing.json", FileNotFoundError, "missing.json"),
        (str(tmp_path / "no.json"), ValueError, "no.json: it is not a network"),
        ("bot:missing.py", ValueError, "bot 'missing.py' is not a file, a folder or one of: "),
        (None, TypeError, "the opponent is a NoneType"),
    ]:
        with pytest.raises(error, match=message):
            envs.opponent = given  # type: ignore[assignment]
        assert envs.opponent == "hunter"
    assert same(played(envs, 10), played(twin, 10))


def test_a_network_flies_by_the_path_of_its_file(tmp_path: Path) -> None:
    envs = SpaceVectorEnv(3, "sumo", max_ticks=50)
    rng = np.random.default_rng(1)
    network = Network.from_layers(envs.layout, [(rng.normal(size=(5, envs.layout.size)), np.zeros(5))])
    path = tmp_path / "brave.json"
    network.save(path)
    envs.opponent = str(path)
    twin = SpaceVectorEnv(3, "sumo", max_ticks=50, opponent=network)
    assert (envs.reset(seed=1)[0] == twin.reset(seed=1)[0]).all()
    assert same(played(envs, 60), played(twin, 60))
    assert names(envs) == ["learner", "brave"] and names(twin) == ["learner", "Network"]
    made = gymnasium.make("botkit.gym:SpaceSumo-v1", opponent=str(path))
    made.reset(seed=1)
    assert names(made.unwrapped._envs) == ["learner", "brave"]  # type: ignore[attr-defined]


def test_an_opponent_with_a_state_is_told_of_each_match() -> None:
    envs = SpaceVectorEnv(2, "sumo", max_ticks=6, opponent=Weaving())
    flier = envs._flier
    assert isinstance(flier, Weaving) and flier is not envs.opponent
    envs.reset(seed=1)
    played(envs, 3)
    assert flier.told == (("begin", 0), ("begin", 1))
    envs.reset(seed=5, options={"reset_mask": np.array([False, True])})
    assert flier.told[2][:2] == ("finish", 1) and np.isnan(flier.told[2][2]) and flier.told[3:] == (("begin", 1),)
    assert flier.count.tolist() == [3, 0]
    played(envs, 3)
    assert [told[:2] for told in flier.told[4:]] == [("finish", 0)] and abs(flier.told[4][2]) <= 1
    played(envs, 1)
    assert flier.told[5:] == (("begin", 0),) and flier.count.tolist() == [0, 4]
    assert isinstance(envs.opponent, Weaving) and envs.opponent.told == ()
    off = SpaceVectorEnv(2, "sumo", max_ticks=3, opponent=Weaving(), autoreset_mode=AutoresetMode.DISABLED)
    off.reset(seed=1)
    assert played(off, 3)[-1][2].all()
    off.reset()
    assert [told[0] for told in off._flier.told] == ["begin"] * 2 + ["finish"] * 2 + ["begin"] * 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", ["sumo", "fleet"])
def test_a_state_is_copied_with_the_matches(mode: str) -> None:
    envs = SpaceVectorEnv(3, mode, max_ticks=37, opponent=Weaving())
    envs.reset(seed=1)
    played(envs, 30)
    snapshot = envs.snapshot()
    copies = [copy.deepcopy(envs), pickle.loads(pickle.dumps(envs)), SpaceVectorEnv(3, mode, max_ticks=37)]
    copies[2].opponent = Weaving()
    copies[2].restore(pickle.loads(pickle.dumps(snapshot)))
    first = played(envs, 50)
    for twin in copies:
        assert same(played(twin, 50), first)
    for _ in range(2):
        envs.restore(snapshot)
        assert same(played(envs, 50), first)
    envs.opponent = "first"
    before = envs._episodes.world.memory.copy()
    with pytest.raises(ValueError, match="against another kind of opponent"):
        envs.restore(snapshot)
    assert (envs._episodes.world.memory == before).all()


def test_a_single_environment_replaces_its_opponent_too() -> None:
    env = SpaceEnv("sumo", opponent="idle")
    env.reset(seed=1)
    env.opponent = Weaving()
    env.step(np.zeros(5))
    assert isinstance(env.opponent, Weaving) and names(env._envs) == ["learner", "several"]
    env.close()
    sync = gymnasium.make_vec("botkit.gym:SpaceSumo-v1", 2, vectorization_mode="sync")
    sync.reset(seed=1)
    sync.set_attr("opponent", ["hunter", "random"])  # type: ignore[attr-defined]
    assert sync.get_attr("opponent") == ("hunter", "random")  # type: ignore[attr-defined]
