"""Drawings: labels keep apart, intervals share a scale, maps of density are images that a reader can decode."""

from __future__ import annotations

import base64
import io
import re
from itertools import pairwise

import numpy as np
from PIL import Image

from league.reports.chart import Chart, Line
from league.site.pages.drawings import HEIGHT, Span, density_image, draw_chart, spans, sparkline
from league.site.pages.palette import style_sheet


def test_labels_do_not_overlap_and_stay_inside() -> None:
    lines = tuple(Line(f"bot{n}", "", ((0.0, 0.5), (1.0, 0.9 + n / 1000))) for n in range(12))
    labels = sorted(curve.label for curve in draw_chart(Chart(lines, ((1500.0, 0.5),), 9)).curves)
    assert all(after - before >= 13.9 for before, after in pairwise(labels))
    assert labels[0] > 0 and labels[-1] <= HEIGHT


def test_intervals_share_a_scale() -> None:
    assert spans([(1400, 1600, 1500), (1400, 1500, 1450)]) == [Span(3, 97, 50), Span(3, 50, 26.5)]
    assert spans([]) == []
    assert spans([(1500, 1500, 1500)]) == [Span(3, 3, 3)]


def test_a_sparkline_needs_two_ratings() -> None:
    assert sparkline([None, 1500.0]) == ""
    assert sparkline([None, 1500.0, 1500.0]) == "44.0,10.0 86.0,10.0"


def test_a_map_is_brightest_where_most_time_is_spent() -> None:
    counts = np.zeros((32, 32), np.int64)
    counts[3, 4], counts[20, 20] = 100, 400
    data = base64.b64decode(density_image(counts).removeprefix("data:image/png;base64,"))
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (32, 32)
        seen = np.asarray(image.convert("RGBA"))
    assert seen[0, 0, 3] == 0
    assert 0 < seen[3, 4, 3] < seen[20, 20, 3] == 255
    assert seen[3, 4, :3].sum() < seen[20, 20, :3].sum()
    assert density_image(np.zeros((32, 32), np.int64))


def test_many_bots_share_colours() -> None:
    names = [f"bot{n}" for n in range(500)]
    colors = re.findall("--o:(#[0-9a-f]{6})", style_sheet(names, {"bot499": "#40FF40", "bot498": "#000001"}))
    assert len(colors) == 500 and len(set(colors[:24])) == 24
    assert set(colors[24:499]) <= set(colors[:24]) and colors[499] == "#40ff40"


def test_colours_can_be_seen_on_the_page_and_told_apart() -> None:
    """Own colours are kept if they are visible and differ from those before them; on white, all are dark enough."""
    sheet = style_sheet(["ann", "bob", "cid", "</style>"], {"ann": "#ffee00", "bob": "#ffee01", "cid": "red}body{"})
    light, dark = sheet.split("@media")
    assert "<" not in sheet and "body" not in sheet
    own = dict(re.findall(r"\.b-([\w-]+)\{--o:(#[0-9a-f]{6});", light))
    assert own["ann"] == "#ffee00" and own["bob"] != "#ffee01" and len(set(own.values())) == 4
    assert all(f".b-{name}{{--c:{color}}}" in dark for name, color in own.items())
    for color in re.findall("--c:#([0-9a-f]{6})", light):
        linear = [(int(color[k : k + 2], 16) / 255) ** 2.2 for k in (0, 2, 4)]
        assert 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) > 2.9
