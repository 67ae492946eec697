from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np

from engine.angle import cos_sin, radians

STEPS = 1 << 16
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494")


def exact_cos(step: int) -> Decimal:
    """Return cos(2 pi step / 65,536) by its Taylor series, to some 50 digits."""
    with localcontext() as context:
        context.prec = 60
        angle = 2 * PI * step / STEPS
        term, total, n = Decimal(1), Decimal(1), 0
        while abs(term) > Decimal("1e-58"):
            n += 2
            term = -term * angle * angle / (n * (n - 1))
            total += term
        return round(total, 50)


def step_angles(*steps: int) -> np.ndarray:
    return np.array(steps, np.uint64).astype(np.uint32) << np.uint32(16)


def test_the_table_holds_the_floats_nearest_to_the_true_cosines() -> None:
    steps = [0, 1, 2, 8191, 8192, 8193, 16383, 16385, 32767, 32768, 49151, 49153, 65535, *range(37, STEPS, 997)]
    cosine, sine = cos_sin(step_angles(*steps))
    assert cosine.tolist() == [float(exact_cos(step)) for step in steps]
    assert sine.tolist() == [float(exact_cos((step - STEPS // 4) % STEPS)) for step in steps]


def test_quarter_turns_are_exact() -> None:
    cosine, sine = cos_sin(step_angles(0, STEPS // 4, STEPS // 2, 3 * STEPS // 4))
    assert cosine.tolist() == [1, 0, -1, 0]
    assert sine.tolist() == [0, 1, 0, -1]


def test_half_a_turn_on_is_exactly_opposite_everywhere() -> None:
    angles = step_angles(*range(STEPS))
    cosine, sine = cos_sin(angles)
    other_cosine, other_sine = cos_sin(angles + np.uint32(1 << 31))
    assert (cosine == -other_cosine).all()
    assert (sine == -other_sine).all()


def test_angles_between_two_steps_take_the_lower_one() -> None:
    low, high = cos_sin(np.array([5 << 16, (6 << 16) - 1], np.uint32))[0]
    assert low == high


def test_no_negative_zero_comes_out() -> None:
    cosine, sine = cos_sin(step_angles(*range(STEPS)))
    assert not np.signbit(cosine[cosine == 0]).any()
    assert not np.signbit(sine[sine == 0]).any()


def test_radians_run_from_minus_pi_to_just_below_pi() -> None:
    angles = np.array([0, 1 << 30, 1 << 31, 3 << 30, (1 << 31) - 1, 2**32 - 1], np.uint32)
    values = radians(angles)
    assert values[:4].tolist() == [0, math.pi / 2, -math.pi, -math.pi / 2]
    assert values[4] < math.pi
    assert -2e-9 < values[5] < 0
