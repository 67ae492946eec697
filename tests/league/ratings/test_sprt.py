from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from league.ratings.sprt import SCORES, Sprt, expected, log_likelihood_ratio, superiority

COUNTS = st.lists(st.integers(0, 60), min_size=5, max_size=5)


def chances(elo: float, draws: float = 0.2, alike: float = 0.3) -> np.ndarray:
    """Return probabilities of a pairing's five scores: with the mean for `elo`, and correlated games."""
    score = float(expected(elo))
    draws = min(draws, 1.9 * min(score, 1 - score))
    one = np.array([1 - score - draws / 2, draws, score - draws / 2])
    apart = np.convolve(one, one)
    same = np.zeros(5)
    same[::2] = one
    return (1 - alike) * apart + alike * same


@given(COUNTS)
@settings(deadline=None)
def test_the_ratio_is_that_of_the_likeliest_chances_of_either_mean(counts: list[int]) -> None:
    """Compare with a search over the probabilities themselves."""
    found = np.maximum(np.array(counts, float), 1e-3)

    def best(mean: float) -> float:
        low, high = -1 / (1 - mean) + 1e-12, 1 / mean - 1e-12
        for _ in range(200):
            t = (low + high) / 2
            chance = found / found.sum() / (1 + t * (SCORES - mean))
            low, high = (t, high) if (chance * SCORES).sum() / chance.sum() > mean else (low, t)
        chance = found / (1 + t * (SCORES - mean))
        chance /= chance.sum()
        assert (chance * SCORES).sum() == pytest.approx(mean, abs=1e-6)
        return float((found * np.log(chance)).sum())

    assert log_likelihood_ratio(counts, 0, 20) == pytest.approx(best(expected(20)) - best(0.5), abs=1e-3)


@given(COUNTS)
@settings(deadline=None)
def test_a_won_pair_speaks_for_and_a_lost_one_against(counts: list[int]) -> None:
    won, lost = [*counts[:4], counts[4] + 1], [counts[0] + 1, *counts[1:]]
    assert log_likelihood_ratio(won, 0, 20) > log_likelihood_ratio(counts, 0, 20) - 1e-9 or sum(counts) == 0
    assert log_likelihood_ratio(lost, 0, 20) < log_likelihood_ratio(won, 0, 20)


def ends(elo: float, seed: int, runs: int = 400) -> dict[str, float]:
    """Return how often tests of simulated pairings end in each decision, by the rule of `Sprt`, vectorised."""
    chance = np.random.default_rng(seed)
    test = Sprt(0, 60, 0.05, 0.05)
    live, counts = np.arange(runs), np.zeros((runs, 5))
    open_a, open_b = np.ones(runs, bool), np.ones(runs, bool)
    ended = np.full(runs, "open")
    while len(live):
        counts[live, chance.choice(5, len(live), p=chances(elo))] += 1
        a = log_likelihood_ratio(counts[live], test.elo0, test.elo1)
        b = log_likelihood_ratio(counts[live][:, ::-1], test.elo0, test.elo1)
        won_a, won_b = open_a[live] & (a >= test.high), open_b[live] & (b >= test.high)
        open_a[live] &= a > test.low
        open_b[live] &= b > test.low
        ended[live[~open_a[live] & ~open_b[live]]] = "none"
        ended[live[won_b]] = "b"
        ended[live[won_a]] = "a"
        live = live[ended[live] == "open"]
    return {end: float((ended == end).mean()) for end in ("a", "b", "none")}


def test_equals_are_told_apart_no_more_often_than_stated() -> None:
    found = ends(0, seed=1)
    assert found["a"] <= 0.05 + 0.03  # two standard deviations of 400 runs
    assert found["b"] <= 0.05 + 0.03


def test_who_is_stronger_by_as_much_is_found_as_often_as_stated() -> None:
    found = ends(60, seed=2)
    assert found["a"] >= 0.95 - 0.03
    assert found["b"] <= 0.01


def test_a_test_one_pair_at_a_time_ends_as_many_at_once_do() -> None:
    chance = np.random.default_rng(3)
    for elo, decision in ((90, "a"), (-90, "b"), (0, "none")):
        test = Sprt(0, 60, 0.05, 0.05)
        for score in chance.choice(SCORES, 4000, p=chances(elo)):
            test.add(float(score))
            if test.decision:
                break
        assert test.decision == decision
        assert test.pairs == sum(test.counts)


def test_the_bounds_are_wald_s() -> None:
    test = Sprt(0, 20, 0.05, 0.1)
    assert (test.low, test.high) == (math.log(0.1 / 0.95), math.log(0.9 / 0.05))


def test_elo_and_interval_are_those_of_the_pairs() -> None:
    test = Sprt(0, 20, 0.05, 0.05)
    test.counts = [100, 0, 200, 0, 100]
    elo, low, high, los = test.elo()
    assert elo == pytest.approx(0, abs=0.01)
    assert los == pytest.approx(0.5, abs=0.001)
    width = 1.96 * math.sqrt(0.125 / 400) * 4 * 400 / math.log(10)  # by the delta method, for scores of 0, 1/2, 1
    assert high == pytest.approx(width, rel=0.02)
    assert low == pytest.approx(-width, rel=0.02)


def test_all_won_is_finite_and_decided() -> None:
    test = Sprt(0, 20, 0.05, 0.05)
    while not test.decision:
        test.add(1.0)
    assert test.decision == "a"
    assert 20 < test.pairs < 100
    assert all(map(math.isfinite, test.elo()))


def test_the_interval_ends_where_it_is_95_percent_sure() -> None:
    test = Sprt(0, 20, 0.05, 0.05)
    test.counts = [2, 1, 3, 1, 5]
    elo, low, high, los = test.elo()
    assert low < elo < high
    assert superiority(test.counts, np.array([low, elo, high, 0])) == pytest.approx([0.975, 0.5, 0.025, los], abs=1e-6)


@pytest.mark.parametrize("pairs", [1, 2, 3, 5, 10, 20, 50])
def test_intervals_hold_the_true_difference_as_often_as_stated_however_few_the_pairs(pairs: int) -> None:
    chance = np.random.default_rng(pairs)
    for elo in (0, 50, 200, 500):
        for draws, alike in ((0.0, 0.0), (0.2, 0.3), (0.5, 1.0), (0.9, 0.3)):
            counts = chance.multinomial(pairs, chances(elo, draws, alike), 2000)
            sure = superiority(counts, elo)
            held = float(((sure >= 0.025) & (sure <= 0.975)).mean())
            assert held >= 0.95 - 0.015, (elo, draws, alike)  # three standard deviations of 2000 tests


def test_few_pairs_tell_little() -> None:
    test = Sprt(0, 20, 0.05, 0.05)
    found = {}
    for pairs in (1, 2, 4):
        test.counts = [0, 0, pairs, 0, 0]
        _, low, high, los = test.elo()
        assert (low, los) == (pytest.approx(-high), pytest.approx(0.5))
        found[pairs] = high
    assert found[1] > 1000 > found[2] > 400 > found[4] > 200
    test.counts = [0, 0, 0, 0, 4]
    _, low, high, los = test.elo()
    assert 0.9 < los < 0.97  # four heads of four are no proof
    assert low < 0 < 1000 < high
    test.counts = [0, 0, 0, 0, 40]
    assert test.elo()[1] > 200
