"""A map of where a bot was, and where it was hit and destroyed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from botkit.tools.stats.totals import BotTotals
from league.cli.wording import counted
from systems.replay.statistics.ticks import Ints
from systems.rules import TICK_RATE

_SIDE, _MARGIN, _HEAD, _FOOT = 800, 30, 84, 78  # pixels: of the map, and around it
_BACK, _TEXT, _DIM, _LINE = "#0f172a", "#e2e8f0", "#94a3b8", "#334155"
_HIT, _DEATH = (255, 255, 255, 150), "#fb7185"
_STOPS = ("#0f172a", "#312e81", "#7e22ce", "#db2777", "#f59e0b", "#fef9c3")  # from never to most often
_RINGS = 4  # circles of distance from the centre


def draw(found: dict[str, Any], totals: BotTotals, path: Path) -> None:
    """Write the map as PNG; raise OSError if that fails."""
    assert totals.own is not None, "no games"
    width = _SIDE + 2 * _MARGIN
    image = Image.new("RGB", (width, _HEAD + _SIDE + _FOOT), _BACK)
    image.paste(_heat(totals.own.places), (_MARGIN, _HEAD))
    pen = ImageDraw.Draw(image, "RGBA")
    title, text, small = (ImageFont.load_default(size) for size in (26, 17, 14))
    outcome = f"{found['won']} won, {found['drawn']} drawn, {found['lost']} lost"
    pen.text((_MARGIN, 16), f"{found['bot']}: where it was", _TEXT, title)
    what = f"{counted(found['games'], 'game')} of {found['mode']} in {', '.join(found['arenas'])}: {outcome}"
    pen.text((_MARGIN, 52), what, _DIM, text)
    _rings(pen, totals.radius, small)
    for x, y in totals.struck:
        left, top = _at(x, y)
        pen.ellipse([left - 1.5, top - 1.5, left + 1.5, top + 1.5], _HIT)
    for x, y in totals.died:
        left, top = _at(x, y)
        for slope in (-1, 1):
            pen.line([(left - 6, top - 6 * slope), (left + 6, top + 6 * slope)], _DEATH, 3)
    _legend(pen, totals, text)
    image.save(path, "PNG")


def _heat(places: Ints) -> Image.Image:
    """Return the map of ticks in each cell, `[cells, cells]`, with y upwards, by their logarithm."""
    share = np.log1p(places[::-1]) / np.log1p(max(int(places.max()), 1))
    stops = np.array([_rgb(stop) for stop in _STOPS], np.float64)
    at = np.linspace(0, 1, len(stops))
    pixels: NDArray[np.float64] = np.stack([np.interp(share, at, stops[:, part]) for part in range(3)], axis=-1)
    cells = Image.fromarray(np.rint(pixels).astype(np.uint8))
    return cells.resize((_SIDE, _SIDE), Image.Resampling.NEAREST)


def _rgb(color: str) -> list[int]:
    return [int(color[k : k + 2], 16) for k in (1, 3, 5)]


def _at(x: float, y: float) -> tuple[float, float]:
    """Return the pixel of a place, -1 to 1, y upwards."""
    return _MARGIN + (x + 1) * _SIDE / 2, _HEAD + (1 - y) * _SIDE / 2


def _rings(pen: ImageDraw.ImageDraw, radius: float, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
    """Draw the edge of the arena, and circles inside it."""
    for ring in range(1, _RINGS + 1):
        share = ring / _RINGS
        color = _DIM if ring == _RINGS else _LINE
        pen.ellipse([*_at(-share, share), *_at(share, -share)], outline=color, width=2 if ring == _RINGS else 1)
        if ring < _RINGS:
            x, y = _at(0, share)
            pen.text((x, y + 3), f"{radius * share:g} m", _DIM, font, anchor="ma")


def _legend(pen: ImageDraw.ImageDraw, totals: BotTotals, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
    assert totals.own is not None, "no games"
    top = _HEAD + _SIDE + 24
    pen.text((_MARGIN, top), "never", _DIM, font)
    left, width = _MARGIN + 54, 150
    for step in range(width):
        place = step / (width - 1) * (len(_STOPS) - 1)
        low = min(int(place), len(_STOPS) - 2)
        mixed = [a + (b - a) * (place - low) for a, b in zip(_rgb(_STOPS[low]), _rgb(_STOPS[low + 1]), strict=True)]
        red, green, blue = map(round, mixed)
        pen.line([(left + step, top + 2), (left + step, top + 18)], (red, green, blue), 1)
    cell = 2 * totals.radius / max(len(totals.own.places), 1)
    most = int(totals.own.places.max()) / TICK_RATE
    pen.text((left + width + 10, top), f"{most:.0f} s in a cell of {cell:g} m", _DIM, font)
    x = left + width + 250
    pen.ellipse([x, top + 8, x + 4, top + 12], _HIT)
    pen.text((x + 12, top), f"hit: {len(totals.struck)}", _TEXT, font)
    x += 130
    for slope in (-1, 1):
        pen.line([(x - 6, top + 10 - 6 * slope), (x + 6, top + 10 + 6 * slope)], _DEATH, 3)
    pen.text((x + 14, top), f"destroyed: {len(totals.died)}", _TEXT, font)
