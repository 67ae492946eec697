"""The numbers that bots are told, which JSON rounds: an observation is computed from these."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botkit.gym.observation.layout import Floats
from engine.angle import cos_sin, radians
from engine.constants import constant

MILLI = np.float32(1000)  # thousandths: numbers have three decimals, headings six
_MILLI, _MICRO = constant(1e3), constant(1e6)
_STEPS = constant(65536 / (math.tau * 1e6))  # of direction, 2^-16 turn, per microradian


def milli(numbers: NDArray[Any]) -> Floats:
    """Return numbers in thousandths, as JSON has them: whole numbers, exact up to 2^24."""
    rounded: Floats = np.rint(numbers * _MILLI).astype(np.float32)
    return rounded


def directions(heading: NDArray[np.uint32]) -> Floats:
    """Return cosine and sine of headings as JSON has them, to the nearest 2^-16 turn: `[2, …]`."""
    steps = np.rint(np.rint(radians(heading) * _MICRO) * _STEPS).astype(np.int32)
    return cos_sin(steps.view(np.uint32) << np.uint32(16)).astype(np.float32)
