from __future__ import annotations

import math

import pytest

from systems.rules import Rules

DT = 1 / 30


def test_thrust_is_60_m_s2_forward_and_the_ship_moves_with_the_new_velocity(duel) -> None:
    d = duel()
    d.order(0, thrust=100).step()
    assert d.velocity() == (2, 0)
    assert d.position() == (pytest.approx(-500 + 2 * DT), 0)


def test_thrust_is_30_m_s2_backward(duel) -> None:
    d = duel()
    assert d.order(0, thrust=-100).step().velocity() == (-1, 0)


@pytest.mark.parametrize(("thrust", "gain"), [(50, 1.0), (1, 0.02), (-50, -0.5), (-1, -0.01)])
def test_thrust_is_proportional(duel, thrust: int, gain: float) -> None:
    assert duel().order(0, thrust=thrust).step().velocity()[0] == pytest.approx(gain)


def test_thrust_pushes_along_the_new_heading(duel) -> None:
    d = duel()
    d.order(0, thrust=100, turn=100).step()
    vx, vy = d.velocity()
    assert math.atan2(vy, vx) == pytest.approx(0.4 / 30, abs=1e-4)
    assert math.hypot(vx, vy) == pytest.approx(2)


def test_thrust_comes_after_drag(duel) -> None:
    d = duel()
    d.place(0, -500, 0, vx=100)
    assert d.order(0, thrust=100).step().velocity()[0] == pytest.approx(101)


@pytest.mark.parametrize("thrust", [100, -100])
def test_full_thrust_costs_4_energy_a_second_either_way(duel, thrust: int) -> None:
    d = duel(recharge=0.0)
    d.set_energy(0, 50)
    for _ in range(30):
        d.order(0, thrust=thrust).step()
    assert d.energy() == 46


def test_a_hundredth_of_thrust_costs_4_units(duel) -> None:
    d = duel(recharge=0.0)
    assert d.order(0, thrust=37).step().energy() == pytest.approx(100 - 37 * 4 / 3000)


@pytest.mark.parametrize(("units", "hundredths", "left"), [(400, 100, 0), (399, 99, 3), (43, 10, 3), (3, 0, 3)])
def test_thrust_is_scaled_to_the_energy_left(duel, units: int, hundredths: int, left: int) -> None:
    for way, gain in ((100, 0.02), (-100, -0.01)):
        d = duel(recharge=0.0)
        d.set_energy(0, units / 3000)
        d.order(0, thrust=way).step()
        assert d.velocity()[0] == pytest.approx(gain * hundredths)
        assert d.energy() == pytest.approx(left / 3000)


@pytest.mark.parametrize(("strafe", "gain"), [(100, 1.5), (-100, -1.5), (50, 0.75), (-1, -0.015)])
def test_strafing_pushes_to_the_left_of_the_heading(duel, strafe: int, gain: float) -> None:
    d = duel()
    assert d.order(0, strafe=strafe).step().velocity() == (0, pytest.approx(gain))
    d.place(0, -500, 0, heading=math.pi / 2)
    assert d.order(0, strafe=strafe).step().velocity() == (pytest.approx(-gain), pytest.approx(0, abs=1e-4))


def test_thrust_and_strafe_add_up_and_each_costs_energy(duel) -> None:
    d = duel(recharge=0.0)
    d.order(0, thrust=100, strafe=-100).step()
    assert d.velocity() == (2, pytest.approx(-1.5))
    assert d.energy() == pytest.approx(100 - 2 * 400 / 3000)


@pytest.mark.parametrize(("units", "ahead", "aside", "left"), [(800, 2, 1.5, 0), (700, 2, 1.125, 0), (403, 2, 0, 3)])
def test_scarce_energy_goes_to_the_thrust_first(duel, units: int, ahead: float, aside: float, left: int) -> None:
    d = duel(recharge=0.0)
    d.set_energy(0, units / 3000)
    d.order(0, thrust=100, strafe=100).step()
    assert d.velocity() == (pytest.approx(ahead), pytest.approx(aside))
    assert d.energy() == pytest.approx(left / 3000)


