from __future__ import annotations

import pytest

from viewer.model.moments import MATTERS, TOUCHES
from viewer.panels.hud import Hud
from viewer.views.layout import TRACK
from viewer.views.mouse import Mouse
from viewer.views.view import View


def test_a_click_on_the_timeline_seeks_and_a_drag_goes_on(view_at, recording) -> None:
    view, end = view_at(), recording.ticks
    mouse = Mouse(view)
    left, width = view.track
    mouse.press(left + width / 2, TRACK + 5)
    assert view.player.position == pytest.approx(end / 2)
    mouse.drag(left + width * 2, TRACK, 99, 0)  # beyond its end
    assert view.player.position == end
    mouse.release(left, TRACK)
    mouse.drag(left, TRACK, 1, 0)
    assert view.player.position == end
    assert view.selected is None


def click(view, x: float, y: float) -> None:
    """Click on what is drawn now."""
    Hud(view).draw(view.moment())
    mouse = Mouse(view)
    mouse.press(x, y)
    mouse.release(x, y)


def test_every_button_does_what_its_key_does(view_at) -> None:
    view = view_at(100)
    Hud(view).draw(view.moment())
    buttons = {target.tip.split(":")[0]: target for target in view.targets if target.place.top < TRACK}
    assert {"space", "left", "right", "n", "p", "up", "down", "g", "w", "v", "d", "t", "F11"} < set(buttons)

    def pressed(name: str) -> None:
        place = buttons[name].place
        click(view, place.left + place.width / 2, place.bottom + place.height / 2)

    pressed("space")
    assert view.player.playing
    pressed("space")
    assert not view.player.playing
    pressed("right")
    assert view.player.tick == 101
    pressed("g")
    assert view.shown == {"graphs"}
    pressed("F11")
    assert view.requests == ["F11"]


def test_everything_that_looks_clickable_is(view_at, recording) -> None:
    view = view_at(300)
    view.shown = {"why", "graphs"}
    layout = view.layout
    click(view, layout.sides.left + 50, layout.sides.top - 50)  # the first side
    assert view.selected == 0
    reason = layout.why.top - 6 - 18 - 9
    click(view, layout.why.left + 60, reason)
    assert view.player.tick in {moment.tick for moment in view.moments} | {recording.ticks}
    view.player.seek(0)
    click(view, layout.graphs.left + layout.graphs.width / 2, layout.graphs.bottom + 20)
    assert 0 < view.player.tick < recording.ticks
    view.flip("why")
    view.player.seek(recording.ticks)
    feed, kill = view.layout.feed, next(moment for moment in view.moments if moment.kind == "kill")
    click(view, feed.left + 60, feed.bottom + 17)  # the latest moment
    assert view.player.tick == kill.tick
    view.player.seek(0)
    minimap = view.layout.minimap
    click(view, minimap.left + minimap.width / 2, minimap.bottom + minimap.height / 2)
    assert (view.aim, round(view.camera.x), round(view.camera.y)) == ("free", 0, 0)
    kill = next(moment for moment in view.moments if moment.kind == "kill")
    left, width = view.track
    click(view, left + kill.tick * width / recording.ticks - 2, TRACK + 5)  # near its mark
    assert view.player.tick == kill.tick


def test_a_click_on_a_ship_selects_it_and_one_beside_it_does_not(view_at) -> None:
    view = view_at(300)
    mouse = Mouse(view)
    for ship in (0, 1):
        ships = view.moment().ships  # its panel moves the map
        x, y = view.place(float(ships.x[ship]), float(ships.y[ship]))
        mouse.press(x + 5, y)
        mouse.release(x + 5, y)
        assert view.selected == ship
    area = view.layout.map
    mouse.press(area.left + 5, area.top - 5)
    mouse.release(area.left + 5, area.top - 5)
    assert view.selected is None


def test_a_drag_moves_the_map_and_keeps_the_selection(view_at) -> None:
    view = view_at(300)
    mouse = Mouse(view)
    view.select(1)
    view.moment()
    x = view.camera.x
    mouse.press(600, 400)
    mouse.drag(650, 400, 50, 0)
    mouse.release(650, 400)
    assert (view.selected, view.aim) == (1, "free")
    assert view.camera.x == pytest.approx(x - 50 / view.camera.scale)


def test_the_camera_follows_a_ship_until_the_map_is_dragged(view_at) -> None:
    view = view_at(100)
    mouse = Mouse(view)
    view.follow()
    assert (view.selected, view.aim) == (0, "ship")
    for tick in (120, 400):
        view.player.seek(tick)
        ships = view.moment().ships
        assert (view.camera.x, view.camera.y) == pytest.approx((float(ships.x[0]), float(ships.y[0])))
    scale = view.camera.scale
    mouse.scroll(3, 300, 2)
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
@pytest.mark.parametrize("size", [(640, 400), (1280, 720)])
def test_no_ship_lies_under_a_panel(view_at, recording, aim: str, size: tuple[int, int]) -> None:
    for tick in range(0, recording.ticks + 1, 20):
        view = view_at(tick, width=size[0], height=size[1], selected=0, aim=aim, shown={"why", "graphs"})
        ships, layout = view.moment().ships, view.layout
        others = (layout.bar, layout.graphs, layout.sides, layout.why, layout.minimap, layout.inspector, layout.end)
        for ship in ships.alive.nonzero()[0].tolist():
            place = view.place(float(ships.x[ship]), float(ships.y[ship]))
            assert place is not None
            assert not any(other.holds(*place) for other in others if other)


def test_n_and_p_step_through_what_matters_and_k_and_j_through_hits_and_contacts(view_at, recording) -> None:
    kinds = {moment.kind for moment in view_at().moments}
    assert {"kill", "fault", "hit"} <= kinds and kinds & {"collision", "wall"}
    for mattering, step, back in (
        (True, View.next_moment, View.previous_moment),
        (False, lambda view: view.next_moment(TOUCHES), lambda view: view.previous_moment(TOUCHES)),
    ):
        view, seen = view_at(), []
        for _ in range(1000):
            before = view.player.position
            step(view)
            if view.player.position == before:
                break
            seen.append(view.player.position)
        ticks = {moment.tick for moment in view.moments if (moment.kind in MATTERS) == mattering} - {0}
        assert seen == sorted(ticks)
        back(view)
        assert view.player.position == seen[-2]
    view.player.seek(0.5)
    view.player.playing = True
    view.previous_moment()
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
    mouse = Mouse(view)
    view.moment()
    before = view.layout.map
    view.flip("graphs")
    ships = view.moment().ships
    assert view.layout.map.bottom > before.bottom
    x, y = view.place(float(ships.x[0]), float(ships.y[0]))
    mouse.press(x, y)
    mouse.release(x, y)
    assert view.selected == 0
    view.flip("graphs")
    assert view.layout.map.bottom == before.bottom


def test_what_comes_later_is_not_given_away(view_at, recording) -> None:
    view = view_at(300, spoilers=False)
    assert view.span == recording.game.max_ticks > recording.ticks
    kill = next(moment for moment in view.moments if moment.kind == "kill")
    left, width = view.track
    assert view.moment_at(left + kill.tick * width / view.span) is None
    view.player.seek(recording.ticks)
    assert view.moment_at(left + kill.tick * width / view.span) == kill


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
        mouse = Mouse(view)
        view.moment()
        mouse.press(0, 0)
        mouse.press(width, height)
        mouse.scroll(0, 0, 1)
        assert 0 <= view.on_track(width / 2) <= recording.ticks
