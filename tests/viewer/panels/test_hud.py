from __future__ import annotations

from dataclasses import replace

import numpy as np

from viewer.model.recording import open_recording
from viewer.panels.hud import Hud
from viewer.shapes.glyphs import HEIGHT, RIGHT, WIDTH, GlyphBatch, fitted, fitted_name, wrapped
from viewer.views.layout import TRACK
from viewer.views.player import Player
from viewer.views.view import View


def written(view, moment=None) -> str:
    """Return all lines of text on the screen, from top to bottom."""
    rows = Hud(view).draw(moment or view.moment())
    assert np.isfinite(rows).all()
    glyphs = rows[(rows[:, 4] > 0)]
    lines: dict[float, dict[float, str]] = {}
    for x, y, width, _, glyph in glyphs[:, :5].tolist():
        lines.setdefault(y, {})[x / width] = chr(int(glyph))
    text = []
    for y in sorted(lines, reverse=True):
        line, last = "", None
        for x in sorted(lines[y]):
            line += " " * min(round(x - last - 1), 3) if last is not None else ""
            line += lines[y][x]
            last = x
        text.append(line)
    return "\n".join(text)


def test_names_points_clock_and_match_are_written(view_at, recording) -> None:
    text = written(view_at(300))
    seed = recording.game.setup.seed
    ticks, names = recording.ticks, view_at().seats.names
    for words in (f"10.0 / {ticks / 30:.1f} s", f"tick 300 / {ticks}", "1x", f"duel  open  seed {seed}"):
        assert words in text
    assert all(text.count(name) >= 2 for name in names)  # in the panel and at the ship, besides what happened


def test_the_winner_is_told_at_the_end_alone(view_at, recording) -> None:
    winner, end = view_at().seats.names[recording.result["winner"]], recording.ticks
    assert f"{winner} wins" in written(view_at(end))
    assert f"elimination after {end / 30:.1f} s" in written(view_at(end))
    assert "destroyed" in written(view_at(end))
    assert "wins" not in written(view_at(end - 1))


def test_the_end_says_why(view_at, recording) -> None:
    assert f"{view_at().seats.names[recording.result['winner']]} is the last alive" in written(view_at(recording.ticks))


def test_a_melee_shows_the_points_of_every_side(golden, monkeypatch) -> None:
    recording = open_recording(golden.with_name("melee.bin"))
    recording.game.sides = 16
    view = View(recording, Player(recording.ticks, playing=False))
    moment = replace(view.moment(), points=tuple(side + 0.5 for side in range(16)))
    batch_text = written(view, moment)
    for side in range(16):
        assert f"{side + 0.5:.1f}" in batch_text


def test_the_selected_ship_tells_its_numbers(view_at, recording) -> None:
    view = view_at(300)
    assert "heading" not in written(view)
    view.select(0)
    text, ships, orders = written(view), recording.frame(300).ships, recording.orders(300, 0)
    assert f"hull   {ships.hull[0]:.1f}" in text
    assert f"thrust {orders['thrust'] / 100:+.2f}" in text
    assert f"fire {orders['fire']}" in text
    assert "no sidecar" in text


def test_what_is_wrong_with_a_log_is_written(view_at, monkeypatch) -> None:
    view = view_at(10)
    monkeypatch.setattr(view.recording, "problem", "cut off at byte 9: shown up to there")
    assert "cut off at byte 9" in written(view)


def test_the_smallest_window_has_room_for_something(view_at) -> None:
    for size in (64, 200):
        Hud(view_at(300, width=size, height=size)).draw(view_at(300, width=size, height=size).moment())


def test_text_is_a_cell_a_character_two_for_wide_ones_and_none_for_accents() -> None:
    batch = GlyphBatch()
    batch.text(10, 20, "aé 星e\u0301b", (1, 1, 1))
    places = [0, 1, 3, 4, 5, 6]
    assert batch.rows[:, 0].tolist() == [10 + place * WIDTH for place in places]
    assert batch.rows[:, 4].tolist() == [*map(ord, "aé星"), ord("星") + RIGHT, *map(ord, "éb")]
    assert set(batch.rows[:, 3]) == {HEIGHT}


