from __future__ import annotations

import numpy as np

from viewer.model.interpolation import interpolate
from viewer.model.recording import Recording


def test_a_whole_tick_shows_its_state(recording: Recording) -> None:
    moment, frame = interpolate(recording, 300), recording.frame(300)
    assert moment.ships is frame.ships
    assert moment.shots is frame.shots
    np.testing.assert_array_equal(moment.shown, frame.shots.flying)


def test_what_moves_is_on_its_way_between_two_states(recording: Recording) -> None:
    before, between, after = (interpolate(recording, position) for position in (300, 300.25, 301))
    np.testing.assert_allclose(between.ships.x, before.ships.x * 0.75 + after.ships.x * 0.25, rtol=1e-5)
    np.testing.assert_allclose(between.ships.hull, before.ships.hull * 0.75 + after.ships.hull * 0.25, rtol=1e-5)


def test_nothing_jumps_all_through_a_match(recording: Recording) -> None:
    """Ships turn the short way around; shots start at their gun, and end at what they hit."""
    steps = np.arange(0, recording.ticks, 0.25)
    last = interpolate(recording, 0.0)
    for position in steps[1:]:
        moment = interpolate(recording, float(position))
        alive = last.ships.alive & moment.ships.alive
        assert np.hypot(moment.ships.x - last.ships.x, moment.ships.y - last.ships.y)[alive].max() < 3
        turn = (moment.ships.heading - last.ships.heading + np.pi) % (2 * np.pi) - np.pi
        assert np.abs(turn[alive]).max() < 0.05
        same = moment.shown & last.shown & (moment.shots.number == last.shots.number)
        assert np.hypot(moment.shots.x - last.shots.x, moment.shots.y - last.shots.y)[same].max(initial=0) < 8
        last = moment


def test_a_shot_is_born_at_the_gun_and_ends_where_it_hits(recording: Recording) -> None:
    shot = next(event for event in recording.events if event["kind"] == "shot")
    born = interpolate(recording, shot["tick"] - 0.999)
    row = int((born.shown & ~recording.frame(shot["tick"] - 1).shots.flying).nonzero()[0][0])
    gun = np.hypot(born.shots.x[row] - born.ships.x[shot["ship"]], born.shots.y[row] - born.ships.y[shot["ship"]])
    assert abs(gun - 12) < 1

    hit = next(event for event in recording.events if event["kind"] == "hit")
    late = interpolate(recording, hit["tick"] - 0.001)
    away = np.hypot(late.shots.x - hit["x"], late.shots.y - hit["y"])
    assert away[late.shown].min() < 0.1
    gone = interpolate(recording, hit["tick"])
    assert np.hypot(gone.shots.x - hit["x"], gone.shots.y - hit["y"])[gone.shown].min(initial=99) > 0.1