def test_drag_takes_a_hundredth_a_tick(duel) -> None:
    d = duel()
    d.place(0, -500, 0, vx=100, vy=-50)
    assert d.step().velocity() == (pytest.approx(99), pytest.approx(-49.5))
    assert d.step().velocity() == (pytest.approx(98.01), pytest.approx(-49.005))


def test_a_ship_reaches_200_m_s_and_no_more(duel) -> None:
    d = duel(arena_radius=9000.0, max_ticks=36_000)
    d.place(1, 0, 900)
    for _ in range(900):
        d.set_energy(0, 100)
        d.order(0, thrust=100).step()
    assert 199.9 < d.velocity()[0] <= 200.0001


def test_spin_gains_12_rad_s2_and_keeps_nine_tenths(duel) -> None:
    d = duel()
    gain = 12 / 30 / 30 / math.tau * 2**32  # units a tick
    assert d.order(0, turn=100).step().spin() == round(gain)
    assert d.order(0, turn=100).step().spin() == round(0.9 * round(gain) + gain)
    assert d.step().spin() == pytest.approx(0.9 * 1.9 * gain, abs=1)


def test_the_heading_follows_the_new_spin(duel) -> None:
    d = duel()
    d.order(0, turn=100).step()
    assert d.heading() == pytest.approx(12 / 900, abs=1e-9)
    d.step()
    assert d.heading() == pytest.approx(1.9 * 12 / 900, abs=1e-8)


@pytest.mark.parametrize("turn", [1, -1])
def test_full_turn_ends_at_4_rad_s_which_is_91_142_037_units_a_tick(duel, turn: int) -> None:
    d = duel()
    assert round(4 * DT / math.tau * 2**32) == 91_142_037
    for _ in range(300):
        d.order(0, turn=100 * turn).step()
    assert d.spin() == pytest.approx(turn * 91_142_037, abs=5)


def test_turning_right_mirrors_turning_left_and_the_heading_wraps(duel) -> None:
    left, right = duel(), duel()
    for _ in range(100):
        left.order(0, turn=73).step()
        right.order(0, turn=-73).step()
    assert left.spin() == -right.spin()
    assert left.heading() + right.heading() == pytest.approx(math.tau)


def test_turning_is_free(duel) -> None:
    d = duel(recharge=0.0)
    assert d.order(0, turn=100).step(5).energy() == 100


def test_orders_do_not_persist(duel) -> None:
    d = duel()
    d.order(0, thrust=100, turn=100, fire=1, shield=True).step()
    vx, spin = d.velocity()[0], d.spin()
    d.step()
    assert d.velocity()[0] == pytest.approx(0.99 * vx)
    assert d.spin() == pytest.approx(0.9 * spin, abs=1)
    assert len(d.flying()) == 1
    assert not d.shielded()


@pytest.mark.parametrize(("x", "y"), [(300, 0), (0, -300), (180, 240), (30, 40), (480, -640)])
def test_in_the_well_ships_and_shots_fall_with_mu_by_r2_and_60_squared(duel, x: float, y: float) -> None:
    d = duel(arena="well")
    d.place(0, x, y)
    d.place(1, -900, -300)
    d.shoot(0, x, y, 0, 0)
    d.step()
    r = math.hypot(x, y)
    pull = 1000 * Rules().star_pull / (r * r + 60 * 60) / 30
    expected = pytest.approx(-pull * x / r), pytest.approx(-pull * y / r)
    assert d.velocity(0) == expected
    assert d.velocity(0)[0] * DT == pytest.approx(d.position(0)[0] - x, abs=1e-9)
    if r > 72:
        assert d.flying(0)[0][2:] == expected


def test_at_the_very_centre_nothing_pulls(duel) -> None:
    d = duel(arena="well")
    d.place(0, 0, 0)
    assert d.step().velocity(0) == (0, 0)


def test_the_dead_do_not_fall(duel) -> None:
    d = duel(arena="well")
    d.set_hull(0, 0)
    d.step()
    where = d.position(0)
    assert d.step(5).position(0) == where
