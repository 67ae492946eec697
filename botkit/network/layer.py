"""A layer of a network: weights and biases as integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botkit.network.arithmetic import BIAS_LIMIT, EXACT, MAX_WIDTH, ONE, SHIFT_LIMIT, WEIGHT_LIMIT

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Layer:
    """A linear layer.

    Attributes:
        weight: `[outputs, inputs]`, in units of 2^-shift.
        bias: `[outputs]`, in units of 2^-(12 + shift).
        shift: binary places of the weights.
    """

    weight: Integers
    bias: Integers
    shift: int

    @classmethod
    def quantised(cls, weight: Any, bias: Any) -> Layer:
        """Return the layer nearest to one of floats, with as many binary places as fit.

        Raises:
            ValueError: they have other shapes, or numbers that are too large or not finite.
        """
        weights, biases = np.asarray(weight, np.float64), np.asarray(bias, np.float64)
        if weights.ndim != 2 or biases.shape != weights.shape[:1]:
            raise ValueError(f"the shapes {weights.shape} and {biases.shape} are not [outputs, inputs] and [outputs]")
        largest = float(np.abs(weights).max(initial=0.0))
        if not (largest <= WEIGHT_LIMIT and np.abs(biases).max(initial=0.0) <= WEIGHT_LIMIT):
            raise ValueError(f"weights and biases must be finite numbers of at most {WEIGHT_LIMIT:,}")
        shift = SHIFT_LIMIT
        while round(largest * 2.0**shift) > WEIGHT_LIMIT:
            shift -= 1
        whole = np.rint(weights * 2.0**shift).astype(np.int64)
        return cls(whole, np.rint(biases * (ONE * 2.0**shift)).astype(np.int64), shift)

    def check(self, most: int) -> None:
        """Raise ValueError unless the numbers are within their bounds, and all sums are exact in float64.

        Args:
            most: the largest input, as an integer.
        """
        outputs, inputs = self.weight.shape
        if not (0 < inputs <= MAX_WIDTH and 0 < outputs <= MAX_WIDTH):
            raise ValueError(f"{inputs} inputs and {outputs} outputs are not within 1 .. {MAX_WIDTH:,}")
        if not 0 <= self.shift <= SHIFT_LIMIT:
            raise ValueError(f"shift {self.shift} is not within 0 .. {SHIFT_LIMIT}")
        for name, numbers, limit in (("weight", self.weight, WEIGHT_LIMIT), ("bias", self.bias, BIAS_LIMIT)):
            if numbers.max() > limit or numbers.min() < -limit:
                raise ValueError(f"a {name} is beyond {limit:,}")
        if int((np.abs(self.weight).sum(axis=1) * most + np.abs(self.bias)).max()) >= EXACT:
            raise ValueError("sums are not exact: they may reach 2^52")
