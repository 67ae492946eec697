"""Cleaning of what a program sends besides its orders: log, drawings and plots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from botkit.draw import ROWS, TEXT_LENGTH
from botkit.output import LOG_LENGTH, MARKS, PLOTS, is_color
from botkit.ship import NAME_LENGTH
from sandbox.clean import clean_text

_DRAWINGS = {  # types of the values after a drawing's kind; see docs/protocol.md
    "line": ("number", "number", "number", "number", "color"),
    "circle": ("number", "number", "number", "color"),
    "text": ("number", "number", "text", "color"),
}


class Notes(TypedDict, total=False):
    """What a program sent besides its orders, as it is shown."""

    log: str
    draw: list[list[Any]]  # each a kind and its values; see docs/protocol.md
    plot: dict[str, float]
    mark: list[str]  # texts on the timeline


def clean_notes(notes: Mapping[str, object]) -> Notes:
    """Return `log`, `draw`, `plot` and `mark` of an action, cut to their limits, without invalid values."""
    clean: Notes = {}
    log, draw, plot, mark = (notes.get(key) for key in ("log", "draw", "plot", "mark"))
    if isinstance(log, str):
        clean["log"] = clean_text(log, LOG_LENGTH, lines=True)
    if isinstance(draw, list):
        clean["draw"] = [row for row in map(_drawing, draw[:ROWS]) if row]
    if isinstance(plot, dict):
        named = list(plot.items())[:PLOTS]
        clean["plot"] = {clean_text(name, NAME_LENGTH): value for name, value in named if _is_number(value)}
    if isinstance(mark, list):
        clean["mark"] = [clean_text(text, TEXT_LENGTH) for text in mark[:MARKS] if isinstance(text, str)]
    return clean


def _drawing(row: Any) -> list[Any] | None:
    """Return the cleaned drawing, or None if it is invalid."""
    kinds = _DRAWINGS.get(row[0]) if isinstance(row, list) and row and isinstance(row[0], str) else None
    if kinds is None or len(row) != len(kinds) + 1:
        return None
    values = [_value(kind, value) for kind, value in zip(kinds, row[1:], strict=True)]
    return None if None in values else [row[0], *values]


def _value(kind: str, value: Any) -> Any:
    if kind == "number":
        return value if _is_number(value) else None
    if not isinstance(value, str):
        return None
    if kind == "text":
        return clean_text(value, TEXT_LENGTH)
    return value if is_color(value) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9
