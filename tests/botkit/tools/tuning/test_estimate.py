from __future__ import annotations

import numpy as np
import pytest

from botkit.tools.tuning.estimate import _student, estimate

QUANTILES = {2: 4.303, 5: 2.571, 10: 2.228, 30: 2.042, 100: 1.984}  # of Student's t, 97.5 %


def test_the_quantiles_are_students() -> None:
    for freedom, value in QUANTILES.items():
        assert _student(freedom) == pytest.approx(value, rel=0.05 if freedom < 5 else 0.003)
        assert _student(freedom) >= value - 0.0005


def test_the_difference_is_that_of_the_means() -> None:
    tuned, present = [[1, 0.5], [0.5, 0.5], [1, 1]], [[0.5, 0.5], [0.25, 0.25], [0.5, 1]]
    found = estimate(tuned * 10, present * 10)
    assert found is not None
    assert (found.tuned, found.present) == (0.75, 0.5)
    assert found.difference == pytest.approx(0.25)
    assert found.low < 0.25 < found.high
    assert (found.low + found.high) / 2 == pytest.approx(0.25)


def test_games_that_make_no_difference_leave_a_doubt_that_shrinks_with_their_number() -> None:
    widths = []
    for blocks in (5, 50, 500):
        found = estimate(np.full((blocks, 2), 0.5), np.full((blocks, 2), 0.5))
        assert found is not None and found.decision == "none"
        widths.append(found.high)
    assert widths[0] > 5 * widths[1] > 25 * widths[2] > 0


def test_one_block_says_nothing() -> None:
    assert estimate([[1.0]], [[0.0]]) is None
    assert estimate(np.empty((0, 2)), np.empty((0, 2))) is None


@pytest.mark.parametrize(("gain", "decision"), [(0.5, "better"), (-0.5, "worse"), (0.0, "none")])
def test_the_decision_follows_the_interval(gain: float, decision: str) -> None:
    random = np.random.default_rng(1)
    present = random.choice([0.25, 0.5, 0.75], (40, 2))
    shift = np.where(random.random((40, 2)) < abs(gain), np.sign(gain) * 0.25, 0)
    found = estimate(present + shift, present)
    assert found is not None and found.decision == decision
