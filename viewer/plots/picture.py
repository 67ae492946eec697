"""Plots of a match as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sandbox.clean import clean_text
from systems.rules import TICK_RATE
from viewer.model.colors import Color
from viewer.model.curves import F32, MatchCurves

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_WIDTH, _PLOT, _GAP, _LEFT, _RIGHT, _TOP, _FOOT = 1200, 150, 38, 70, 24, 84, 40  # pixels
_BACK, _PANEL, _TEXT, _DIM, _GRID = "#0f172a", "#111c33", "#e2e8f0", "#94a3b8", "#24324a"
_ROW = 16  # pixels of the row of a side's hits
_STEPS = (1, 2, 5)  # distances between times on the axis, times a power of ten
_ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8)  # tops of an axis, times a power of ten
_TIMES = 14  # times on the axis at most
_TITLES = {"distance": "distance to the nearest enemy, m"}


def draw(curves: MatchCurves, title: str, names: Sequence[str], colors: Sequence[Color], path: Path) -> None:
    """Write the picture as PNG; raise OSError if that fails."""
    rows = len(names) * _ROW
    height = _TOP + len(curves.values) * (_PLOT + _GAP) + rows + _FOOT
    image = Image.new("RGB", (_WIDTH, height), _BACK)
    pen = ImageDraw.Draw(image)
    large, text, small = (ImageFont.load_default(size) for size in (22, 16, 13))
    pen.text((_LEFT, 14), clean_text(title, 110), _TEXT, large)
    inks = [_ink(color) for color in colors]
    x = float(_LEFT)
    for name, ink in zip(names, inks, strict=True):
        shown = clean_text(name, 40)
        pen.rectangle([x, 53, x + 12, 65], ink)
        pen.text((x + 18, 50), shown, _TEXT, text)
        x += 40 + pen.textlength(shown, text)
    states, top = len(curves.values["hull"]), _TOP
    times = _times(states)
    for name, values in curves.values.items():
        pen.text((_LEFT, top + 2), _TITLES.get(name, name), _DIM, small)
        top += _GAP // 2
        both = name == "distance" and values.shape[1] == 2  # the same for both
        _plot(pen, top, values[:, :1] if both else values, [_TEXT] if both else inks, times, small)
        if name == "hull":
            _crosses(pen, top, curves, values, inks)
            top += _hits(pen, top + _PLOT + 3, curves, states, inks, small)
        top += _PLOT + _GAP // 2
    for tick in times:
        pen.text((_x(tick, states), top + 4), f"{tick / TICK_RATE:g} s", _DIM, small, anchor="ma")
    image.save(path, "PNG")


def _ink(color: Color) -> str:
    red, green, blue = (round(255 * part) for part in color)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _times(states: int) -> list[int]:
    """Return the ticks of the times on the axis."""
    seconds = (states - 1) / TICK_RATE
    step = next(k * 10**power for power in range(5) for k in _STEPS if seconds / (k * 10**power) <= _TIMES)
    return list(range(0, states, step * TICK_RATE))


def _x(tick: float, states: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * tick / max(states - 1, 1)


def _plot(
    pen: ImageDraw.ImageDraw, top: int, values: F32, inks: Sequence[str], times: Sequence[int], font: Font
) -> None:
    """Draw a frame with a curve for each column, from 0 to the highest number."""
    states = len(values)
    pen.rectangle([_LEFT, top, _WIDTH - _RIGHT, top + _PLOT], _PANEL)
    for tick in times:
        pen.line([(_x(tick, states), top), (_x(tick, states), top + _PLOT)], _GRID, 1)
    high = _high(values)
    for level in (0, 0.5, 1):
        y = _y(top, level * high, high)
        pen.line([(_LEFT, y), (_WIDTH - _RIGHT, y)], _GRID, 1)
        pen.text((_LEFT - 8, y), f"{level * high:.4g}", _DIM, font, anchor="rm")
    for side in range(values.shape[1] - 1, -1, -1):  # the first on top
        run: list[tuple[float, float]] = []
        for tick, value in enumerate(values[:, side].tolist()):
            if np.isfinite(value):
                run.append((_x(tick, states), _y(top, value, high)))
        if len(run) > 1:
            pen.line(run, inks[side], 2, joint="curve")


def _high(values: F32) -> float:
    """Return the top of the axis: a round number, at least the highest."""
    finite = values[np.isfinite(values)]
    most = float(finite.max()) if finite.size else 0.0
    return next((step * 10.0**power for power in range(6) for step in _ROUND if most <= step * 10.0**power), most)


def _y(top: int, value: float, high: float) -> float:
    return top + _PLOT - 6 - (_PLOT - 12) * value / high


def _crosses(pen: ImageDraw.ImageDraw, top: int, curves: MatchCurves, hull: F32, inks: Sequence[str]) -> None:
    """Mark where a side lost a ship, on its curve."""
    high = _high(hull)
    for side, ticks in enumerate(curves.kills):
        for tick in ticks:
            x, y = _x(tick, len(hull)), _y(top, float(hull[min(tick, len(hull) - 1), side]), high)
            for slope in (-1, 1):
                pen.line([(x - 6, y - 6 * slope), (x + 6, y + 6 * slope)], inks[side], 3)


def _hits(pen: ImageDraw.ImageDraw, top: int, curves: MatchCurves, states: int, inks: Sequence[str], font: Font) -> int:
    """Draw a row for each side with its hits, and triangles for its bot's marks; return its height."""
    for side, ink in enumerate(inks):
        middle = top + side * _ROW + _ROW / 2
        if side == 0:
            pen.text((_LEFT - 8, middle), "hits on", _DIM, font, anchor="rm")
        for tick in curves.hits[side]:
            x = _x(tick, states)
            pen.line([(x, middle - 5), (x, middle + 5)], ink, 2)
        for tick, _ in curves.marks[side]:
            x = _x(tick, states)
            pen.polygon([(x - 5, middle - 6), (x + 5, middle - 6), (x, middle + 5)], outline=ink)
    return len(inks) * _ROW
