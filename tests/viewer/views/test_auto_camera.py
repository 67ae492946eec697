from __future__ import annotations

import numpy as np
import pytest

from viewer.model.recording import Recording
from viewer.views.auto_camera import AutoCamera


def test_every_living_ship_is_in_sight_all_through_a_match(recording: Recording) -> None:
    auto_camera = AutoCamera(recording.history.tracks, 1000)
    for tick in range(recording.ticks + 1):
        x, y, width, height = auto_camera.at(tick)
        off = np.abs(recording.history.tracks[tick] - (x, y))
        assert (off[~np.isnan(off[:, 0])] < (width, height)).all()


def test_who_is_far_away_and_dies_soon_is_not_cut_out() -> None:
    """As after a forfeit: for most of the ticks around, it is not visible."""
    tracks = np.zeros((300, 2, 2), np.float32)
    tracks[:, 1] = [900, -900]
    tracks[10:, 1] = np.nan
    auto_camera = AutoCamera(tracks, 1000)
    for tick in range(10):
        x, y, width, height = auto_camera.at(tick)
        assert abs(900 - x) < width
        assert abs(-900 - y) < height
    assert auto_camera.at(290)[2:] == (300, 300)


def test_the_camera_glides(recording: Recording) -> None:
    auto_camera = AutoCamera(recording.history.tracks, 1000)
    ways = np.array([auto_camera.at(position) for position in np.arange(0, recording.ticks, 0.5)])
    assert np.abs(np.diff(ways, axis=0)).max() < 8  # m in half a tick; the death of a ship causes no jump


def test_where_nobody_is_left_it_stays() -> None:
    tracks = np.full((300, 2, 2), np.nan, np.float32)
    tracks[:100] = [[100, 100], [200, 300]]
    assert AutoCamera(tracks, 1000).at(290)[:2] == pytest.approx((150, 200))
    assert AutoCamera(np.full((1, 2, 2), np.nan, np.float32), 1000).at(0)[:2] == (0, 0)
