from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import broad_phase as pairs
from engine.broad_phase import near_between, near_pairs


def spots(rng: np.random.Generator, rows: int) -> np.ndarray:
    return rng.uniform(0, 10, (2, rows, 4))


def test_pairs_within_reach_and_no_others_each_once_in_order() -> None:
    x, y = place = spots(np.random.default_rng(1), 9)
    found = list(zip(*(index.tolist() for index in near_pairs(place, 3.0)), strict=True))
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
    (ax, ay), (bx, by) = a, b = spots(rng, 3), spots(rng, 7)
    among = rng.random((7, 4)) < 0.8
    found = list(zip(*(index.tolist() for index in near_between(a, b, 4.0, among)), strict=True))
    assert found == [
        (i, j, w)
        for i in range(3)
        for j in range(7)
        for w in range(4)
        if (ax[i, w] - bx[j, w]) ** 2 + (ay[i, w] - by[j, w]) ** 2 < 16 and among[j, w]
    ]
    assert 0 < len(found) < 21 * 4 * 0.8


def test_bodies_that_are_just_as_far_apart_as_the_reach_are_no_pair() -> None:
    place = np.array([[[0.0], [3.0]], [[0.0], [4.0]]])
    assert near_pairs(place, 5.0)[0].size == 0
    assert near_pairs(place, 5.000001)[0].size == 1


coordinate = (
    st.floats(-1e3, 1e3)
    | st.integers(-4, 4).map(float)
    | st.sampled_from([0.0, -0.0, 1e6, -1e6, 5.0, 5.000000000000001, 4.999999999999999, 1e-300])
)


def spread(draw: st.DrawFn, rows: int, worlds: int) -> np.ndarray:
    values = draw(st.lists(coordinate, min_size=2 * rows * worlds, max_size=2 * rows * worlds))
    return np.array(values).reshape(2, rows, worlds)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[np.ndarray, ...]:
    n, m, worlds = draw(st.integers(0, 9)), draw(st.integers(0, 9)), draw(st.integers(1, 3))
    return tuple(spread(draw, rows, worlds) for rows in (n, m))


@settings(max_examples=300, deadline=None)
@given(places=bodies(), reach=st.floats(0, 50) | st.sampled_from([0.0, 5.0, 1e7]))
def test_sorted_and_searched_are_the_very_pairs_of_comparing_all(places: tuple[np.ndarray, ...], reach: float) -> None:
    a, b = places
    among = b[0] != 1

    def found() -> list[list[int]]:
        return [index.tolist() for index in (*near_between(a, b, reach, among), *near_pairs(b, reach))]

    dense = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "DENSE", -1)
        assert found() == dense


def test_a_hundred_ships_and_a_thousand_shots_are_sorted_and_give_the_same_pairs() -> None:
    rng = np.random.default_rng(3)
    a, b = (rng.uniform(-1000, 1000, (2, rows, 2)) for rows in (100, 1000))
    b[:, 500:] = [[[-1e6]], [[0]]]  # at rest, out of the way

    def found() -> list[list[int]]:
        return [index.tolist() for index in (*near_between(a, b, 50.0, b[0] > -1e6), *near_pairs(b, 24.0))]

    sorted_ones = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "DENSE", 10**9)
        dense = found()
    assert sorted_ones == dense
    assert len(dense[0]) > 100
