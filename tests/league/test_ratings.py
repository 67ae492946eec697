from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from league.ratings import MEAN, rate

RESULTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from([0.0, 0.5, 1.0])).filter(lambda r: r[0] != r[1]),
    min_size=1,
    max_size=60,
)


@given(RESULTS, st.randoms(use_true_random=False))
def test_the_order_of_results_and_of_the_two_players_does_not_matter(
    results: list[tuple[int, int, float]], chance: random.Random
) -> None:
    shuffled = [(b, a, 1 - score) if chance.random() < 0.5 else (a, b, score) for a, b, score in results]
    chance.shuffle(shuffled)
    assert rate(shuffled) == rate(results)


@given(RESULTS)
def test_the_mean_is_1500_and_all_is_finite(results: list[tuple[int, int, float]]) -> None:
    ratings = rate(results)
    assert sum(r.elo for r in ratings.values()) / len(ratings) == pytest.approx(MEAN)
    for rating in ratings.values():
        assert -5000 < rating.low < rating.elo < rating.high < 8000


@given(RESULTS)
def test_a_draw_between_equals_changes_nothing_but_certainty(results: list[tuple[int, int, float]]) -> None:
    mirrored = results + [({0: 1, 1: 0}.get(a, a), {0: 1, 1: 0}.get(b, b), score) for a, b, score in results]
    before = rate([*mirrored, (0, 1, 0.5)])
    assert before[0].elo == pytest.approx(before[1].elo, abs=1e-6)
    after = rate([*mirrored, (0, 1, 0.5), (0, 1, 0.5)])
    for player, rating in before.items():
        assert after[player].elo == pytest.approx(rating.elo, abs=1e-4)
    assert after[0].high - after[0].low < before[0].high - before[0].low


@given(RESULTS, st.integers(2, 5))
def test_a_win_never_lowers_the_winner(results: list[tuple[int, int, float]], player: int) -> None:
    with_both = [*results, (player, 0, 0.5)]
    assert rate([*with_both, (player, 0, 1.0)])[player].elo > rate(with_both)[player].elo - 1e-6


def test_two_draws_count_as_a_win_and_a_loss() -> None:
    drawn = rate([(1, 2, 0.5), (1, 2, 0.5), (1, 3, 1.0)])
    shared = rate([(1, 2, 1.0), (1, 2, 0.0), (1, 3, 1.0)])
    assert drawn == shared


def test_three_of_four_points_are_191_elo() -> None:
    ratings = rate([(1, 2, 1.0)] * 3000 + [(1, 2, 0.0)] * 1000)
    assert ratings[1].elo - ratings[2].elo == pytest.approx(400 * math.log10(3), abs=0.5)


def test_the_interval_of_two_players_is_that_of_their_score() -> None:
    ratings = rate([(1, 2, 1.0)] * 200 + [(1, 2, 0.0)] * 200)
    in_elo = 400 / math.log(10) / math.sqrt(400 / 4)  # standard deviation of the difference, by the delta method
    assert ratings[1].high - ratings[1].elo == pytest.approx(1.96 * in_elo / 2, rel=0.01)


def test_a_perfect_score_is_finite_and_grows_with_the_games() -> None:
    few, many = rate([(1, 2, 1.0)] * 2), rate([(1, 2, 1.0)] * 50)
    assert 1550 < few[1].elo < many[1].elo < 2500
    assert few[1].low < 1500


def test_nobody_played() -> None:
    assert rate([]) == {}


def test_known_strengths_lie_within_their_intervals_at_about_the_stated_rate() -> None:
    chance = random.Random(2)
    inside = total = 0
    for _ in range(60):
        true = {player: chance.gauss(0, 200) for player in range(6)}
        mean = sum(true.values()) / len(true)
        results = []
        for a in true:
            for b in range(a):
                expected = 1 / (1 + 10 ** ((true[b] - true[a]) / 400))
                results += [(a, b, float(chance.random() < expected)) for _ in range(40)]
        for player, rating in rate(results).items():
            inside += rating.low <= true[player] - mean + MEAN <= rating.high
            total += 1
    assert 0.92 <= inside / total <= 0.98
