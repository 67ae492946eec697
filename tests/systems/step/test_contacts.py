from __future__ import annotations

import math

import pytest

from systems.components import Hull
from systems.protocol.orders import give_orders
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

DT = 1 / 30


def before(velocity: float) -> float:
    """Return the velocity before a tick of drag that results in `velocity`."""
    return velocity / 0.99


def test_ships_that_close_bounce_with_half_their_speed(duel) -> None:
    d = duel()
    d.place(0, -15 - DT * 60, 500, vx=before(60))
    d.place(1, 5 + DT * 20, 500, vx=before(-20))
    d.step()  # at -15 and 5: overlap 4, closing at 80: an impulse of 1.5 * 80 / 2 = 60 each
    assert d.velocity(0)[0] == pytest.approx(0, abs=1e-5)
    assert d.velocity(1)[0] == pytest.approx(40, abs=1e-5)
    assert d.position(0) == (pytest.approx(-17, abs=1e-5), 500)
    assert d.position(1) == (pytest.approx(7, abs=1e-5), 500)
    assert d.hull(0) == d.hull(1) == pytest.approx(100 - 0.1 * 60, abs=1e-3)
    assert (d.dealt(0), d.dealt(1)) == (0, 0)


def test_a_glancing_contact_changes_the_velocity_along_the_line_of_centres_alone(duel) -> None:
    d = duel()
    d.place(0, -6, 492 - DT * 50, vx=0, vy=before(50))
    d.place(1, 6, 508, vx=0, vy=0)
    d.step()  # centres 12 and 16 apart, so 20; n = (0.6, 0.8), closing 40: an impulse of 30
    assert d.velocity(0) == (pytest.approx(-18, abs=1e-5), pytest.approx(26, abs=1e-5))
    assert d.velocity(1) == (pytest.approx(18, abs=1e-5), pytest.approx(24, abs=1e-5))
    assert d.position(0) == (pytest.approx(-6 - 1.2, abs=1e-5), pytest.approx(492 - 1.6, abs=1e-5))
    assert d.position(1) == (pytest.approx(6 + 1.2, abs=1e-5), pytest.approx(508 + 1.6, abs=1e-5))
    assert d.hull(0) == pytest.approx(100 - 0.1 * 20, abs=1e-3)


def test_ships_that_part_are_pushed_out_and_nothing_else(duel) -> None:
    d = duel()
    d.place(0, -5 + DT * 30, 500, vx=before(-30))
    d.place(1, 5 - DT * 30, 500, vx=before(30))
    d.step()
    assert d.velocity(0)[0] == pytest.approx(-30)
    assert d.position(1)[0] - d.position(0)[0] == pytest.approx(24, abs=1e-5)
    assert d.hull(0) == 100


def test_a_contact_below_the_free_speed_costs_nothing(duel) -> None:
    for speed, loss in ((19.9, 0), (21, 0.1)):
        d = duel()
        d.place(0, -11 - DT * speed, 500, vx=before(speed))
        d.place(1, 11, 500)
        d.step()
        assert d.hull(0) == pytest.approx(100 - loss, abs=1e-3)


def test_ships_in_one_place_have_no_line_of_centres(duel) -> None:
    d = duel()
    d.place(0, 100, 500)
    d.place(1, 100, 500)
    d.step()
    assert d.position(0) == d.position(1) == (100, 500)
    assert (d.velocity(0), d.hull(0)) == ((0, 0), 100)


def test_ships_that_just_touch_do_not_collide(duel) -> None:
    d = duel()
    d.place(0, 0, 500)
    d.place(1, 24, 500)
    assert d.step().position(1) == (24, 500)


