"""Pools of opponents: what matches draw, what is known of each opponent, and that episodes repeat exactly."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from typing import Any

import gymnasium
import numpy as np
import pytest
from flown import Weaving, played, same
from gymnasium.vector import AutoresetMode

from botkit.gym import OpponentPool, SpaceVectorEnv
from botkit.gym.simulation.episodes import episode_seed
from engine.log import read_log
from systems.replay.batch import check


class Constant:
    """Gives the same orders always, and counts its calls and the rows that it was given."""

    def __init__(self, thrust: float) -> None:
        self.thrust, self.rows = thrust, []  # type: ignore[var-annotated]

    def __call__(self, observations: Any) -> Any:
        self.rows.append(observations.copy())
        return np.full((len(observations), 5), [self.thrust, 0, 0, 0, 0])


def pool_of(*thrusts: float, **options: Any) -> OpponentPool:
    return OpponentPool({f"thrust {thrust}": Constant(thrust) for thrust in thrusts}, **options)


def flown(envs: SpaceVectorEnv) -> list[str]:
    """Return who is drawn in each match."""
    flier = envs._flier
    return [str(flier.seat(w, flier.matches.others[0])["bot"]) for w in range(envs.num_envs)]


def test_what_a_match_draws_depends_on_its_seed_alone() -> None:
    pool = pool_of(0, 0.5, 1)
    many = SpaceVectorEnv(16, max_ticks=7, opponent=pool, autoreset_mode=AutoresetMode.SAME_STEP)
    one = SpaceVectorEnv(1, max_ticks=7, opponent=pool, autoreset_mode=AutoresetMode.SAME_STEP)
    many.reset(seed=3)
    one.reset(seed=3 + 5)
    for episode in range(4):
        assert flown(one) == [pool.draw(episode_seed(3 + 5, episode))] == flown(many)[5:6]
        assert len(set(flown(many))) == 3
        for _ in range(7):
            assert (many.step(np.zeros((16, 5)))[0][5] == one.step(np.zeros((1, 5)))[0][0]).all()


def test_draws_are_as_the_chances_say() -> None:
    pool = OpponentPool({"a": "idle", "b": "first", "c": "hunter"}, weighting=lambda rates: np.array([1, 0, 3]))
    assert pool.chances == {"a": 0.25, "b": 0.0, "c": 0.75}
    drawn = Counter(pool.draw(seed) for seed in range(4000))
    assert drawn["b"] == 0 and abs(drawn["a"] / 4000 - 0.25) < 0.03
    last = OpponentPool({"a": "idle", "b": "first"}, weighting=lambda rates: np.array([1.0, 0.0]))
    assert {last.draw(seed) for seed in range(100)} == {"a"}


@pytest.mark.parametrize("mode", ["duel", "fleet", "melee"])
def test_each_opponent_is_called_once_per_step_with_the_rows_of_its_matches(mode: str) -> None:
    policies = [Constant(0.25), Constant(0.75)]
    pool = OpponentPool({"slow": policies[0], "fast": policies[1]})
    envs = SpaceVectorEnv(6, mode, seat=1, opponent=pool)
    envs.reset(seed=5)
    played(envs, 3)
    drawn, ships = np.array(flown(envs)), envs._matches.flown
    rows = envs._matches.observed()[:, envs._matches._theirs]
    played(envs, 1)
    for name, policy in zip(("slow", "fast"), policies, strict=True):
        mine = (drawn == name).nonzero()[0]
        assert 0 < len(mine) < 6 and len(policy.rows) == 4
        assert (policy.rows[3] == rows[:, :, mine].reshape(envs.layout.size, -1).T).all()
        assert len(policy.rows[3]) == ships * len(mine)
        thrust = envs._episodes.world.blocks[np.dtype(np.int8)][: envs.layout.game.ships]
        assert (thrust[envs._matches._theirs][:, mine] == round(100 * policy.thrust)).all()


def test_results_are_the_learners_by_opponent_and_ratings_follow() -> None:
    pool = OpponentPool({"idle": "idle", "hunter": "hunter"}, weighting="uniform", discount=0.5)
    envs = SpaceVectorEnv(8, "duel", max_ticks=400, opponent=pool, autoreset_mode=AutoresetMode.SAME_STEP)
    wins: Counter[str] = Counter()
    games: Counter[str] = Counter()
    envs.reset(seed=1)
    while sum(games.values()) < 16:
        who = flown(envs)
        *_, ended, _, info = envs.step(np.zeros((8, 5)))
        for w in ended.nonzero()[0].tolist():
            games[who[w]] += 1
            wins[who[w]] += (info["final_info"]["result"][w] + 1) / 2
    assert pool.games == dict(games) and games["hunter"] and games["idle"]
    rates = {name: (wins[name] + 0.5) / (games[name] + 1) for name in pool.games}
    assert pool.win_rates == rates and rates["hunter"] < 0.2 < rates["idle"]
    ratings = pool.ratings
    assert 1 / (1 + 10 ** (ratings["hunter"] / 400)) == pytest.approx(rates["hunter"])  # the learner's expected score
    assert pool.chances == {"idle": 0.5, "hunter": 0.5}
    pool.update()
    half = {name: (wins[name] / 2 + 0.5) / (games[name] / 2 + 1) for name in games}
    assert pool.win_rates == pytest.approx(half)
    assert pool.games == {name: count / 2 for name, count in games.items()}


def test_weightings_prefer_the_strong_or_the_equal() -> None:
    results = {"weak": 1.0, "equal": 0.0, "strong": -1.0}
    for weighting, order in [("hard", ["weak", "equal", "strong"]), ("variance", ["strong", "equal"])]:
        pool = OpponentPool(dict.fromkeys(results, "idle"), weighting=weighting)
        assert set(pool.chances.values()) == {1 / 3}
        for name, result in results.items():
            pool.record(name, np.array([result] * 8 + [np.nan]))
        assert set(pool.chances.values()) == {1 / 3} and set(pool.games.values()) == {8.0}
        pool.update()
        chances = [pool.chances[name] for name in order]
        assert chances == sorted(chances) and chances[0] < chances[-1]


def test_an_opponent_is_added_at_any_time_and_flies_new_matches() -> None:
    pool = pool_of(0.25)
    envs = SpaceVectorEnv(8, max_ticks=10, opponent=pool)
    envs.reset(seed=1)
    played(envs, 5)
    learner = Weaving()
    pool.add("step 5", learner)
    pool.add("step 6", "first")
    assert set(flown(envs)) == {"thrust 0.25"}
    played(envs, 6)
    assert set(flown(envs)) == {"thrust 0.25", "weaving", "step 6"}
    log = read_log(envs.export(3))
    assert check(log).ok and [seat["bot"] for seat in log.header["seats"]] == ["learner", "thrust 0.25"]
    assert pool.games == {"thrust 0.25": 8, "step 5": 0, "step 6": 0}


def test_a_match_that_a_reset_cuts_short_does_not_count() -> None:
    pool = pool_of(0.25, 0.75)
    envs = SpaceVectorEnv(4, max_ticks=5, opponent=pool)
    envs.reset(seed=1)
    played(envs, 3)
    envs.reset()
    assert sum(pool.games.values()) == 0
    played(envs, 5)
    assert sum(pool.games.values()) == 4
    envs.reset()
    assert sum(pool.games.values()) == 4


def test_copies_continue_exactly() -> None:
    pool = OpponentPool({"hunter": "hunter", "weaving": Weaving(), "idle": "idle"})
    envs = SpaceVectorEnv(8, max_ticks=23, opponent=pool)
    envs.reset(seed=1)
    played(envs, 40)
    assert set(flown(envs)) == {"hunter", "weaving", "idle"}
    snapshot = envs.snapshot()
    other = OpponentPool({"idle": "idle", "weaving": Weaving(), "hunter": "hunter"})
    twins = [copy.deepcopy(envs), pickle.loads(pickle.dumps(envs)), SpaceVectorEnv(8, max_ticks=23, opponent=pool)]
    twins[2].restore(snapshot)
    moved = SpaceVectorEnv(8, max_ticks=23, opponent=other)
    moved.restore(snapshot)
    assert flown(moved) == flown(envs)
    first = played(envs, 60)
    for twin in twins:
        assert same(played(twin, 60), first)
        assert flown(twin) == flown(envs) and twin.export(2) == envs.export(2)
    lacking = SpaceVectorEnv(8, max_ticks=23, opponent=OpponentPool({"hunter": "hunter"}))
    lacking.reset(seed=2)
    before = lacking._episodes.world.memory.copy()
    with pytest.raises(ValueError, match=r"the pool has no opponent '(weaving|idle)'"):
        lacking.restore(snapshot)
    assert (lacking._episodes.world.memory == before).all()


def test_environments_share_a_pool() -> None:
    pool = pool_of(0.25, 0.75)
    envs = gymnasium.make_vec("botkit.gym:SpaceDuel-v1", 3, vectorization_mode="sync", opponent=pool, max_ticks=5)
    more = gymnasium.make_vec("botkit.gym:SpaceDuel-v1", 2, opponent=pool, max_ticks=5)
    for made in (envs, more):
        made.reset(seed=1)
        for _ in range(5):
            made.step(made.action_space.sample())
    assert sum(pool.games.values()) == 5
    together = gymnasium.make_vec("botkit.gym:SpaceDuel-v1", 3, opponent=pool, max_ticks=5)
    first, second = envs.reset(seed=4)[0], together.reset(seed=4)[0]
    for _ in range(12):
        assert (first == second).all()
        actions = np.zeros((3, 5))
        first, second = envs.step(actions)[0], together.step(actions)[0]


def test_wrong_use_of_a_pool_is_an_error_and_changes_nothing() -> None:
    pool = OpponentPool()
    with pytest.raises(ValueError, match="the pool has no opponent: add one"):
        SpaceVectorEnv(1, opponent=pool)
    with pytest.raises(TypeError, match="the opponents of a pool are a list, not a dict by name"):
        OpponentPool(["first"])  # type: ignore[arg-type]
    pool.add("a", "first")
    before = pool.chances
    for name, member, error, message in [
        ("a", "hunter", ValueError, "the pool has an opponent 'a' already"),
        ("b", "nobody", ValueError, "opponent 'nobody' is not one of"),
        ("b", pool, ValueError, "a pool cannot be in a pool"),
        ("b", 7, TypeError, "the opponent is a int"),
    ]:
        with pytest.raises(error, match=message):
            pool.add(name, member)  # type: ignore[arg-type]
        assert pool.chances == before
    with pytest.raises(ValueError, match="weighting 'soft' is not one of: hard, variance, uniform"):
        OpponentPool(weighting="soft")
    with pytest.raises(ValueError, match="the discount is 2"):
        OpponentPool(discount=2)
    for weights in ([0.0], [-1.0], [np.nan], [1.0, 1.0], [np.inf]):
        with pytest.raises(ValueError, match="the weighting gives"):
            OpponentPool({"a": "first"}, weighting=lambda rates, weights=weights: weights)  # type: ignore[misc]
    faulty = OpponentPool({"a": "first", "b": lambda observations: np.full((len(observations), 5), np.nan)})
    envs = SpaceVectorEnv(8, opponent=faulty)
    envs.reset(seed=1)
    memory = envs._episodes.world.memory.copy()
    with pytest.raises(ValueError, match="the opponent's actions are NaN"):
        envs.step(np.ones((8, 5)))
    assert (envs._episodes.world.memory == memory).all()
