from __future__ import annotations

import numpy as np
import pytest

from botkit.tools.tuning.process import Floats, GaussianProcess

NUMBER, CHOICE = np.array([False]), np.array([True])


def column(*values: float) -> Floats:
    return np.array(values, np.float64)[:, None]


def test_a_curve_is_learned_from_noisy_scores() -> None:
    random = np.random.default_rng(1)
    places = random.random(80)
    scores = 0.5 + 0.1 * np.sin(5 * places) + 0.05 * random.standard_normal(80)
    process = GaussianProcess(NUMBER)
    process.fit(column(*places), scores, np.full(80, 25.0), np.arange(80.0))
    asked = np.linspace(0.1, 0.9, 9)
    known, deviation = process.predict(column(*asked))
    assert np.abs(known - (0.5 + 0.1 * np.sin(5 * asked))).max() < 0.05
    assert (deviation < 0.05).all()


def test_far_from_what_is_known_there_is_doubt() -> None:
    process = GaussianProcess(NUMBER)
    process.fit(column(0.0, 0.01, 0.02), np.array([0.6, 0.6, 0.6]), np.full(3, 50.0), np.arange(3.0))
    known, deviation = process.predict(column(0.01, 1.0))
    assert known[0] == pytest.approx(0.6, abs=0.02)
    assert deviation[1] > 2 * deviation[0]


def test_more_pairs_weigh_more() -> None:
    process = GaussianProcess(NUMBER)
    process.fit(column(0.5, 0.5), np.array([0.4, 0.6]), np.array([100.0, 10.0]), np.arange(2.0))
    assert process.predict(column(0.5))[0][0] == pytest.approx(0.42, abs=0.02)


def test_a_round_with_lucky_seeds_does_not_make_its_points_better() -> None:
    """Two rounds share the point 0.5; all scores of the second are higher."""
    process = GaussianProcess(NUMBER)
    scores = np.array([0.50, 0.55, 0.60, 0.65, 0.60, 0.55])
    process.fit(column(0.0, 0.25, 0.5, 0.5, 0.75, 1.0), scores, np.full(6, 8.0), np.repeat([1.0, 2.0], 3))
    known, _ = process.predict(column(0.0, 0.25, 0.5, 0.75, 1.0))
    assert known.argmax() == 2
    assert abs(known[1] - known[3]) < 0.035


def test_choices_are_equally_near_to_each_other() -> None:
    process = GaussianProcess(CHOICE)
    process.fit(column(0, 3), np.array([0.6, 0.5]), np.full(2, 50.0), np.arange(2.0))
    known, deviation = process.predict(column(1, 2))
    assert known[0] == known[1]
    assert deviation[0] == deviation[1]


def test_drawn_functions_have_the_predicted_moments() -> None:
    process = GaussianProcess(NUMBER)
    process.fit(column(0.2, 0.7), np.array([0.4, 0.6]), np.full(2, 20.0), np.arange(2.0))
    asked = column(0.1, 0.5, 0.9)
    known, deviation = process.predict(asked)
    drawn = process.draw(asked, 4000, np.random.default_rng(1))
    assert drawn.shape == (4000, 3)
    np.testing.assert_allclose(drawn.mean(axis=0), known, atol=0.01)
    np.testing.assert_allclose(drawn.std(axis=0), deviation, rtol=0.05)


@pytest.mark.parametrize("scores", [[0.0] * 40, [1.0] * 40, [0.0, 1.0] * 20])
def test_scores_without_noise_are_no_trouble(scores: list[float]) -> None:
    process = GaussianProcess(NUMBER)
    places = [0.25, 0.75] * 20  # the same points again and again
    process.fit(column(*places), np.array(scores), np.full(40, 10_000.0), np.repeat([1.0, 2.0, 3.0, 4.0], 10))
    known, deviation = process.predict(column(0.25, 0.75))
    np.testing.assert_allclose(known, scores[:2], atol=0.05)
    assert np.isfinite(process.draw(column(*np.linspace(0, 1, 200)), 16, np.random.default_rng(1))).all()
    assert np.isfinite(deviation).all()
