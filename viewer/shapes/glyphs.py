"""Text and boxes in pixels, as rows of numbers: what the painter draws over the map in one call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import EMPTY

WIDTH, HEIGHT = 8, 16  # pixels of a character
SIZE = 13  # of its font, in pixels
LINE = 18  # pixels from a line of text to the next
PANEL = (0.05, 0.07, 0.12)
_THICK, _THIN = 0.8, 0.35  # how much of a panel is seen
_NEAR = 16  # pixels from a ship's middle to the panel that hides some of it
BOX = 0  # the glyph that is all ink
_OTHER = ord("?")
FIRST, LAST = 32, 255  # the characters that are drawn: ASCII and Latin-1; the first, a blank, is drawn as BOX
COLUMNS = ("x", "y", "width", "height", "glyph", "red", "green", "blue", "alpha")


class GlyphBatch:
    """Collects boxes and text in the order in which they are painted; (0, 0) is the lower left, y up.

    Args:
        ships: their places, which shine through panels.
    """

    def __init__(self, ships: Sequence[tuple[float, float]] = ()) -> None:
        self._ships = ships
        self._parts: list[NDArray[np.float32]] = []

    @property
    def rows(self) -> NDArray[np.float32]:
        """`[glyphs, 9]`, the columns as in COLUMNS."""
        return np.concatenate([np.zeros((0, len(COLUMNS)), np.float32), *self._parts])

    def box(self, x: float, y: float, width: float, height: float, color: Sequence[float], alpha: float = 1.0) -> None:
        """A filled rectangle, (x, y) its lower left."""
        self._parts.append(np.array([[x, y, width, height, BOX, *color, alpha]], np.float32))

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """What text stands on, dark enough to read it; over a ship it is lighter."""
        near = (-_NEAR <= px - x <= width + _NEAR and -_NEAR <= py - y <= height + _NEAR for px, py in self._ships)
        self.box(x, y, width, height, PANEL, _THIN if any(near) else _THICK)

    def bar(self, x: float, y: float, width: float, height: float, share: float, color: Sequence[float]) -> None:
        """A bar that is full to a share, 0 .. 1."""
        self.box(x, y, width, height, EMPTY, 0.8)
        self.box(x, y, width * min(max(float(share), 0.0), 1.0), height, color)

    def boxes(
        self,
        x: NDArray[np.floating[Any]],
        y: Any,
        width: float,
        height: Any,
        color: Sequence[float],
        alpha: float = 1.0,
    ) -> None:
        """One at each of these x, an array; y and height are numbers, or arrays as long."""
        rows = np.empty((len(x), len(COLUMNS)), np.float32)
        for column, values in enumerate((x, y, width, height, BOX, *color, alpha)):
            rows[:, column] = values
        self._parts.append(rows)

    def text(self, x: float, y: float, text: str, color: Sequence[float], alpha: float = 1.0, scale: int = 1) -> None:
        """A line of text, (x, y) its lower left; characters beyond Latin-1 become question marks."""
        places, glyphs = _glyphs(text)
        rows = np.empty((len(glyphs), len(COLUMNS)), np.float32)
        rows[:] = round(x), round(y), WIDTH * scale, HEIGHT * scale, 0, *color, alpha
        rows[:, 0] += places * (WIDTH * scale)
        rows[:, 4] = glyphs
        self._parts.append(rows)


@lru_cache(maxsize=1024)
def _glyphs(text: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Which places of a line hold ink, and which glyphs stand there: most lines are written in every frame."""
    inked = [(place, ord(character)) for place, character in enumerate(text) if not character.isspace()]
    glyphs = [(code if FIRST < code <= LAST else _OTHER) - FIRST for _, code in inked]
    return np.array([place for place, _ in inked], np.float32), np.array(glyphs, np.float32)


def draw_panel(
    batch: GlyphBatch, x: float, top: float, lines: Sequence[tuple[str, Sequence[float]]], width: float | None = None
) -> float:
    """Lines of text, each in its colour, on a box whose upper left is (x, top). Returns the y of its lower edge."""
    width = width or max(text_width(text) for text, _ in lines) + 24
    bottom = top - len(lines) * LINE - 12
    batch.panel(x, bottom, width, top - bottom)
    for number, (text, color) in enumerate(lines):
        batch.text(x + 12, top - 6 - (number + 1) * LINE, fitted(text, width - 24), color)
    return bottom


def text_width(text: str, scale: int = 1) -> int:
    """Pixels that a line of text takes."""
    return len(text) * WIDTH * scale


def wrapped(text: str, width: float, indent: int = 4, most: int | None = None) -> list[str]:
    """A line of text in lines that fit into `width` pixels, all but the first indented, at most so many."""
    columns = max(int(width // WIDTH), indent + 4)
    lines = wrap(
        text, columns, subsequent_indent=" " * indent, max_lines=most, placeholder=" ..", break_on_hyphens=False
    )
    return lines or [""]


def fitted(text: str, width: float) -> str:
    """A line of text cut to what fits into `width` pixels."""
    most = max(int(width // WIDTH), 0)
    return text if len(text) <= most else text[: max(most - 2, 0)] + ".."
