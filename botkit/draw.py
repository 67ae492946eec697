"""Drawings for the viewer: lines, circles and texts over the arena, for one tick."""

from __future__ import annotations

from typing import Any

from botkit import hints
from botkit.check import fail, finite, text
from botkit.output import clean, is_color
from botkit.vec import as_point

ROWS = 64  # a tick
TEXT_LENGTH = 80  # characters
WHITE = "#ffffff"


class Draw(hints.Explained):
    """`ship.draw`. Points are `Vec`s, pairs of numbers or contacts, in metres; colours are `#rrggbb`.

    At most 64 drawings per tick and side; further ones are dropped, and the log says so.
    """

    __slots__ = ("cut", "rows")

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.cut = False

    def clear(self) -> None:
        """Remove the drawings of the last tick."""
        self.rows = []
        self.cut = False

    def line(self, start: Any, end: Any, color: str = WHITE) -> None:
        """Draw a line from `start` to `end`."""
        a, b = as_point(start, "draw.line(start)"), as_point(end, "draw.line(end)")
        self._add(["line", _cm(a.x), _cm(a.y), _cm(b.x), _cm(b.y), _color(color, "draw.line(color)")])

    def circle(self, center: Any, radius: float, color: str = WHITE) -> None:
        """Draw a circle of that `radius` (m)."""
        at, size = as_point(center, "draw.circle(center)"), finite(radius, "draw.circle(radius)")
        self._add(["circle", _cm(at.x), _cm(at.y), _cm(max(0.0, size)), _color(color, "draw.circle(color)")])

    def text(self, pos: Any, words: object, color: str = WHITE) -> None:
        """Write `str(words)` at `pos`, at most 80 characters."""
        at, shown = as_point(pos, "draw.text(pos)"), clean(str(words))
        shown = shown if len(shown) <= TEXT_LENGTH else shown[: TEXT_LENGTH - 1] + "…"
        self._add(["text", _cm(at.x), _cm(at.y), shown, _color(color, "draw.text(color)")])

    def _missing(self, name: str) -> str:
        return hints.missing("ship.draw", name, Draw, "draw")

    def _add(self, row: list[Any]) -> None:
        if len(self.rows) < ROWS:
            self.rows.append(row)
        else:
            self.cut = True


def _cm(metres: float) -> float:
    return round(min(1e6, max(-1e6, metres)), 2)


def _color(value: Any, call: str) -> str:
    if not is_color(text(value, call)):
        fail(ValueError, call, "'#rrggbb'", value)
    return value  # type: ignore[no-any-return]
