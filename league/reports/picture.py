"""A report as a picture for posting: the ladder with its intervals, and ratings over the number of games."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from league.cli.wording import counted
from league.ladder.table import display_name
from league.ladder.versions import RatedVersion
from league.reports.chart import chart, elo_grid
from league.reports.facts import LadderReport
from sandbox.clean import clean_text

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

ROWS = 30  # bots drawn at most
VERSIONS = 60  # of a bot, the newest …
LABELS = 10  # … of which so many are labelled
WIDTH = 1200  # pixels
_ROW, _MARGIN, _CHART = 34, 28, 420  # pixels
_BACK, _TEXT, _DIM, _BLUE = "#0f172a", "#e2e8f0", "#94a3b8", "#3b82f6"


def draw(report: LadderReport, path: Path) -> None:
    """Write the picture; raise OSError if that fails."""
    rows = report.ladder.rows[:ROWS]
    top = _MARGIN + 54
    height = top + _ROW * (len(rows) + 1) + _CHART + _MARGIN
    image = Image.new("RGB", (WIDTH, height), _BACK)
    pen = ImageDraw.Draw(image)
    title, text, small = (ImageFont.load_default(size) for size in (28, 20, 15))
    pen.text((_MARGIN, _MARGIN), f"{report.ladder.scope.mode}, {report.ladder.scope}", _TEXT, title)
    low = min((row.elo_low for row in rows), default=0.0)
    high = max((row.elo_high for row in rows), default=1.0)

    def at(elo: float) -> float:
        return 560 + (WIDTH - _MARGIN - 570) * (elo - low) / max(high - low, 1e-9)

    for place, head in ((_MARGIN + 40, "#"), (440, "Elo"), (540, "±")):
        pen.text((place, top), head, _DIM, small, anchor="ra")
    for n, row in enumerate(rows, 1):
        y = top + _ROW * n
        color = _TEXT if row.active else _DIM
        pen.text((_MARGIN + 40, y), row.shown_rank, _DIM, text, anchor="ra")
        pen.text((_MARGIN + 56, y), _fitted(pen, display_name(row), text, 290), color, text)
        pen.text((440, y), f"{row.elo:.0f}{row.mark}", color, text, anchor="ra")
        pen.text((540, y), f"{row.reach:.0f}", _DIM, text, anchor="ra")
        middle = y + 12
        pen.line([(at(row.elo_low), middle), (at(row.elo_high), middle)], _BLUE, 4)
        pen.ellipse([at(row.elo) - 6, middle - 6, at(row.elo) + 6, middle + 6], _BLUE)
    _history(pen, report, top + _ROW * (len(rows) + 1) + 16, small)
    image.save(path, "PNG")


def draw_versions(title: str, versions: Sequence[RatedVersion], path: Path) -> None:
    """Write a picture of the ratings of a bot's versions with their intervals, the newest at the right.

    Raises:
        ValueError: none of them has a rating.
        OSError: it cannot be written.
    """
    rated = [
        (one, one.elo, one.elo_low, one.elo_high)
        for one in versions
        if one.elo is not None and one.elo_low is not None and one.elo_high is not None
    ][-VERSIONS:]
    if not rated:
        raise ValueError("no version has a rating")
    image = Image.new("RGB", (WIDTH, _CHART + 2 * _MARGIN), _BACK)
    pen = ImageDraw.Draw(image)
    heading, small = ImageFont.load_default(28), ImageFont.load_default(15)
    pen.text((_MARGIN, _MARGIN), _fitted(pen, clean_text(title, 200), heading, WIDTH - 2 * _MARGIN), _TEXT, heading)
    left, right, top, bottom = _MARGIN + 70, WIDTH - _MARGIN - 40, _MARGIN + 64, _CHART
    lines = elo_grid(min(low for *_, low, _ in rated) - 20.0, max(high for *_, high in rated) + 20.0)

    def at(number: int, height: float) -> tuple[float, float]:
        x = (number + 0.5) / len(rated) if len(rated) < 3 else number / (len(rated) - 1)
        return left + (right - left) * x, top + (bottom - top) * height

    for value in lines.values:
        height = at(0, lines.y(value))[1]
        pen.line([(left - 30, height), (right + 30, height)], "#334155", 1)
        pen.text((left - 38, height), str(value), _DIM, small, anchor="rm")
    pen.line([at(n, lines.y(elo)) for n, (_, elo, _, _) in enumerate(rated)], _BLUE, 3)
    step = -(-len(rated) // LABELS)
    for n, (one, elo, low, high) in enumerate(rated):
        pen.line([at(n, lines.y(low)), at(n, lines.y(high))], _BLUE, 2)
        (x, y), foot = at(n, lines.y(elo)), bottom + 10
        pen.ellipse([x - 6, y - 6, x + 6, y + 6], _BLUE)
        if (len(rated) - 1 - n) % step == 0:
            day = f"{datetime.fromtimestamp(one.first, UTC):%Y-%m-%d}" if one.first else ""
            pen.text((x, foot), f"v{one.version}", _TEXT, small, anchor="ma")
            pen.text((x, foot + 20), day, _DIM, small, anchor="ma")
    image.save(path, "PNG")


def _history(pen: ImageDraw.ImageDraw, report: LadderReport, top: int, font: Font) -> None:
    drawn = chart(report)
    if drawn is None:
        return
    left, right, bottom = _MARGIN + 60, WIDTH - 260, top + _CHART - 50

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (right - left) * x, top + (bottom - top) * y

    for elo, height in drawn.grid:
        pen.line([at(0, height), at(1, height)], "#334155", 1)
        x, y = at(0, height)
        pen.text((x - 8, y), f"{elo:.0f}", _DIM, font, anchor="rm")
    pen.text((right, bottom + 12), counted(drawn.games, "game"), _DIM, font, anchor="ra")
    for n, line in enumerate(drawn.lines):
        points = [at(*point) for point in line.points]
        pen.line(points, line.color, 3, joint="curve")
        x, y = points[-1]
        pen.ellipse([x - 4, y - 4, x + 4, y + 4], line.color)
        pen.rectangle([right + 24, top + 26 * n + 3, right + 36, top + 26 * n + 15], line.color)
        pen.text((right + 44, top + 26 * n), _fitted(pen, line.bot, font, 190), _TEXT, font)


def _fitted(pen: ImageDraw.ImageDraw, text: str, font: Font, width: int) -> str:
    """Return the text, shortened to `width` pixels if it is wider."""
    while pen.textlength(text, font) > width:
        text = text[:-2] + "…"
    return text
