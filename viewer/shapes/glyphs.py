"""Text and boxes in pixels, as rows of numbers that the painter draws over the map in one call."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.model.colors import EMPTY

WIDTH, HEIGHT = 8, 16  # pixels of a cell: a character has one, or two if it is wide
SIZE = 13  # of the font, in pixels
LINE = 18  # line height in pixels
PANEL = (0.05, 0.07, 0.12)
RULE = (0.16, 0.19, 0.27)  # lines between panels
BOX = 0  # the filled glyph; others have their code points
RIGHT = 1 << 21  # added to the code point of a wide character for its right half
COLUMNS = ("x", "y", "width", "height", "glyph", "red", "green", "blue", "alpha")


class GlyphBatch:
    """Collects boxes and text in drawing order; the origin is the lower left, y points up."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float32]] = []

    @property
    def rows(self) -> NDArray[np.float32]:
        """The batch as `[glyphs, 9]`, with the columns in COLUMNS."""
        return np.concatenate([np.zeros((0, len(COLUMNS)), np.float32), *self._parts])

    def box(self, x: float, y: float, width: float, height: float, color: Sequence[float], alpha: float = 1.0) -> None:
        """Add a filled rectangle with its lower left corner at (x, y)."""
        self._parts.append(np.array([[x, y, width, height, BOX, *color, alpha]], np.float32))

    def panel(self, x: float, y: float, width: float, height: float) -> None:
        """Add an opaque background for text, with a border."""
        self.box(x, y, width, height, RULE)
        self.box(x + 1, y + 1, width - 2, height - 2, PANEL)

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
        """Add a line of text with its lower left at (x, y)."""
        places, glyphs = _glyphs(text)
        rows = np.empty((len(glyphs), len(COLUMNS)), np.float32)
        rows[:] = round(x), round(y), WIDTH * scale, HEIGHT * scale, 0, *color, alpha
        rows[:, 0] += places * (WIDTH * scale)
        rows[:, 4] = glyphs
        self._parts.append(rows)


@lru_cache(maxsize=2048)
def _glyphs(text: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the places in cells and the glyphs of the visible characters; cached, as most lines repeat."""
    places, glyphs, place = list[int](), list[int](), 0
    for character in text if text.isascii() else unicodedata.normalize("NFC", text):
        cells = _cells(character)
        if cells and not character.isspace():
            code = ord(character)
            places += range(place, place + cells)
            glyphs += (code, code + RIGHT)[:cells]
        place += cells
    return np.array(places, np.float32), np.array(glyphs, np.float32)


def _cells(character: str) -> int:
    """Return the cells of a character: two for wide ones, none for marks on the one before."""
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(text: str) -> int:
    """Return the number of cells of a line of text."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def draw_lines(
    batch: GlyphBatch, x: float, top: float, lines: Sequence[tuple[str, Sequence[float]]], width: float
) -> None:
    """Draw coloured lines of text downwards from (x, top), each cut to `width`."""
    for number, (text, color) in enumerate(lines):
        batch.text(x, top - (number + 1) * LINE, fitted(text, width), color)


def draw_panel(
    batch: GlyphBatch, x: float, top: float, lines: Sequence[tuple[str, Sequence[float]]], width: float | None = None
) -> None:
    """Draw coloured lines of text on a panel whose upper left corner is (x, top)."""
    width = width or max(text_width(text) for text, _ in lines) + 24
    bottom = top - len(lines) * LINE - 12
    batch.panel(x, bottom, width, top - bottom)
    draw_lines(batch, x + 12, top - 6, lines, width - 24)


def text_width(text: str, scale: int = 1) -> int:
    """Return the width of a line of text in pixels."""
    return cells(text) * WIDTH * scale


def wrapped(text: str, width: float, indent: int = 4, most: int | None = None) -> list[str]:
    """Wrap a line of text to `width` pixels, indenting all lines but the first, into at most `most` lines."""
    columns = max(int(width // WIDTH), indent + 4)
    # A wide character is wrapped as two, of which the second is a private one that is taken out again.
    wide = text if text.isascii() else "".join(c + _FILL * (_cells(c) - 1) for c in text if _cells(c))
    lines = wrap(
        wide, columns, subsequent_indent=" " * indent, max_lines=most, placeholder=" ..", break_on_hyphens=False
    )
    return [line.replace(_FILL, "") for line in lines] or [""]


_FILL = "\uf8ff"
_SEAT = re.compile(r"(?: \(|, )seat (\d+)\)$")  # as in viewer.model.seats.seat_names


@lru_cache(maxsize=2048)
def fitted(text: str, width: float) -> str:
    """Shorten a line of text to fit into `width` pixels."""
    most = max(int(width // WIDTH), 0)
    if cells(text) <= most:
        return text
    kept, left = "", max(most - 2, 0)
    for character in text:
        left -= _cells(character)
        if left < 0:
            break
        kept += character
    return kept + ".."


def fitted_name(name: str, width: float) -> str:
    """Shorten the name of a side to fit into `width` pixels; a seat that tells it from others is kept, as `#3`."""
    seat = _SEAT.search(name)
    if seat is None or text_width(name) <= width:
        return fitted(name, width)
    mark = f" #{seat[1]}"
    return fitted(name[: seat.start()], width - text_width(mark)) + mark
