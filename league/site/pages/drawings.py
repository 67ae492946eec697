"""Numbers of the drawings on pages: intervals, ratings over games, and maps of density."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from league.reports.chart import Chart

WIDTH, HEIGHT, SMALL = 760.0, 320.0, 190.0  # of charts of ratings, in SVG units …
LEFT, RIGHT, TOP, BOTTOM = 44.0, 128.0, 22.0, 26.0  # … and its margins
_APART = 14.0  # least distance between labels, SVG units


@dataclass(frozen=True)
class Span:
    """An interval on a scale that a table's rows share, in percent."""

    low: float
    high: float
    at: float


def spans(rows: Sequence[tuple[float, float, float]]) -> list[Span]:
    """Return the (low, high, value) of each row on the scale from the lowest to the highest."""
    low = min((row[0] for row in rows), default=0.0)
    room = max(max((row[1] for row in rows), default=1.0) - low, 1e-9)
    return [Span(*(round(3 + 94 * (value - low) / room, 1) for value in row)) for row in rows]


@dataclass(frozen=True)
class Curve:
    """A line of a chart, in SVG units."""

    bot: str
    points: str
    end: tuple[float, float]
    label: float  # y of its label


@dataclass(frozen=True)
class Drawn:
    """A chart of ratings over games, in SVG units."""

    height: float
    curves: list[Curve]
    grid: list[tuple[float, float]]  # Elo and y
    games: int


def draw_chart(chart: Chart, height: float = HEIGHT) -> Drawn:
    """Return a chart in SVG units, with labels that do not overlap."""

    def at(x: float, y: float) -> tuple[float, float]:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * x, 1), round(TOP + (height - TOP - BOTTOM) * y, 1)

    placed = [[at(x, y) for x, y in line.points] for line in chart.lines]
    order = sorted(range(len(placed)), key=lambda n: placed[n][-1][1])
    labels: dict[int, float] = {}
    last = -_APART
    for number in order:
        labels[number] = last = max(placed[number][-1][1], last + _APART)
    low = height - BOTTOM  # and upwards again, if they do not fit
    for number in reversed(order):
        labels[number] = low = min(labels[number], low)
        low -= _APART
    lines = [
        Curve(line.bot, " ".join(f"{x:.1f},{y:.1f}" for x, y in points), points[-1], round(labels[n], 1))
        for n, (line, points) in enumerate(zip(chart.lines, placed, strict=True))
    ]
    return Drawn(height, lines, [(elo, at(0, y)[1]) for elo, y in chart.grid], chart.games)


def sparkline(values: Sequence[float | None], width: int = 88, height: int = 20) -> str:
    """Return the points of a small line through the values, None being left out; "" for fewer than two."""
    known = [(n, value) for n, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(value for _, value in known), max(value for _, value in known)
    room = max(high - low, 40.0)  # Elo: a bot that hardly changes has a flat line
    middle = (high + low) / 2
    return " ".join(
        f"{2 + (width - 4) * n / (len(values) - 1):.1f},{height / 2 - (height - 6) * (value - middle) / room:.1f}"
        for n, value in known
    )


def density_image(counts: NDArray[np.int64]) -> Markup:
    """Return a map of density as a PNG in a data URL: the same colour everywhere, more opaque where there is more.

    Args:
        counts: `[rows, columns]`, the first row at the top.
    """
    most = np.sqrt(np.quantile(counts[counts > 0], 0.98)) if counts.any() else 1.0
    alpha = np.rint(255 * np.clip(np.sqrt(counts) / most, 0, 1)).astype(np.uint8)
    palette = b"".join(bytes(_ramp(255 * level, 255)) for level in np.linspace(0, 1, 256))
    rows = b"".join(b"\0" + row.tobytes() for row in alpha)
    header = struct.pack(">IIBBBBB", counts.shape[1], counts.shape[0], 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"tRNS", bytes(range(256))), (b"IDAT", zlib.compress(rows, 9)))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in (*chunks, (b"IEND", b"")))
    return Markup(f"data:image/png;base64,{base64.b64encode(data).decode()}")  # longer than texts of a store may be


def _ramp(level: float, most: float) -> tuple[int, int, int]:
    """Return a colour from blue to amber, whose lightness rises all the way: readable in any colour vision."""
    share = level / most
    stops: Mapping[float, tuple[int, int, int]] = {0.0: (40, 60, 160), 0.5: (190, 60, 120), 1.0: (255, 190, 60)}
    keys = list(stops)
    return tuple(round(float(np.interp(share, keys, [stops[key][part] for key in keys]))) for part in range(3))  # type: ignore[return-value]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
