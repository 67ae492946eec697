from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from viewer.model.recording import ORDERS
from viewer.shapes.arena import TRAIL, ArenaShapes
from viewer.shapes.quads import BOX, DISC, FLAME, GLOW, RING, SHIP


def shapes(view, kind: int) -> np.ndarray:
    """Return the shapes of a kind, without the stars in the background."""
    rows = ArenaShapes(view).draw(view.moment())
    assert np.isfinite(rows).all()
    return rows[400:][rows[400:, 5] == kind]


def test_both_ships_stand_where_they_are_in_their_colours(view_at) -> None:
    view = view_at(300)
    ships, drawn = view.moment().ships, shapes(view, SHIP)
    np.testing.assert_allclose(drawn[:, 0], ships.x)
    np.testing.assert_allclose(drawn[:, 1], ships.y)
    np.testing.assert_allclose(drawn[:, 4], ships.heading)
    np.testing.assert_allclose(drawn[:, 6:9], view.seats.colors, rtol=1e-6)


def test_a_dead_ship_is_gone_and_its_end_is_seen(view_at, recording) -> None:
    view = view_at(recording.ticks)
    assert len(shapes(view, SHIP)) == 1
    kill = recording.events[-1]
    near = np.hypot(*(shapes(view, GLOW)[:, :2] - (kill["x"], kill["y"])).T)
    assert (near < 0.01).sum() == 2


def test_trails_are_where_the_ships_have_been_whichever_way_one_came(view_at, recording) -> None:
    view = view_at(300.5)
    lines = shapes(view, BOX)
    for ship in (0, 1):
        for tick in (300 - TRAIL + 2, 280, 299):
            middle = recording.history.tracks[tick : tick + 2, ship].mean(axis=0)
            assert np.hypot(*(lines[:, :2] - middle).T).min() < 0.01
    view.player.seek(700)
    view.moment()
    view.player.seek(300.5)
    np.testing.assert_array_equal(shapes(view, BOX), lines)


def test_shots_hits_shields_and_thrust_are_seen(view_at, recording) -> None:
    hit = next(event for event in recording.events if event["kind"] == "hit")
    view = view_at(hit["tick"] + 2)
    assert np.hypot(*(shapes(view, GLOW)[:, :2] - (hit["x"], hit["y"])).T).min() < 0.01
    flying = next(tick for tick in range(recording.ticks) if recording.frame(tick).shots.flying.sum() >= 2)
    view = view_at(flying)
    shots = recording.frame(flying).shots
    spots = shapes(view, DISC)[:, :2]
    for x, y in zip(shots.x[shots.flying], shots.y[shots.flying], strict=True):
        assert np.hypot(*(spots - (x, y)).T).min() < 0.01
    shielded = next(tick for tick in range(recording.ticks) if recording.frame(tick).ships.shield.any())
    assert len(shapes(view_at(shielded), RING)) > len(shapes(view_at(1), RING))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"thrust": 100}, [np.pi]),
        ({"thrust": -50}, [0.0]),
        ({"strafe": 100}, [-np.pi / 2] * 2),
        ({"strafe": -20, "thrust": 10}, [np.pi, np.pi / 2, np.pi / 2]),
        ({}, []),
    ],
)
def test_flames_point_away_from_where_a_ship_thrusts(
    view_at, recording, order, expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = dict.fromkeys(ORDERS, 0)
    monkeypatch.setattr(recording, "orders", lambda tick, ship: given if ship else {**given, **order})
    view = view_at(300)
    ships, flames = view.moment().ships, shapes(view, FLAME)
    np.testing.assert_allclose(flames[:, 4], ships.heading[0] + np.array(expected), rtol=1e-5)
    away = flames[:, :2] - (ships.x[0], ships.y[0])
    assert ((away * np.stack([np.cos(flames[:, 4]), np.sin(flames[:, 4])], axis=1)).sum(axis=1) > 0).all()


def test_the_beacon_takes_the_colour_of_its_holder(view_at, recording) -> None:
    taken = next(event for event in recording.events if event["kind"] == "beacon" and event["side"] is not None)
    before, held = (shapes(view_at(tick), DISC)[0] for tick in (taken["tick"] - 1, taken["tick"]))
    np.testing.assert_allclose(held[6:9], view_at().seats.colors[taken["side"]], rtol=1e-6)
    assert held[9] > before[9]


def test_the_zone_is_drawn_once_it_shrinks(view_at, recording, monkeypatch: pytest.MonkeyPatch) -> None:
    view = view_at(300)
    moment = view.moment()
    plain = ArenaShapes(view).draw(moment)
    shrunk = ArenaShapes(view).draw(replace(moment, safe_radius=400.0))
    more = len(shrunk) - len(plain)
    assert more > 20
    added = shrunk[shrunk[:, 6] > 0.9]
    added = added[(added[:, 5] == BOX) & (added[:, 7] < 0.35)]
    np.testing.assert_allclose(np.hypot(added[:, 0], added[:, 1]), 400, rtol=0.01)


def test_what_the_selected_ships_side_does_not_sense_is_dimmed(view_at, recording) -> None:
    """During a match each is sensed at some times but not at others; own ships and shots are always bright."""
    dim = bright = 0
    for tick in range(0, recording.ticks, 40):
        view = view_at(tick)
        view.select(0)
        if not view.moment().ships.alive.all():
            continue
        own, other = shapes(view, SHIP)[:, 9]
        assert own == 1
        assert (other == 1) == bool(recording.sensed(tick).ships[0, 1])
        dim, bright = dim + (other < 1), bright + (other == 1)
        view.select(None)
        assert (shapes(view, SHIP)[:, 9] == 1).all()
    assert dim
    assert bright


def test_sight_is_shown_of_the_selected_ship_or_of_all(view_at) -> None:
    view = view_at(300)
    none = len(shapes(view, BOX))
    view.select(0)
    one = len(shapes(view, BOX))
    view.flip("sight")
    assert none < one < len(shapes(view, BOX))


def test_slow_machines_are_spared_the_effects(view_at) -> None:
    view = view_at(300)
    all_of_it = len(ArenaShapes(view).draw(view.moment()))
    view.effects = 1
    without_glow = ArenaShapes(view).draw(view.moment())
    assert not (without_glow[:, 5] == GLOW).any()
    view.effects = 2
    assert len(ArenaShapes(view).draw(view.moment())) < len(without_glow) < all_of_it


def test_the_selected_ship_is_marked(view_at) -> None:
    view = view_at(300)
    ships = view.moment().ships

    def around(ship: int) -> int:
        """Return the number of lines at the same distance from a ship."""
        lines = shapes(view, BOX)
        size = shapes(view, SHIP)[0, 2]
        away = np.hypot(lines[:, 0] - ships.x[ship], lines[:, 1] - ships.y[ship])
        return int((abs(away - 2.2 * size) < 0.03 * size).sum())

    before = around(1)
    view.select(1)
    assert around(1) == before + 24


def test_without_flashes_nothing_flashes(view_at, recording) -> None:
    hit = next(event for event in recording.events if event["kind"] == "hit")
    for event in (hit, recording.events[-1]):
        view = view_at(min(event["tick"] + 1, recording.ticks))
        near = [
            (np.hypot(*(shapes(view, GLOW)[:, :2] - (event["x"], event["y"])).T) < 0.01).sum()
            for view.flashes in (True, False)
        ]
        assert near[0] > near[1] == 0
