"""Angles as uint32 in units of 2^-32 turn, with cosines and sines from an exact table.

The last bit of `np.sin` differs between CPUs; a table over the top 16 bits, computed with integers, is the same
everywhere.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.constants import constant

TURN = 2.0**32  # units per turn
RADIANS = math.tau / TURN  # radians per unit
_RADIANS = constant(RADIANS)
_BITS = 16
_STEPS = 1 << _BITS
_SHIFT = constant(32 - _BITS, np.uint32)
_PI = 31415926535897932384626433832795028841971693993751058209749445923078164062862090  # * 10^-79
_ONE = 1 << 240  # fixed point


@cache
def _table() -> NDArray[np.float64]:
    """Return cos and sin of 2 pi k / 65,536 for all k, `[2, 65536]`, each the float64 nearest to the true value.

    The first octant is computed by repeated exact rotation in 240-bit fixed point, of which 65,536 steps lose about 16
    bits. The other octants mirror it, so that half a turn changes exactly the sign.
    """
    angle = 2 * _PI * _ONE // (10**79 * _STEPS)
    step_cos, step_sin = _taylor(angle)
    cosine, sine = _ONE, 0
    cosines, sines = [1.0], [0.0]
    for _ in range(_STEPS // 8):
        cosine, sine = (cosine * step_cos - sine * step_sin) // _ONE, (sine * step_cos + cosine * step_sin) // _ONE
        cosines.append(cosine / _ONE)  # int / int is correctly rounded
        sines.append(sine / _ONE)
    quarter = np.array(cosines + sines[-2::-1])  # cos from 0 to a quarter turn
    half = np.concatenate([quarter[:-1], -quarter[:0:-1]])  # from 0 to less than half a turn
    cosine_table = np.concatenate([half, -half]) + 0.0
    quarter_turn = _STEPS // 4
    return np.stack([cosine_table, np.concatenate([cosine_table[-quarter_turn:], cosine_table[:-quarter_turn]])])


def _taylor(angle: int) -> tuple[int, int]:
    """Return cosine and sine of a small fixed-point angle by their Taylor series."""
    cosine, sine, term, n = _ONE, 0, _ONE, 0
    while term:
        n += 1
        term = term * angle // (_ONE * n)
        if n % 2:
            sine += term if n % 4 == 1 else -term
        else:
            cosine += term if n % 4 == 0 else -term
    return cosine, sine


def cos_sin(angle: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Return cosine and sine of angles, `[2, ...]`: unit vectors, exactly opposite for opposite angles."""
    return _table().take(angle >> _SHIFT, axis=1)


def radians(angle: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Convert angles to radians in [-pi, pi)."""
    signed: NDArray[np.float64] = angle.view(np.int32) * _RADIANS
    return signed