def test_the_wall_takes_half_the_speed_and_600_units_for_each_m_s_above_20(duel) -> None:
    d = duel()
    d.place(0, 990 - DT * 80, 0, vx=before(80))
    d.step()  # at 990, where the centre may reach 988
    assert d.velocity()[0] == pytest.approx(80 - 1.5 * 80, abs=1e-5)
    assert d.position()[0] == pytest.approx(988, abs=1e-5)
    assert d.hull() == pytest.approx(100 - 0.2 * 60, abs=1e-3)


def test_the_wall_reflects_along_its_normal_alone(duel) -> None:
    d = duel()
    d.place(0, 0.6 * 990 - DT * 100, 0.8 * 990, vx=before(100))
    d.step()  # n = (0.6, 0.8), closing 60: 90 along -n
    assert d.velocity() == (pytest.approx(100 - 54, abs=1e-5), pytest.approx(-72, abs=1e-5))
    assert d.position() == (pytest.approx(0.6 * 988, abs=1e-5), pytest.approx(0.8 * 988, abs=1e-5))


def test_a_ship_that_leaves_the_wall_keeps_its_velocity(duel) -> None:
    d = duel()
    d.place(0, 990, 0, vx=before(-30))
    d.step()
    assert d.velocity()[0] == pytest.approx(-30)
    assert d.position()[0] == pytest.approx(988, abs=1e-5)
    assert d.hull() == 100


def test_contacts_of_one_tick_are_summed_from_the_state_before_them(duel) -> None:
    d = duel()
    d.place(0, 990, 0, vx=0)
    d.place(1, 970 - DT * 60, 0, vx=before(60))
    d.step()  # 20 apart, closing 60: 45 each, push 2 each; and the wall pushes ship 0 by 2 but sees it at rest
    assert d.velocity(0)[0] == pytest.approx(45, abs=1e-5)
    assert d.velocity(1)[0] == pytest.approx(15, abs=1e-5)
    assert d.position(0)[0] == pytest.approx(990 + 2 - 2, abs=1e-5)
    assert d.position(1)[0] == pytest.approx(968, abs=1e-5)
    assert d.hull(0) == pytest.approx(96, abs=1e-3)


def test_what_contacts_add_is_rounded_to_whole_units_of_2_to_the_minus_20(duel) -> None:
    starts = [(-7.123, 500.321), (3.456, 511.987)]
    dx, dy = (b - a for a, b in zip(*starts, strict=True))
    distance = math.hypot(dx, dy)
    for sign, ship in ((-1, 0), (1, 1)):
        d = duel()
        for row, start in enumerate(starts):
            d.place(row, *start)
        for now, then, along in zip(d.step().position(ship), starts[ship], (dx, dy), strict=True):
            units = (now - then) * 2**20
            assert units == pytest.approx(round(units), abs=1e-5)
            assert abs(units - sign * (24 - distance) / 2 * along / distance * 2**20) <= 0.50001


def test_a_dead_ship_is_in_nobodys_way(duel) -> None:
    d = duel(max_ticks=100)
    d.place(0, 0, 500)
    d.place(1, 30, 500)
    d.set_hull(1, 0)
    d.step()
    d.place(0, 30, 500)
    assert d.step().position() == (30, 500)


@pytest.mark.parametrize("pairs", [5, 16, 24, 32])
def test_a_crash_into_many_bodies_at_once_never_mends(pairs: int) -> None:
    pile = {"asteroid_distance_min": 0.0, "asteroid_distance_max": 0.0, "asteroid_speed": 0.0}
    size = {"asteroid_radius_min": 100.0, "asteroid_radius_max": 100.0, "collision_damage": 10_000.0}
    rules = Rules(asteroid_pairs=pairs, spawn_shift=0.0, spawn_turn=0.0, **pile, **size)
    world = new_worlds([Setup("duel", 3, "belt", rules=rules)])
    hull = world["ships"][Hull]
    for _ in range(200):
        give_orders(world, [(0, 0, (100, 0, 0, 0, 0))])
        before = hull.points[0, 0]
        step(world)
        assert hull.points[0, 0] <= before
    assert not hull.alive[0, 0]
