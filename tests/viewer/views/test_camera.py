from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.views.camera import Camera

pixels = st.floats(0, 600)


def camera() -> Camera:
    made = Camera(1000)
    made.resize(800, 600)
    return made


def test_the_whole_arena_fits() -> None:
    for x, y in ((1000, 0), (-1000, 0), (0, 1000), (0, -1000)):
        px, py = camera().to_map(x, y)
        assert 0 < px < 800
        assert 0 < py < 600


@given(px=pixels, py=pixels, factor=st.floats(0.2, 5), x=st.floats(-900, 900), y=st.floats(-900, 900))
def test_places_and_pixels_are_each_others_inverse(px: float, py: float, factor: float, x: float, y: float) -> None:
    one = camera()
    one.look_at(x, y)
    one.zoom_at(400, 300, factor)
    assert one.to_map(*one.to_world(px, py)) == pytest.approx((px, py), abs=1e-6)


def test_zooming_keeps_what_is_under_the_mouse() -> None:
    one = camera()
    under = one.to_world(500, 350)
    one.zoom_at(500, 350, 3)
    assert one.to_world(500, 350) == pytest.approx(under)
    assert one.scale == pytest.approx(3 * camera().scale)


def test_dragging_moves_the_map_with_the_mouse() -> None:
    one = camera()
    one.zoom_at(400, 300, 4)
    under = one.to_world(100, 100)
    one.pan(30, -20)
    assert one.to_world(130, 80) == pytest.approx(under)


def test_one_can_not_get_lost() -> None:
    one = camera()
    for _ in range(100):
        one.pan(500, 500)
        one.zoom_at(0, 0, 0.5)
    assert (one.x, one.y) == (-1000, -1000)
    assert one.scale >= one.fitting / 2
    for _ in range(100):
        one.zoom_at(0, 0, 3)
    assert one.scale <= 20
    one.fit()
    assert (one.x, one.y, one.scale) == (0, 0, one.fitting)
