"""Shapes as rows of numbers, in metres, which the painter draws in one call."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import Color

DISC, GLOW, RING, BOX, SHIP, FLAME, ROCK = range(7)  # as in the painter's shader
HULLS = 4  # shapes of ships
COLUMNS = ("x", "y", "half_width", "half_height", "angle", "kind", "red", "green", "blue", "alpha")
_CORNERS = 96  # corners of a polygon that stands for a large circle
_CIRCLE = np.linspace(0, math.tau, _CORNERS + 1)
_COS, _SIN = np.cos(_CIRCLE), np.sin(_CIRCLE)

Values = Any  # a number, or an array with one number per shape


class Quads:
    """Collects shapes in drawing order."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float32]] = []

    @property
    def rows(self) -> NDArray[np.float32]:
        """The shapes as `[shapes, 10]`, with the columns in COLUMNS."""
        return np.concatenate([np.zeros((0, len(COLUMNS)), np.float32), *self._parts])

    def disc(self, x: Values, y: Values, radius: Values, color: Values, alpha: Values = 1.0) -> None:
        self._add(DISC, x, y, radius, radius, 0.0, color, alpha)

    def glow(self, x: Values, y: Values, radius: Values, color: Values, alpha: Values = 1.0) -> None:
        """Add light that fades outwards and is added to what is below."""
        self._add(GLOW, x, y, radius, radius, 0.0, color, alpha)

    def ring(self, x: Values, y: Values, radius: Values, width: Values, color: Values, alpha: Values = 1.0) -> None:
        """Add a ring of this outer radius; only for small ones, because each pixel inside is shaded."""
        self._add(RING, x, y, radius, width, 0.0, color, alpha)

    def ship(
        self, x: Values, y: Values, radius: Values, hull: Values, heading: Values, color: Values, alpha: Values = 1.0
    ) -> None:
        """Add a ship with a hull of one of HULLS shapes."""
        self._add(SHIP, x, y, radius, hull, heading, color, alpha)

    def flame(
        self, x: Values, y: Values, length: Values, width: Values, angle: Values, color: Values, alpha: Values = 1.0
    ) -> None:
        """Add a flame from (x, y) at an angle; its light is added to what is below."""
        half = np.divide(length, 2)
        self._add(FLAME, x + half * np.cos(angle), y + half * np.sin(angle), half, width, angle, color, alpha)

    def rock(
        self, x: Values, y: Values, radius: Values, number: Values, angle: Values, color: Values, alpha: Values = 1.0
    ) -> None:
        """Add an asteroid; its number chooses its craters."""
        self._add(ROCK, x, y, radius, number, angle, color, alpha)

    def line(
        self, x0: Values, y0: Values, x1: Values, y1: Values, width: Values, color: Values, alpha: Values = 1.0
    ) -> None:
        x, y, dx, dy = np.add(x0, x1) / 2, np.add(y0, y1) / 2, np.subtract(x1, x0), np.subtract(y1, y0)
        half_length, angle = np.sqrt(dx * dx + dy * dy) / 2, np.arctan2(dy, dx)
        self._add(BOX, x, y, half_length, np.divide(width, 2), angle, color, alpha)

    def circle(
        self, x: float, y: float, radius: float, width: float, color: Color, alpha: float = 1.0, dashed: bool = False
    ) -> None:
        """Add a large circle around (x, y), made of lines."""
        xs, ys, step = x + radius * _COS, y + radius * _SIN, 2 if dashed else 1
        self.line(xs[:-1:step], ys[:-1:step], xs[1::step], ys[1::step], width, color, alpha)

    def _add(self, kind: int, x: Values, y: Values, half_width: Values, half_height: Values, *rest: Values) -> None:
        """Add a shape per element of `x`; rest: angle, color (one, or `[shapes, 3]`), alpha."""
        angle, color, alpha = rest
        xs = np.atleast_1d(x)
        rows = np.empty((len(xs), len(COLUMNS)), np.float32)
        for column, values in enumerate((xs, y, half_width, half_height, angle, kind)):
            rows[:, column] = values
        rows[:, 6:9], rows[:, 9] = color, alpha
        self._parts.append(rows)
