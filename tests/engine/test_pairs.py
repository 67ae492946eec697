from __future__ import annotations

import numpy as np

from engine.pairs import near_between, near_pairs


def spots(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.uniform(0, 10, (rows, 4)), rng.uniform(0, 10, (rows, 4))


def test_pairs_within_reach_and_no_others_each_once_in_order() -> None:
    x, y = spots(np.random.default_rng(1), 9)
    found = list(zip(*(index.tolist() for index in near_pairs(x, y, 3.0)), strict=True))
    assert found == [
        (i, j, w)
        for i in range(9)
        for j in range(i + 1, 9)
        for w in range(4)
        if (x[i, w] - x[j, w]) ** 2 + (y[i, w] - y[j, w]) ** 2 < 9
    ]
    assert 0 < len(found) < 36 * 4


def test_pairs_between_two_tables() -> None:
    rng = np.random.default_rng(2)
    (ax, ay), (bx, by) = spots(rng, 3), spots(rng, 7)
    found = list(zip(*(index.tolist() for index in near_between(ax, ay, bx, by, 4.0)), strict=True))
    assert found == [
        (i, j, w)
        for i in range(3)
        for j in range(7)
        for w in range(4)
        if (ax[i, w] - bx[j, w]) ** 2 + (ay[i, w] - by[j, w]) ** 2 < 16
    ]
    assert 0 < len(found) < 21 * 4


def test_bodies_that_are_just_as_far_apart_as_the_reach_are_no_pair() -> None:
    x, y = np.array([[0.0], [3.0]]), np.array([[0.0], [4.0]])
    assert near_pairs(x, y, 5.0)[0].size == 0
    assert near_pairs(x, y, 5.000001)[0].size == 1
