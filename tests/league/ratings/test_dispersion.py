from __future__ import annotations

import math
import random
from itertools import combinations

import numpy as np
import pytest

from league.ratings.elo import MEAN, NORMAL_95, Rating, Ratings, Table, bradley_terry, plackett_luce
from league.ratings.meetings import Meetings

Pairing = tuple[int, int, tuple[float, float]]


def scored(a: float, b: float) -> float:
    """Return the expected score of a against b."""
    return 1 / (1 + 10 ** ((b - a) / 400))


def simulated(seed: int, bots: int, pairings: int, correlation: float, spread: float = 150) -> tuple[Ratings, int, int]:
    """Return the ratings of a simulated round robin, how many are inside their intervals, and of how many.

    Args:
        pairings: of every two bots.
        correlation: of the results of a pairing's two games.
    """
    rng = np.random.default_rng(seed)
    true = rng.normal(0, spread, bots)
    true += MEAN - true.mean()
    met: list[Pairing] = []
    for a, b in combinations(range(bots), 2):
        first, second = rng.random((2, pairings)) < scored(true[a], true[b])
        second = np.where(rng.random(pairings) < correlation, first, second)
        met += [(a, b, (float(one), float(other))) for one, other in zip(first, second, strict=True)]
    ratings = bradley_terry(Meetings.of_pairings(met))
    inside = sum(rating.low <= true[bot] <= rating.high for bot, rating in ratings.as_dict().items())
    return ratings, inside, bots


@pytest.mark.parametrize("correlation", [0.0, 0.55])
@pytest.mark.parametrize(("bots", "pairings", "leagues"), [(6, 2, 250), (6, 20, 250), (2, 30, 600)])
def test_95_of_100_strengths_are_inside_their_intervals(
    bots: int, pairings: int, leagues: int, correlation: float
) -> None:
    found = [simulated(seed, bots, pairings, correlation)[1:] for seed in range(leagues)]
    inside, total = (sum(column) for column in zip(*found, strict=True))
    assert 0.93 <= inside / total <= 0.96


def test_of_independent_games_fewer_would_be() -> None:
    """What pairings are for: with a correlation of 0.55, intervals of independent games hold 9 of 10."""
    inside = total = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        first = rng.random(30) < 0.5
        second = np.where(rng.random(30) < 0.55, first, rng.random(30) < 0.5)
        games = Meetings.from_results((1, 2, float(score)) for score in [*first, *second])
        inside += bradley_terry(games)[1].low <= MEAN <= bradley_terry(games)[1].high
        total += 1
    assert inside / total < 0.92


def test_ratings_are_those_of_the_single_games() -> None:
    pairings: list[Pairing] = [(1, 2, (1, 0.5)), (2, 3, (0, 1)), (3, 1, (0, 0)), (1, 2, (1, 1))]
    games = [(a, b, score) for a, b, scores in pairings for score in scores]
    paired, single = bradley_terry(Meetings.of_pairings(pairings)), bradley_terry(Meetings.from_results(games))
    for player in (1, 2, 3):
        assert paired.elo(player) == single.elo(player)


def reach(*scores: tuple[float, ...]) -> float:
    """Return half the width of the interval of a player with these scores in its pairings with another."""
    return bradley_terry(Meetings.of_pairings([(1, 2, pairing) for pairing in scores]))[1].reach


def test_pairings_that_agree_tell_less_than_ones_that_differ() -> None:
    same, split = [(1.0, 1.0), (0.0, 0.0)] * 20, [(1.0, 0.0)]
    mixed = [(1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0)] * 10
    assert reach(*same) == pytest.approx(reach(*mixed) * math.sqrt(2), rel=0.2)
    assert reach(*split * 40) < reach(*mixed) * 0.5
    assert reach(*[(1.0,), (0.0,)] * 40) == pytest.approx(
        reach(*mixed), rel=0.05
    )  # halves of pairings are on their own


def test_a_perfect_score_keeps_a_wide_interval() -> None:
    """Its pairings do not vary at all, which says nothing about its strength."""
    for pairings in (1, 5, 20):
        single = bradley_terry(Meetings.from_results([(1, 2, 1.0)] * 2 * pairings))[1].reach
        assert 0.85 * single < reach(*[(1.0, 1.0)] * pairings) <= single * 1.001


