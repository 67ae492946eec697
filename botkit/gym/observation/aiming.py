"""Where to aim: `botkit.intercept` for many ships at once, in elementary operations of float32."""

from __future__ import annotations

import numpy as np

from botkit.gym.observation.layout import LENGTH, SPEED, Floats
from systems.rules import Rules

_LEAST = np.float32(1e-30)


class Aim:
    """Aims shots of power 1 under the given rules."""

    def __init__(self, rules: Rules) -> None:
        self._speed = np.float32(rules.shot_speed[0] / LENGTH)
        self._muzzle = np.float32(rules.ship_radius / LENGTH)
        self._squares = np.square([self._muzzle, self._speed]).reshape(2, 1, 1, 1)
        self._units = np.array([1, 1, SPEED / LENGTH, SPEED / LENGTH], np.float32).reshape(4, 1, 1, 1)

    def __call__(self, motion: Floats) -> Floats:
        """Return how far away things are, and where to fire to hit them on their present course.

        A shot that starts at the ship's edge at t = 0 meets the thing when |p + v t| = muzzle + speed t, of which the
        least solution t >= 0 is c / (sqrt(b^2 - a c) - b); without one, the ship aims straight at the thing.

        Args:
            motion: x and y / 1,000 m, vx and vy / 200 m/s, relative to the ship and in its frame, `[rows, 4, A, W]`.

        Returns:
            The distance, / 1,000 m, and the unit vector of the direction, `[rows, 3, A, W]`.
        """
        numbers = motion.swapaxes(0, 1) * self._units
        place, velocity = numbers[:2], numbers[2:]
        squares, products = numbers * numbers, place * velocity
        c, a = squares[0::2] + squares[1::2] - self._squares
        b = products[0] + products[1] - self._muzzle * self._speed
        with np.errstate(invalid="ignore"):  # NaN without a solution
            slope = np.sqrt(b * b - a * c) - b
        time = np.maximum(c, 0) / np.where(slope > 0, slope, np.float32(np.inf))
        point = place + velocity * time
        squares[2:] = point * point
        length = np.sqrt(squares[0::2] + squares[1::2])
        result = np.empty((3, *time.shape), np.float32)
        result[0] = length[0]
        np.divide(point, np.maximum(length[1], _LEAST), out=result[1:])
        return result.swapaxes(0, 1)
