from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import pytest

from botkit.tools.tuning.ranges import Categorical, Grid, Range
from botkit.tools.tuning.search import CANDIDATES, Candidate, Search

GRID = Grid(Decimal(0), Decimal(1), 101, whole=True)
CHOICES = Categorical((1, 2, 3))


def searched(
    score: Callable[[Candidate], float], ranges: Sequence[Range], rounds: int, seed: int, noise: float
) -> Candidate:
    random = np.random.default_rng(seed)
    search = Search(ranges, None, seed)
    for _ in range(rounds):
        search.tell({each: score(each) + noise * random.standard_normal() for each in search.ask()}, pairs=7)
    best = search.best
    assert best is not None
    return best


def test_the_first_round_is_spread_over_the_ranges_and_has_the_present_values() -> None:
    search = Search([GRID, CHOICES], (7, 2), seed=1)
    assert search.best is None
    first = search.ask()
    assert first[0] == (7, 2)
    assert len({place * CANDIDATES // GRID.count for place, _ in first[1:]}) == CANDIDATES - 1
    assert {choice for _, choice in first} == {0, 1, 2}
    assert first == Search([GRID, CHOICES], (7, 2), seed=1).ask()
    assert first != Search([GRID, CHOICES], (7, 2), seed=2).ask()


def test_candidates_are_in_their_ranges_and_played_once_a_round() -> None:
    search = Search([Categorical((1, 2)), Grid(Decimal(0), Decimal(1), 2, whole=True)], None, seed=1)
    for _ in range(12):
        candidates = search.ask()
        assert len(candidates) == len(set(candidates)) <= 4
        assert all(0 <= place < 2 for each in candidates for place in each)
        search.tell({each: float(sum(each)) / 2 for each in candidates}, pairs=4)
    assert search.best == (1, 1)


@pytest.mark.parametrize("best", [0, 30, 70, 100])
def test_a_noisy_optimum_is_found(best: int) -> None:
    """Scores as of 7 pairs each: a deviation of a tenth, where the whole range makes up to a third."""

    def score(at: Candidate) -> float:
        return 0.5 - 0.8 * sum(((place - best) / 100) ** 2 for place in at) / len(at)

    lost = [0.5 - score(searched(score, [GRID, GRID], 6, seed, noise=0.1)) for seed in range(5)]
    assert np.mean(lost) < 0.03


@pytest.mark.parametrize("end", [False, True])
def test_a_narrow_basin_is_found_beside_a_wide_one(end: bool) -> None:
    """As of a bot that is good at either of two distances: the centre between them is bad."""

    def score(at: Candidate) -> float:
        place = 100 - at[0] if end else at[0]
        return 0.54 if place < 15 else 0.42 - 0.2 * ((place - 60) / 100) ** 2

    found = [score(searched(score, [GRID], 6, seed, noise=0.1)) for seed in range(8)]
    assert found.count(0.54) >= 7


def test_the_better_choice_is_found() -> None:
    for seed in range(5):
        assert searched(lambda at: 0.2 * (at[0] == 2), [CHOICES, GRID], 6, seed, noise=0.1)[0] == 2


def test_scores_that_are_all_equal_leave_the_present_values() -> None:
    search = Search([GRID, CHOICES], (7, 2), seed=1)
    for _ in range(5):
        search.tell(dict.fromkeys(search.ask(), 0.5), pairs=4)
    assert search.best == (7, 2)
    search.tell({each: each[0] / 100 for each in search.ask()}, pairs=4)
    best = search.best
    assert best is not None and best[0] > 70
