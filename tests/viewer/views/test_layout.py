"""The layout: nothing overlaps the map, at any size and with any panels."""

from __future__ import annotations

from itertools import combinations

import pytest

from viewer.views.layout import COMPACT, SMALLEST, Rect, ViewLayout, arrange

PANELS = ("graphs", "why", "inspector", "notice", "end")
SIZES = (SMALLEST, (640, 400), (960, 540), (1280, 720), (1920, 1080), (400, 1200), (3840, 300))
SHOWN = [frozenset(some) for count in range(len(PANELS) + 1) for some in combinations(PANELS, count)]


def parts(layout: ViewLayout) -> list[Rect]:
    found = [layout.bar, layout.graphs, layout.sides, layout.why, layout.feed, layout.minimap, layout.inspector]
    return [part for part in (*found, layout.notice, layout.end, layout.map) if part is not None]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sides", [2, 5, 16])
def test_no_panel_overlaps_another_or_the_map(size: tuple[int, int], sides: int) -> None:
    for shown in SHOWN:
        layout = arrange(*size, sides, shown, 34 + 22 * sides)
        for one, other in combinations(parts(layout), 2):
            across = min(one.right, other.right) - max(one.left, other.left)
            up = min(one.top, other.top) - max(one.bottom, other.bottom)
            assert across <= 0.01 or up <= 0.01, (shown, one, other)
        for part in parts(layout):
            assert 0 <= part.left <= part.right <= size[0] + 0.01
            assert 0 <= part.bottom <= part.top <= size[1] + 0.01


@pytest.mark.parametrize("size", [*SIZES[:5], (400, 1200)])
def test_the_map_keeps_room(size: tuple[int, int]) -> None:
    for shown in SHOWN:
        area = arrange(*size, 2, shown, 122).map
        assert min(area.width, area.height) >= 60


def test_a_narrow_or_low_window_has_the_sides_in_a_strip() -> None:
    assert not arrange(COMPACT, 720, 2, frozenset(), 122).compact
    assert arrange(COMPACT - 1, 720, 2, frozenset(), 122).compact
    assert arrange(1280, 300, 16, frozenset(), 386).compact
    assert arrange(640, 400, 8, frozenset(), 210).sides == Rect(0, 352, 640, 48)
