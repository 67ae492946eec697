"""Text and boxes in pixels, as rows of numbers that the painter draws over the map in one call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import EMPTY

WIDTH, HEIGHT = 8, 16  # pixels of a character
SIZE = 13  # of the font, in pixels
LINE = 18  # line height in pixels
PANEL = (0.05, 0.07, 0.12)
_THICK, _THIN = 0.8, 0.35  # opacities of a panel
_NEAR = 16  # pixels around a ship's centre where a panel is more transparent
BOX = 0  # the filled glyph
_OTHER = ord("?")
FIRST, LAST = 32, 255  # code points drawn: ASCII and Latin-1; the first, a blank, is drawn as BOX
COLUMNS = ("x", "y", "width", "height", "glyph", "red", "green", "blue", "alpha")


class GlyphBatch:
    """Collects boxes and text in drawing order; the origin is the lower left, y points up.

    Args:
        ships: positions of ships, which shine through panels.
    """

    def __init__(self, ships: Sequence[tuple[float, float]] = ()) -> None:
        self._ships = ships
        self._parts: list[NDArray[np.float32]] = []

    @property
    def rows(self) -> NDArray[np.float32]:
        """The batch as `[glyphs, 9]`, with the columns in COLUMNS."""
        return np.concatenate([np.zeros((0, len(COLUMNS)), np.float32), *self._parts])

    def box(self, x: float, y: float, width: float, height: float, color: Sequence[float], alpha: float = 1.0) -> None:
        """Add a filled rectangle with its lower left corner at (x, y)."""
        self._parts.append(np.array([[x, y, width, height, BOX, *color, alpha]], np.float32))

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """Add a dark background for text, more transparent over ships."""
        near = (-_NEAR <= px - x <= width + _NEAR and -_NEAR <= py - y <= height + _NEAR for px, py in self._ships)
        self.box(x, y, width, height, PANEL, _THIN if any(near) else _THICK)

    def bar(self, x: float, y: float, width: float, height: float, share: float, color: Sequence[float]) -> None:
        """Add a bar filled to a share, 0 .. 1."""
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
        """Add a box at each element of the array x; y and height are numbers or arrays of the same length."""
        rows = np.empty((len(x), len(COLUMNS)), np.float32)
        for column, values in enumerate((x, y, width, height, BOX, *color, alpha)):
            rows[:, column] = values
        self._parts.append(rows)

    def text(self, x: float, y: float, text: str, color: Sequence[float], alpha: float = 1.0, scale: int = 1) -> None:
        """Add a line of text with its lower left at (x, y); characters beyond Latin-1 become question marks."""
        places, glyphs = _glyphs(text)
        rows = np.empty((len(glyphs), len(COLUMNS)), np.float32)
        rows[:] = round(x), round(y), WIDTH * scale, HEIGHT * scale, 0, *color, alpha
        rows[:, 0] += places * (WIDTH * scale)
        rows[:, 4] = glyphs
        self._parts.append(rows)


@lru_cache(maxsize=1024)
def _glyphs(text: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the positions and glyphs of the non-blank characters; cached, as most lines repeat in every frame."""
    inked = [(place, ord(character)) for place, character in enumerate(text) if not character.isspace()]
    glyphs = [(code if FIRST < code <= LAST else _OTHER) - FIRST for _, code in inked]
    return np.array([place for place, _ in inked], np.float32), np.array(glyphs, np.float32)


def draw_panel(
    batch: GlyphBatch, x: float, top: float, lines: Sequence[tuple[str, Sequence[float]]], width: float | None = None
) -> float:
    """Draw coloured lines of text on a panel whose upper left corner is (x, top); return the y of its lower edge."""
    width = width or max(text_width(text) for text, _ in lines) + 24
    bottom = top - len(lines) * LINE - 12
    batch.panel(x, bottom, width, top - bottom)
    for number, (text, color) in enumerate(lines):
        batch.text(x + 12, top - 6 - (number + 1) * LINE, fitted(text, width - 24), color)
    return bottom


def text_width(text: str, scale: int = 1) -> int:
    """Return the width of a line of text in pixels."""
    return len(text) * WIDTH * scale


def wrapped(text: str, width: float, indent: int = 4, most: int | None = None) -> list[str]:
    """Wrap a line of text to `width` pixels, indenting all lines but the first, into at most `most` lines."""
    columns = max(int(width // WIDTH), indent + 4)
    lines = wrap(
        text, columns, subsequent_indent=" " * indent, max_lines=most, placeholder=" ..", break_on_hyphens=False
    )
    return lines or [""]


def fitted(text: str, width: float) -> str:
    """Shorten a line of text to fit into `width` pixels."""
    most = max(int(width // WIDTH), 0)
    return text if len(text) <= most else text[: max(most - 2, 0)] + ".."
