"""The figures of results that are written down."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pytest

from benchmarks.depth.figures import faults_of, figures_of, games_of, open_pairings, seat_advantage
from benchmarks.depth.scores import scores_of
from benchmarks.matches.statistics import BANDS


def seat(bot: str, shots: int = 0, hits: int = 0, band: int = 0) -> dict[str, Any]:
    """Return a seat whose shots were all of power 2, in one band."""
    counts = [[[0] * BANDS for _ in range(3)] for _ in range(2)]
    for count, number in zip(counts, (shots, hits), strict=True):
        count[1][band] = number
    return {"bot": bot, "shots": counts[0], "hits": counts[1], "still": 10, "flown": 40, "faults": []}


def game(a: str, b: str, winner: int | None, seed: int = 0, **other: Any) -> dict[str, Any]:
    """Return the result of a game of two."""
    ranks = [1, 1] if winner is None else [1 + (winner != 0), 1 + (winner != 1)]
    made: dict[str, Any] = {"arena": "open", "seed": seed, "ticks": 600, "how": "elimination", "winner": winner}
    made |= {"ranks": ranks, "still": 6, "alive": 30, "forfeited": [False, False], "seats": [seat(a), seat(b)]}
    return made | other


def pairs(*names: str, seeds: int = 4) -> list[dict[str, Any]]:
    """Return the games of a field in which the earlier name always wins."""
    return [
        game(*names, winner=winner, seed=seed)
        for a, b in combinations(names, 2)
        for seed in range(seeds)
        for names, winner in (((a, b), 0), ((b, a), 1))
    ]


def test_scores_are_by_rating_and_of_every_pair() -> None:
    results = [*pairs("c", "a", "b"), game("b", "c", None, seed=9)]
    scores = scores_of(results)
    assert scores.names == ["c", "a", "b"]
    assert scores.points[0, 2] == 8.5
    assert scores.games[2, 0] == 9
    assert scores.share[1, 2] == 1
    assert math.isnan(scores.share[1, 1])
    assert scores.overall[1] == 0.5


def test_standing_and_hits_are_shares_of_what_there_is() -> None:
    results = pairs("a", "b", seeds=1)
    results[0]["seats"] = [seat("a", 10, 4, band=2), seat("b", 10, 1, band=6)]
    flight = figures_of(results).field_flight
    assert flight.all_still == 0.2
    assert flight.still == 0.25
    assert flight.hit_rate == 0.25
    assert flight.hit_rates == [None, None, 0.4, None, None, None, 0.1]
    assert flight.shots == [0, 0, 10, 0, 0, 0, 10]
    assert flight.powers == [0, 20, 0]
    assert flight.games_with_hits == 0.5


def test_the_fields_games_are_those_of_the_seeds_that_all_have_played() -> None:
    results = [*pairs("a", "b", "c", seeds=1), *pairs("a", "b", seeds=4)[2:]]
    found = figures_of(results, {"a", "b"}, field_seeds=1)
    assert (found.field_games.games, found.strong_games.games) == (6, 8)
    assert found.bots["a"].games == 4
    assert found.scores.games[0, 1] == 8


def test_how_games_end() -> None:
    results = [
        game("a", "b", 0, ticks=300),
        game("b", "a", None, ticks=1800, how="time"),
        game("a", "b", 0, 1, ticks=900, how="beacon"),
    ]
    found = games_of(results)
    assert found.endings == pytest.approx({"elimination": 1 / 3, "time": 1 / 3, "beacon": 1 / 3})
    assert (found.draws, found.median, found.of_good_length) == pytest.approx((1 / 3, 30, 1 / 3))


def test_the_seat_has_nothing_of_the_difference_between_the_bots() -> None:
    assert seat_advantage(pairs("a", "b", "c")) == (0.5, 0)


def test_the_seats_interval_is_that_of_the_seeds() -> None:
    results = [game(*names, winner=0, seed=seed) for seed in range(3) for names in (("a", "b"), ("b", "a"))]
    assert seat_advantage(results) == (1, 0)
    results += [game(*names, winner=1, seed=3) for names in (("a", "b"), ("b", "a"))]
    mean, error = seat_advantage(results)
    assert mean == 0.75
    assert error == pytest.approx(1.96 * 0.5 / 2)
    assert math.isnan(seat_advantage(results[:2])[1])


def test_a_pairing_is_open_by_arena() -> None:
    results = [*pairs("a", "b", "c"), game("b", "a", 0, seed=9)]
    assert open_pairings(results) == pytest.approx(1 / 3)
    results += [result | {"arena": "belt"} for result in pairs("a", "b", "c")]
    assert open_pairings(results) == pytest.approx(1 / 6)


def test_the_strong_are_compared_among_themselves() -> None:
    results = [*pairs("a", "b", "c", "d"), *[game("c", "b", 0, seed=seed) for seed in range(9, 13)]]
    found = figures_of(results, strong={"b", "c"})
    assert found.strong == found.scores.names[1:3]
    assert found.strong_games.games == 12
    assert found.best == ["a", found.strong[0]]
    assert found.field_games.open_pairings == pytest.approx(1 / 6)
    assert found.strong_games.open_pairings == 1


def test_the_ladder_has_the_share_of_each_step() -> None:
    found = figures_of([*pairs("a", "b", "c"), game("c", "b", 0, seed=9)])
    assert [found.scores.names[rung] for rung in found.ladder] == ["c", "b", "a"]
    assert found.steps == [pytest.approx(8 / 9), 1]


def test_faults_are_counted_by_bot() -> None:
    fault = {"tick": 3, "kind": "raised", "message": "KeyError: 0"}
    results = pairs("a", "b", seeds=2)
    results[1]["seats"][0]["faults"] = [fault, fault]
    results[2]["seats"][1]["faults"] = [fault]
    results[2]["forfeited"] = [False, True]
    assert faults_of(results) == {"b": (3, 1, "raised: KeyError: 0")}
