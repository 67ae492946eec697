"""A report as a picture for posting: the ladder with its intervals, and ratings over the number of games."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from league.cli.wording import counted
from league.ladder.table import display_name
from league.reports.chart import chart
from league.reports.facts import LadderReport

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

ROWS = 30  # bots drawn at most
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
