"""Vector environments: seeds, autoreset, info, exported logs, snapshots, and wrong use."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode

from botkit.gym import Opponent, SpaceEnv, SpaceParallelEnv, SpaceVectorEnv
from botkit.gym.simulation.episodes import Episodes, episode_seed
from botkit.gym.simulation.setups import setup_of
from engine.digest import sha256
from engine.log import read_log
from systems.release import release
from systems.replay.batch import check
from systems.rules import Rules
from systems.worlds import new_worlds

SAME, NEXT = AutoresetMode.SAME_STEP, AutoresetMode.NEXT_STEP


def played(envs: SpaceVectorEnv, steps: int, seed: int = 0) -> list[Any]:
    """Return what each of so many random steps returns."""
    rng = np.random.default_rng(seed)
    return [envs.step(rng.uniform(-1, 1, envs.action_space.shape)) for _ in range(steps)]


def test_a_match_depends_on_the_seed_of_its_environment_and_not_on_the_others() -> None:
    many, one = SpaceVectorEnv(5, max_ticks=30), SpaceVectorEnv(1, max_ticks=30)
    observations, _ = many.reset(seed=[7, 8, 9, 10, 11])
    assert (one.reset(seed=9)[0] == observations[2]).all()
    rng = np.random.default_rng(1)
    for _ in range(100):
        actions = rng.uniform(-1, 1, (5, 5))
        (all_of, *_), (alone, *_) = many.step(actions), one.step(actions[2:3])
        assert (all_of[2] == alone[0]).all()
    assert sha256(many._episodes.world, 2) == sha256(one._episodes.world, 0)


def test_a_restarted_match_is_one_that_begins_anew() -> None:
    episodes = Episodes(setup_of("duel", "belt"), 4)
    episodes.begin([1, 2, 3, 4], range(4))
    episodes.step()
    for count, columns in enumerate(([2], [2], [0, 2]), 1):
        episodes.restart(columns)
        fresh = new_worlds([episodes.setup.with_seed(episode_seed(3, count))])
        assert sha256(episodes.world, 2) == sha256(fresh, 0)
    assert episodes.world.tick.tolist() == [0, 1, 0, 1]


def test_the_same_seed_gives_the_same_episodes_and_none_other_ones() -> None:
    envs = SpaceVectorEnv(2, max_ticks=10)
    first, _ = envs.reset(seed=3)
    second, _ = envs.reset()
    assert (first != second).any()
    assert (envs.reset(seed=3)[0] == first).all() and (envs.reset()[0] == second).all()
    unseeded = [SpaceVectorEnv(1).reset()[0] for _ in range(2)]
    assert (unseeded[0] != unseeded[1]).any()


def test_only_the_environments_of_a_mask_are_reset() -> None:
    envs = SpaceVectorEnv(3, autoreset_mode=AutoresetMode.DISABLED, max_ticks=5)
    envs.reset(seed=1)
    played(envs, 4)
    before = envs._observation()
    after, _ = envs.reset(options={"reset_mask": np.array([False, True, False])})
    assert (after[[0, 2]] == before[[0, 2]]).all() and (after[1] != before[1]).any()
    assert played(envs, 1)[0][2].tolist() == [True, False, True]
    with pytest.raises(ResetNeeded, match="environment 0 has ended"):
        played(envs, 1)
    envs.reset(options={"reset_mask": np.array([True, False, True])})
    played(envs, 1)
    for mask in ([True] * 3, np.ones(2, np.bool_), np.ones(3)):
        with pytest.raises(ValueError, match=r"reset_mask is not a bool array of shape \(3,\)"):
            envs.reset(options={"reset_mask": mask})


def test_info_says_how_a_match_ended_and_the_reward_is_its_result() -> None:
    envs = SpaceVectorEnv(40, arena="well", max_ticks=900, autoreset_mode=SAME)
    envs.reset(seed=1)
    found: dict[str, list[float]] = {}
    for _, rewards, ended, truncated, info in played(envs, 900):
        assert (rewards[~ended] == 0).all() and not truncated.any()
        if ended.any():
            final = info["final_info"]
            assert (final["_result"] == ended).all() and (rewards[ended] == final["result"][ended]).all()
            for w in ended.nonzero()[0]:
                found.setdefault(final["ends"][w], []).append(final["result"][w])
                assert final["ticks"][w] <= 900 and info["final_obs"][w].shape == (envs.layout.size,)
    assert found.keys() >= {"elimination"}
    assert {1.0, -1.0} <= {result for results in found.values() for result in results}


@pytest.mark.parametrize("mode", ["duel", "melee", "fleet", "sumo"])
def test_an_exported_episode_verifies(mode: str, tmp_path: Path) -> None:
    envs = SpaceVectorEnv(3, mode, max_ticks=40, opponent="random", autoreset_mode=NEXT)
    envs.reset(seed=2)
    played(envs, 25)
    cut = check(read_log(envs.export(1)))
    assert cut.ticks == 25 and not cut.complete
    played(envs, 40)  # the first episode ends, the second runs
    log = read_log(envs.export(1, tmp_path / "log.bin"))
    verdict = check(log)
    assert verdict.ok and verdict.complete and verdict.ticks == 40
    assert log.header["release"] == release()
    assert log.header["setup"]["seed"] == episode_seed(2 + 1, 0)
    assert [seat["bot"] for seat in log.header["seats"]][:2] == ["learner", "random"]
    assert (tmp_path / "log.bin").read_bytes() == envs.export(1)
    last = ""
    for _ in range(300):  # several rounds of the tape
        if played(envs, 1)[0][2][1]:
            last = sha256(envs._episodes.world, 1)
    log = read_log(envs.export(1))
    assert check(log).complete and log.header["setup"]["seed"] != episode_seed(2 + 1, 0)
    assert log.footer is not None and log.footer["result"]["digest"] == last
    running = read_log(envs.export(1, current=True))
    assert len(running.inputs) == envs._episodes.world.tick[1]
    assert check(running).digest == sha256(envs._episodes.world, 1)


def test_single_and_parallel_environments_export_too() -> None:
    env = SpaceEnv("sumo", max_ticks=5)
    env.reset(seed=1)
    while not env.step(env.action_space.sample())[2]:
        pass
    both = SpaceParallelEnv("melee", sides=3, max_ticks=5)
    both.reset(seed=1)
    while both.agents:
        both.step({agent: both.action_space(agent).sample() for agent in both.agents})
    for log in (env.export(), both.export()):
        assert check(read_log(log)).complete


def test_a_snapshot_continues_as_the_original_did_any_number_of_times() -> None:
    envs, twin = (SpaceVectorEnv(3, max_ticks=30) for _ in range(2))
    envs.reset(seed=4)
    played(envs, 20)
    snapshot = envs.snapshot()
    first = played(envs, 50, seed=9)
    log = envs.export(0)
    for other in (envs, twin):
        other.restore(snapshot)
        for own, before in zip(played(other, 50, seed=9), first, strict=True):
            assert all((a == b).all() for a, b in zip(own[:4], before[:4], strict=True))
        assert other.export(0) == log
    with pytest.raises(ValueError, match="another setup or number"):
        SpaceVectorEnv(2, max_ticks=30).restore(snapshot)
    with pytest.raises(ValueError, match="unlike these"):
        SpaceVectorEnv(3, max_ticks=30, record=False).restore(snapshot)


def test_an_environment_and_its_copy_of_one_match_are_forked() -> None:
    env, fork = SpaceEnv(), SpaceEnv()
    env.reset(seed=1)
    observation = fork.restore(env.snapshot())
    assert (observation == env._envs._observation()[0]).all()
    forward, back = np.array([1, 0, 0, 0, 0.0]), np.array([-1, 0, 0, 0, 0.0])
    assert (env.step(forward)[0] != fork.step(back)[0]).any()


@pytest.mark.parametrize("autoreset_mode", [NEXT, SAME])
def test_an_environment_can_be_copied_and_pickled(autoreset_mode: AutoresetMode) -> None:
    envs = SpaceVectorEnv(3, max_ticks=30, autoreset_mode=autoreset_mode)
    envs.reset(seed=4)
    played(envs, 50)
    copies = copy.deepcopy(envs), pickle.loads(pickle.dumps(envs))
    first = played(envs, 50, seed=9)
    for twin in copies:
        for own, before in zip(played(twin, 50, seed=9), first, strict=True):
            assert all((a == b).all() for a, b in zip(own[:4], before[:4], strict=True))
        assert twin.export(2) == envs.export(2)


def test_the_wrappers_of_gymnasium_know_what_they_get() -> None:
    envs = gymnasium.wrappers.vector.RecordEpisodeStatistics(SpaceVectorEnv(3, max_ticks=10))
    envs.reset(seed=1)
    for _ in range(10):
        *_, info = envs.step(envs.action_space.sample())
    assert info["episode"]["l"].tolist() == [10, 10, 10]
    assert gymnasium.make("SpaceDuel-v1", max_episode_steps=5).spec.max_episode_steps == 5


@pytest.mark.parametrize("mode", ["duel", "fleet"])
def test_league_and_viewer_accept_an_exported_log(mode: str, tmp_path: Path) -> None:
    envs = SpaceVectorEnv(1, mode, max_ticks=40, autoreset_mode=SAME)
    envs.reset(seed=2)
    played(envs, 40)
    path = tmp_path / "log.bin"
    envs.export(0, path)
    for command in (["league", "verify"], ["viewer.cli", "info"]):
        done = subprocess.run([sys.executable, "-m", *command, str(path)], capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stdout + done.stderr


def test_wrong_use_is_an_error_and_changes_nothing() -> None:
    envs = SpaceVectorEnv(2)
    with pytest.raises(ResetNeeded):
        envs.step(np.zeros((2, 5)))
    with pytest.raises(ResetNeeded, match="before snapshot"):
        envs.snapshot()
    with pytest.raises(ValueError, match="environment 1 has begun no match"):
        envs.export(1)
    envs.reset(seed=1)
    played(envs, 3)
    before = envs._episodes.world.memory.copy()
    for actions in (np.zeros(5), np.full((2, 5), np.nan), "up"):
        with pytest.raises(ValueError, match="actions"):
            envs.step(actions)
    with pytest.raises(ValueError, match="there is no environment 2"):
        envs.export(2)
    with pytest.raises(ValueError, match="3 seeds for 2 environments"):
        envs.reset(seed=[1, 2, 3])
    with pytest.raises(TypeError, match="'float' object cannot be interpreted as an integer"):
        envs.reset(seed=[1, 2.5])
    assert (envs._episodes.world.memory == before).all()

    faulty = SpaceVectorEnv(2, opponent=lambda observations: np.full((2, 5), np.nan))
    faulty.reset(seed=1)
    before = faulty._episodes.world.memory.copy()
    with pytest.raises(ValueError, match="the opponent's actions are NaN"):
        faulty.step(np.ones((2, 5)))
    assert (faulty._episodes.world.memory == before).all()

    with pytest.raises(ValueError, match=r"autoreset_mode are for gymnasium\.make_vec, or"):
        SpaceEnv(autoreset_mode="SameStep")
    env = SpaceEnv(max_ticks=1)
    env.reset(seed=1)
    with pytest.raises(ValueError, match=r"the action has the shape \(3,\), not \(5,\)"):
        env.step(np.zeros(3))
    env.step(np.zeros(5))
    with pytest.raises(ResetNeeded, match="the match has ended"):
        env.step(np.zeros(5))

    agents = SpaceParallelEnv()
    with pytest.raises(ResetNeeded):
        agents.step({})
    with pytest.raises(ResetNeeded, match="before snapshot"):
        agents.snapshot()
    with pytest.raises(TypeError, match="'float' object cannot be interpreted as an integer"):
        agents.reset(seed=1.5)
    agents.reset(seed=1)
    with pytest.raises(ValueError, match="there is no action for ship_1"):
        agents.step({"ship_0": np.zeros(5)})
    with pytest.raises(ValueError, match="the actions of ship_1 have the shape"):
        agents.step({"ship_0": np.zeros(5), "ship_1": np.zeros(3)})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"opponent": "nobody"}, ValueError, "opponent 'nobody' is not one of: idle, random, first, hunter"),
        ({"opponent": 3}, TypeError, "neither a name nor a callable"),
        ({"opponent": Opponent}, TypeError, "the opponent is the class Opponent, not an instance"),
        ({"mode": "race"}, ValueError, "mode 'race' is not one of"),
        ({"mode": "sumo", "arena": "belt"}, ValueError, "sumo is played in arena open"),
        ({"mode": "fleet", "ships": 2}, ValueError, "3 to 10 ships a side, not 2"),
        ({"seat": 2}, ValueError, "there is no seat 2"),
        ({"actions": "words"}, ValueError, "actions 'words' are not one of: box, multidiscrete"),
        ({"rules": Rules(arena_radius=20e3)}, ValueError, "rule arena_radius: a number from 0 to 10,000 expected"),
        ({"rules": Rules(zone_start=np.int64(600))}, ValueError, "rule zone_start: a number expected"),
        ({"num_envs": 0}, ValueError, "must be 1 or more, not 0"),
        ({"num_envs": 10**9}, MemoryError, r"1,000,000,000 environments need [\d,.]+ GB, this machine has"),
        ({"autoreset_mode": "sometimes"}, ValueError, "'sometimes' is not one of: NextStep, SameStep, Disabled"),
        ({"reward": "damage"}, TypeError, "the reward is a str, not a function"),
        ({"render_mode": "human"}, ValueError, "there is none"),
    ],
)
def test_arguments_that_are_not_possible_are_errors(arguments: dict[str, Any], error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        SpaceVectorEnv(**arguments)


def test_seeds_are_integers_of_any_type() -> None:
    for env in (SpaceVectorEnv(2), SpaceParallelEnv()):
        first = env.reset(seed=5)[0]
        for seed in (np.int64(5), np.uint8(5)):
            assert pickle.dumps(env.reset(seed=seed)[0]) == pickle.dumps(first)


def test_rules_without_energy_give_observations_of_none() -> None:
    for rules in (Rules(energy=0.0), Rules(hull=0.0)):
        envs = SpaceVectorEnv(2, rules=rules)
        assert np.isfinite(envs.reset(seed=1)[0]).all()


def test_episodes_that_are_not_recorded_cannot_be_exported() -> None:
    envs = SpaceVectorEnv(2, record=False)
    envs.reset(seed=1)
    played(envs, 3)
    with pytest.raises(ValueError, match="record=True"):
        envs.export(0)
