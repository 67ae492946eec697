"""The nearest things are those of a plain sort."""

from __future__ import annotations

import numpy as np
import pytest

from botkit.gym.observation.nearest import nearest


@pytest.mark.parametrize("rows", [1, 2, 5, 8, 9, 40])
@pytest.mark.parametrize("count", [1, 3, 5])
def test_the_nearest_are_those_of_a_plain_sort(rows: int, count: int) -> None:
    rng = np.random.default_rng(rows)
    squared = rng.uniform(0, 1e6, (rows, 2, 50))
    squared[rng.random(squared.shape) < 0.1] = 0.0
    present = rng.random(squared.shape) < rng.random(50)
    labels = np.arange(7, 7 + rows, dtype=np.int32)[:, None, None]
    count = min(count, rows)
    found, there = nearest(squared.copy(), present, labels, count, 6 + rows)
    assert found.shape == there.shape == (count, 2, 50)
    for a in range(2):
        for w in range(50):
            order = [row for row in np.argsort(squared[:, a, w], kind="stable") if present[row, a, w]][:count]
            assert there[:, a, w].tolist() == [n < len(order) for n in range(count)]
            assert found[: len(order), a, w].tolist() == [7 + row for row in order]
            assert not found[len(order) :, a, w].any()