def test_superiority_counts_pairings_too() -> None:
    won, lost, split = (1, 2, (1.0, 1.0)), (1, 2, (0.0, 0.0)), (1, 2, (1.0, 0.0))
    agreeing = bradley_terry(Meetings.of_pairings([won] * 24 + [lost] * 16))
    differing = bradley_terry(Meetings.of_pairings([won] * 8 + [split] * 32))
    assert agreeing.elo(1) == pytest.approx(differing.elo(1))
    for ratings in (agreeing, differing):
        z = (ratings.elo(1) - MEAN) / ratings[1].reach * NORMAL_95
        assert ratings.superiority(1, 2) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=5e-3)
    assert agreeing.superiority(1, 2) < 0.92 < 0.99 < differing.superiority(1, 2)


def test_many_players_have_nearly_the_same_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, _, _ = simulated(1, 30, 2, 0.55)
    monkeypatch.setattr("league.ratings.elo.MAX_EXACT", 10)
    quick, _, _ = simulated(1, 30, 2, 0.55)
    for player, rating in exact.as_dict().items():
        assert quick[player].reach == pytest.approx(rating.reach, rel=0.06)


def ordered(chance: random.Random, true: dict[int, float]) -> Table:
    """Return a table drawn from the Plackett-Luce model."""
    left, table = dict(true), []
    while left:
        (first,) = chance.choices(list(left), [10 ** (elo / 400) for elo in left.values()])
        table.append((first, len(table) + 1))
        del left[first]
    return table


@pytest.mark.parametrize("repeated", [0.0, 0.55])
def test_95_of_100_strengths_at_tables_are_inside_their_intervals(repeated: float) -> None:
    """In `repeated` of the pairings, both seatings of a table end alike."""
    chance = random.Random(7)
    inside = total = 0
    for _ in range(50):
        true = {player: chance.gauss(0, 150) for player in range(8)}
        mean = sum(true.values()) / len(true)
        tables = []
        for _ in range(25):
            seated = {player: true[player] for player in chance.sample(range(8), 5)}
            first = ordered(chance, seated)
            tables += [first, first if chance.random() < repeated else ordered(chance, seated)]
        for player, rating in plackett_luce(tables, pairings=[n // 2 for n in range(50)]).as_dict().items():
            inside += rating.low <= true[player] - mean + MEAN <= rating.high
            total += 1
    assert 0.92 <= inside / total <= 0.975


def test_a_pairing_of_tables_of_two_is_one_of_games() -> None:
    chance = random.Random(8)
    met: list[Pairing] = [
        (1, 2, (float(score), float(score if chance.random() < 0.5 else chance.random() < 0.6)))
        for score in (chance.random() < 0.6 for _ in range(60))
    ]
    tables = [[(a, 1 + (s < 0.5)), (b, 1 + (s > 0.5))] for a, b, scores in met for s in scores]
    numbers = [n for n, _ in enumerate(met) for _ in "ab"]

    def found(ratings: Ratings) -> Rating:
        return ratings[1]

    games, at_tables = found(bradley_terry(Meetings.of_pairings(met))), found(plackett_luce(tables, pairings=numbers))
    assert at_tables.elo == pytest.approx(games.elo, abs=1e-6)
    assert at_tables.reach == pytest.approx(games.reach, rel=0.05)
    assert at_tables.reach > plackett_luce(tables)[1].reach * 1.1


def test_meetings_add_up_and_turn_round() -> None:
    one = Meetings.of([1, 2], [2, 1], [1, 0], [1, 0], [0, 2], [[0, 0, 0, 1, 0], [1, 0, 0, 0, 0]])
    assert one.pairings.tolist() == [[0, 0, 0, 1, 1]]
    assert (one.won.tolist(), one.drawn.tolist(), one.lost.tolist()) == ([3], [1], [0])
    assert (one + one).pairings.tolist() == [[0, 0, 0, 2, 2]]
    found = Meetings.of_pairings([(1, 2, (1.0, 0.5)), (2, 1, (0.0, 0.0)), (1, 2, (0.0,))])
    assert found.pairings.tolist() == [[0, 0, 0, 1, 1]]
    assert (found.won.tolist(), found.lost.tolist()) == ([3], [1])
