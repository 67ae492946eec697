"""Non-transitivity of matrices that are known."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from benchmarks.depth.cycles import circles, cycles_of, cyclic_share
from benchmarks.depth.scores import Scores, scores_of

GAMES = 80


def points_of(log_odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return points whose log-odds, with half a point on either side, are these; and the games."""
    games = np.full(log_odds.shape, float(GAMES))
    np.fill_diagonal(games, 0)
    return ((GAMES + 1) / (1 + np.exp(-log_odds)) - 0.5) * (games > 0), games


def circle(strength: float) -> np.ndarray:
    """Return the log-odds of rock, paper, scissors."""
    return strength * np.array([[0.0, 1, -1], [-1, 0, 1], [1, -1, 0]])


def order(*ratings: float) -> np.ndarray:
    """Return the log-odds that ratings explain."""
    rating = np.array(ratings)
    return rating[:, None] - rating


def test_what_ratings_explain_has_no_cyclic_part() -> None:
    assert cyclic_share(*points_of(order(1.5, 0.5, -2.0, -0.3))) == pytest.approx(0, abs=1e-9)


def test_rock_paper_scissors_is_nothing_else() -> None:
    assert cyclic_share(*points_of(circle(1.2))) == pytest.approx(1)


def test_the_parts_are_orthogonal() -> None:
    ranked, around = order(1.0, 0.0, -1.0), circle(0.7)
    expected = np.linalg.norm(around) / np.hypot(np.linalg.norm(ranked), np.linalg.norm(around))
    assert cyclic_share(*points_of(ranked + around)) == pytest.approx(expected)


def test_pairs_that_have_not_met_are_left_out() -> None:
    points, games = points_of(order(2.0, 1.0, 0.0))
    points[0, 2] = points[2, 0] = games[0, 2] = games[2, 0] = 0
    assert cyclic_share(points, games) == pytest.approx(0, abs=1e-9)


def test_level_bots_have_none() -> None:
    assert cyclic_share(*points_of(order(0.0, 0.0, 0.0))) == 0


def test_circles_are_found_once_and_the_clearest_is_first() -> None:
    share = np.full((6, 6), 0.5)
    for one, other, taken in ((0, 1, 0.7), (1, 2, 0.7), (2, 0, 0.61), (5, 4, 0.9), (4, 3, 0.9), (3, 5, 0.8)):
        share[one, other], share[other, one] = taken, 1 - taken
    assert circles(share) == [(3, 5, 4), (0, 1, 2)]
    assert circles(share, edge=0.62) == [(3, 5, 4)]


def test_who_has_not_met_is_in_no_circle() -> None:
    share = np.full((3, 3), np.nan)
    share[0, 1], share[1, 2] = 1, 1
    assert circles(share) == []


def field(*beats: str) -> Scores:
    """Return the scores of bots of one letter, from pairs of who always beats whom."""
    return scores_of(
        [{"seats": [{"bot": a}, {"bot": b}], "ranks": [1, 2]} for a, b in beats for _ in range(GAMES)],
    )


def test_an_order_of_clear_wins_has_little_more_than_ratings_explain() -> None:
    found = cycles_of(field(*("".join(pair) for pair in combinations("abcdefgh", 2))))
    assert found.circles == []
    assert found.triples == 56
    assert found.cyclic > 0.3  # although there is no circle
    assert 0 <= found.cyclic - found.explained < 0.15


def test_a_circle_has_much_more() -> None:
    found = cycles_of(field("ab", "bc", "ca", "ad", "bd", "cd"))
    assert len(found.circles) == 1
    assert found.cyclic - found.explained > 0.3
