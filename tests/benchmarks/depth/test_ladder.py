"""The ladder of skill in matrices that are known."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from benchmarks.depth.ladder import STEP, ladder


def matrix(bots: int, wins: dict[tuple[int, int], float], rest: float = 0.6) -> np.ndarray:
    """Return shares in which the better of two takes `rest`, but for some pairs."""
    share = np.full((bots, bots), np.nan)
    for upper, lower in combinations(range(bots), 2):
        share[upper, lower] = wins.get((upper, lower), rest)
        share[lower, upper] = 1 - share[upper, lower]
    return share


def test_in_an_order_everyone_is_a_rung_worst_first() -> None:
    assert ladder(matrix(5, {}, rest=0.9)) == [4, 3, 2, 1, 0]


def test_without_a_clear_win_it_has_one_rung() -> None:
    assert len(ladder(matrix(5, {}, rest=STEP - 0.01))) == 1


def test_it_finds_the_longest_chain_not_the_greedy_one() -> None:
    wins = {(0, 1): 0.9, (0, 2): 0.8, (2, 3): 0.8, (3, 4): STEP}  # from 0 the clearest win leads nowhere
    assert ladder(matrix(5, wins)) == [4, 3, 2, 0]


def test_of_the_longest_it_has_the_largest_smallest_step() -> None:
    wins = {(0, 1): 0.8, (0, 2): 0.9, (1, 3): 1.0, (2, 3): 0.85}
    assert ladder(matrix(4, wins)) == [3, 2, 0]


def test_a_circle_is_no_ladder() -> None:
    share = matrix(3, {(0, 1): 1.0, (1, 2): 1.0, (0, 2): 0.0})
    chain = ladder(share)
    assert len(set(chain)) == len(chain) == 3
    assert chain == [2, 1, 0]


def test_a_pair_that_has_not_met_is_no_step() -> None:
    share = matrix(3, {}, rest=1.0)
    share[0, 1] = share[1, 0] = np.nan
    assert ladder(share) == [2, 0]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_longest_of_all_chains(seed: int) -> None:
    generator = np.random.default_rng(seed)
    share = matrix(9, {pair: float(generator.random()) for pair in combinations(range(9), 2)})
    chains = [
        chain
        for size in range(1, 10)
        for chain in combinations(range(9), size)
        if all(share[upper, lower] >= STEP for upper, lower in pairwise(chain))
    ]
    found = ladder(share)
    assert tuple(reversed(found)) in chains
    assert len(found) == max(map(len, chains))


def test_nobody_makes_no_ladder() -> None:
    assert ladder(np.zeros((0, 0))) == []