def test_a_panel_hides_what_is_below_it() -> None:
    batch = GlyphBatch()
    batch.panel(0, 0, 100, 100)
    assert (batch.rows[:, 8] == 1).all()


def test_long_text_is_cut_to_its_room() -> None:
    assert fitted("abcdefghij", 80) == "abcdefghij"
    assert fitted("abcdefghij", 79) == "abcdefg.."
    assert fitted("abc", -5) == ".."
    assert fitted("星星星", 48) == "星星星"
    assert fitted("星星星", 47) == "星.."
    assert fitted_name("hunter (spoof, seat 12)", 80) == "hunt.. #12"
    assert fitted_name("hunter (seat 0)", 120) == "hunter (seat 0)"
    assert fitted_name("hunter (spoof)", 80) == "hunter (.."
    assert wrapped("星星星 星星", 48, 0) == ["星星星", "星星"]


def test_a_fleet_shows_the_ships_that_are_left(golden) -> None:
    recording = open_recording(golden.with_name("fleet.bin"))
    for size, all_of_them, fewer in (((1280, 720), "4 of 4", "1 of 4"), ((640, 400), "4/4", "1/4")):
        view = View(recording, Player(recording.ticks, playing=False), *size)
        assert all_of_them in written(view)
        view.player.seek(recording.ticks - 5)
        assert fewer in written(view)


def test_every_graph_has_a_legend(view_at) -> None:
    for size in ((1280, 720), (640, 400)):
        view = view_at(20, width=size[0], height=size[1], shown={"graphs"})  # before anything has happened
        before = {name: written(view_at(20, width=size[0], height=size[1])).count(name) for name in view.seats.names}
        assert {name: written(view).count(name) for name in view.seats.names} == {
            name: count + 1 for name, count in before.items()
        }


def test_what_the_mouse_is_over_is_explained(view_at) -> None:
    view = view_at(300)
    Hud(view).draw(view.moment())
    kill = next(moment for moment in view.moments if moment.kind == "kill")
    left, width = view.track
    view.pointer = (left + kill.tick * width / view.span, TRACK + 5)
    assert kill.text in written(view)
    button = next(target for target in view.targets if target.tip == "w: why it ended")
    view.pointer = (button.place.left + 2, button.place.bottom + 2)
    assert "w: why it ended" in written(view)


def test_compared_matches_say_where_they_differ(view_at) -> None:
    view, beside = view_at(300, width=640), view_at(300, width=640)
    view.beside, beside.beside = beside, view
    assert "all states are the same" in written(view)
    view.differs = 201
    assert "the states differ from tick 201 on, the same before" in written(view)
    view.select(1)
    view.flip("graphs")
    view.look("arena")
    beside.mirror(view)
    view.moment(), beside.moment()
    assert (beside.selected, beside.shown, beside.aim) == (1, {"graphs"}, "arena")
    assert (beside.camera.x, beside.camera.y, beside.camera.scale) == (view.camera.x, view.camera.y, view.camera.scale)


def test_without_spoilers_the_end_is_not_told_before_it(view_at, recording) -> None:
    view = view_at(300, spoilers=False, shown={"why", "graphs"})
    text = written(view)
    assert "destroyed" not in text
    assert f"{recording.ticks}" not in text
    assert "told at the end" in text
    rows = Hud(view).draw(view.moment())
    place = view.layout.graphs
    cursor = rows[(rows[:, 2] == 1) & np.isclose(rows[:, 8], 0.7) & (rows[:, 1] < place.top) & (rows[:, 1] > 64)]
    assert cursor[0, 0] < place.width / 3 * 0.3  # as far as in the longest match that there could be
    view.player.seek(recording.ticks)
    assert "destroyed" in written(view)


def test_pictures_have_no_buttons_but_the_settings_of_the_match(view_at, recording) -> None:
    assert "h: help" in written(view_at(300, width=640))
    text = written(view_at(300, width=640, buttons=False))
    assert "h: help" not in text
    assert f"duel  open  seed {recording.game.setup.seed}" in text
