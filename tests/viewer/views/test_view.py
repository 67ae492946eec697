from __future__ import annotations

import pytest

from viewer.views.view import BAR, INSPECTOR


def test_a_click_on_the_timeline_seeks_and_a_drag_goes_on(view_at, recording) -> None:
    view, end = view_at(), recording.ticks
    left, width = view.track
    view.press(left + width / 2, BAR / 2)
    assert view.player.position == pytest.approx(end / 2)
    view.drag(left + width * 2, 99, 0)  # beyond its end
    assert view.player.position == end
    view.release(left, BAR / 2)
    view.drag(left, 1, 0)
    assert view.player.position == end
    assert view.selected is None


def test_the_button_left_of_the_timeline_plays_and_pauses(view_at) -> None:
    view = view_at(100)
    view.press(30, 20)
    assert view.player.playing
    view.press(30, 20)
    assert not view.player.playing


def test_a_click_on_a_ship_selects_it_and_one_beside_it_does_not(view_at) -> None:
    view = view_at(300)
    for ship in (0, 1):
        ships = view.moment().ships  # its panel moves the map
        x, y = view.camera.to_map(float(ships.x[ship]), float(ships.y[ship]))
        view.press(x + 5, y + BAR)
        view.release(x + 5, y + BAR)
        assert view.selected == ship
    view.press(5, 715)
    view.release(5, 715)
    assert view.selected is None


def test_a_drag_moves_the_map_and_keeps_the_selection(view_at) -> None:
    view = view_at(300)
    view.select(1)
    view.moment()
    x = view.camera.x
    view.press(600, 400)
    view.drag(650, 50, 0)
    view.release(650, 400)
    assert (view.selected, view.aim) == (1, "free")
    assert view.camera.x == pytest.approx(x - 50 / view.camera.scale)


def test_the_camera_follows_a_ship_until_the_map_is_dragged(view_at) -> None:
    view = view_at(100)
    view.follow()
    assert (view.selected, view.aim) == (0, "ship")
    for tick in (120, 400):
        view.player.seek(tick)
        ships = view.moment().ships
        assert (view.camera.x, view.camera.y) == pytest.approx((float(ships.x[0]), float(ships.y[0])))
    scale = view.camera.scale
    view.scroll(3, 300, 2)
    view.moment()
    assert (view.camera.x, view.camera.y) == pytest.approx((float(ships.x[0]), float(ships.y[0])))
    assert view.camera.scale > scale
    view.follow()
    assert view.aim == "free"


def test_tab_goes_round_the_living_ships(view_at, recording) -> None:
    view = view_at(300)
    seen = []
    for _ in range(3):
        view.select_next()
        seen.append(view.selected)
    assert seen == [0, 1, 0]
    assert recording.result is not None
    winner = recording.result["winner"]
    view.player.seek(recording.ticks)
    for _ in range(2):
        view.select_next()
        assert view.selected == winner


def test_the_action_camera_shows_what_the_arena_camera_does_in_more_detail(view_at) -> None:
    view = view_at(500)
    view.moment()
    close = view.camera.scale
    view.aim = "arena"
    view.moment()
    assert view.camera.scale == view.camera.fitting < close


@pytest.mark.parametrize("aim", ["action", "arena"])
def test_no_ship_lies_under_the_panel_of_the_selected_one(view_at, recording, aim: str) -> None:
    for tick in range(0, recording.ticks, 20):
        view = view_at(tick, selected=0, aim=aim)
        ships = view.moment().ships
        for ship in ships.alive.nonzero()[0].tolist():
            place = view.place(float(ships.x[ship]), float(ships.y[ship]))
            assert place is not None
            assert place[0] < view.width - INSPECTOR


def test_n_and_p_step_through_what_happened(view_at, recording) -> None:
    view, seen = view_at(), []
    for _ in range(1000):
        before = view.player.position
        view.next_event()
        if view.player.position == before:
            break
        seen.append(view.player.position)
    ticks = {event["tick"] for event in recording.events if event["kind"] != "shot"} - {0}
    assert seen == sorted(ticks)
    view.previous_event()
    assert view.player.position == seen[-2]
    view.player.seek(0.5)
    view.player.playing = True
    view.previous_event()
    assert view.player.position in (0, 0.5)


def test_drawings_can_be_switched_off_a_bot_at_a_time(view_at) -> None:
    view = view_at(300)
    view.select(1)
    view.flip_drawings()
    assert view.muted == {1}
    view.select(None)
    view.flip_drawings()
    assert view.muted == {0, 1}
    view.flip_drawings()
    assert view.muted == set()


def test_graphs_leave_the_map_above_them_to_the_ships(view_at) -> None:
    view = view_at(300)
    view.moment()
    scale = view.camera.scale
    view.flip("graphs")
    ships = view.moment().ships
    assert view.camera.scale < scale
    x, y = view.camera.to_map(float(ships.x[0]), float(ships.y[0]))
    assert 0 < y < view.height - view.floor
    view.press(x, y + view.floor)
    view.release(x, y + view.floor)
    assert view.selected == 0
    view.press(x, BAR + 20)  # on a graph
    view.drag(x, 50, 0)
    view.release(x, BAR + 20)
    assert (view.selected, view.aim, view.player.position) == (0, "action", 300)
    view.flip("graphs")
    assert view.floor == BAR


def test_a_message_goes_away_by_itself(view_at) -> None:
    view = view_at(300)
    view.say("copied")
    view.advance(1)
    assert view.message == "copied"
    view.advance(10)
    assert view.message == ""


def test_a_window_of_any_size_can_be_looked_at(view_at, recording) -> None:
    for width, height in ((1, 1), (64, 64), (4096, 100)):
        view = view_at(300, width=width, height=height)
        view.moment()
        view.press(0, 0)
        view.press(width, height)
        view.scroll(0, 0, 1)
        assert 0 <= view.on_track(width / 2) <= recording.ticks
