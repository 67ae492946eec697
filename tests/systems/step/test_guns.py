from __future__ import annotations

import math

import numpy as np
import pytest

from systems.components import Impact, Position, Shot, Velocity
from systems.setup import Setup
from systems.step.bodies import move_bodies
from systems.step.guns import move_shots
from systems.worlds import new_worlds

DT = 1 / 30
SPEED, MOVES, WAIT, COST = (540, 460, 380), (33, 39, 47), (10, 14, 18), (4, 8, 12)


def test_recharge_is_6_a_second(duel) -> None:
    d = duel()
    d.set_energy(0, 50)
    assert d.step(30).energy() == 56


def test_recharge_inside_the_beacon_is_4_a_second(duel) -> None:
    d = duel()
    d.place(0, 0, 119.9)
    d.set_energy(0, 50)
    assert d.step(30).energy() == 54


def test_recharge_just_outside_the_beacon_is_6_a_second(duel) -> None:
    d = duel()
    d.place(0, 0, 120.1)
    d.set_energy(0, 50)
    assert d.step(30).energy() == 56


def test_energy_ends_at_100(duel) -> None:
    d = duel()
    d.set_energy(0, 99.9)
    assert d.step(3).energy() == 100


@pytest.mark.parametrize("power", [1, 2, 3])
def test_a_shot_costs_its_energy_after_the_recharge(duel, power: int) -> None:
    d = duel()
    d.set_energy(0, 50)
    assert d.order(0, fire=power).step().energy() == pytest.approx(50 + 6 / 30 - COST[power - 1], abs=1e-9)


@pytest.mark.parametrize("power", [1, 2, 3])
def test_a_ship_fires_at_full_cost_or_not_at_all(duel, power: int) -> None:
    for short, fired in ((1, 0), (0, 1)):  # a unit of 1/3,000 short, or just enough once recharged
        d = duel()
        d.set_energy(0, COST[power - 1] - 6 / 30 - short / 3000)
        d.order(0, fire=power).step()
        assert len(d.flying()) == fired
        assert (d.energy() == 0) == bool(fired)


@pytest.mark.parametrize("power", [1, 2, 3])
def test_a_ship_that_fires_in_tick_t_fires_again_in_t_plus_its_wait(duel, power: int) -> None:
    d = duel()
    fired = []
    for tick in range(40):
        d.set_energy(0, 100)
        d.order(0, fire=power).step()
        if d.cooling() == WAIT[power - 1]:
            fired.append(tick)
    assert fired == list(range(0, 40, WAIT[power - 1]))


@pytest.mark.parametrize("power", [1, 2, 3])
def test_a_shot_makes_its_moves_and_is_gone(duel, power: int) -> None:
    d = duel()
    d.place(0, -900, 300)
    d.place(1, 0, -900)
    d.order(0, fire=power)
    alive = 0
    while d.step().flying():
        alive += 1
        x, y, _, _ = d.flying()[0]
        assert x == pytest.approx(-900 + 12 + alive * SPEED[power - 1] * DT, abs=1e-6)
        assert y == 300
    assert alive == MOVES[power - 1] - 1  # the last move is made, and ends it
    assert not d.shots[Velocity].x.any()  # its row is parked, at rest
    assert (d.shots[Position].x < -10_000).all()


def test_the_last_move_still_hits(duel) -> None:
    for distance, left in ((12 + 12 + 33 * 18 - 0.1, 96), (12 + 12 + 33 * 18 + 0.1, 100)):
        d = duel()
        d.place(0, -400, 0)
        d.place(1, -400 + distance, 0)
        d.order(0, fire=1).step(40)
        assert d.hull(1) == left


def test_a_shot_is_born_12_m_ahead_with_the_ships_velocity_and_moves_at_once(duel) -> None:
    d = duel()
    d.place(0, -500, 100, vx=30, vy=-60, heading=math.pi / 2)
    d.order(0, fire=2, thrust=100, turn=100).step()
    x, y, vx, vy = d.flying()[0]
    assert (vx, vy) == (30, 400)  # of state t: neither drag nor thrust nor turn of this tick
    assert (x, y) == (pytest.approx(-500 + 30 * DT), pytest.approx(100 + 12 + 400 * DT))


def test_firing_needs_neither_the_old_shots_to_be_gone_nor_loses_them(duel) -> None:
    d = duel()
    d.place(1, 0, 900)
    for _ in range(40):
        d.set_energy(0, 100)
        d.order(0, fire=1).step()
    assert len(d.flying()) == 3  # fired in ticks 10, 20 and 30; that of tick 0 made its last move in tick 32
    assert len({x for x, *_ in d.flying()}) == 3


def test_a_power_3_shot_and_those_that_follow_it_never_share_a_row(duel) -> None:
    d = duel()
    d.place(0, -900, 0)
    d.place(1, 0, 900)
    for tick in range(18 + 30 + 1):
        d.set_energy(0, 100)
        d.order(0, fire=3 if tick == 0 else 1).step()
        if tick == 45:
            assert len(d.flying()) == 4  # of ticks 0, 18, 28 and 38
    assert len(d.flying()) == 4  # of ticks 18, 28, 38 and 48: the first made its last move in tick 46


def test_nothing_tunnels(duel) -> None:
    for start in range(0, 400, 7):
        d = duel()
        d.place(1, 500, 0)
        d.shoot(0, 500 - 12.1 - start * 0.9, 0, 9999, 0, moves=2)  # 333 m a tick
        assert d.step(2).hull(1) == 96


def test_a_shot_is_tested_in_the_frame_of_the_moving_ship(duel) -> None:
    d = duel()
    d.place(1, 500, -20, vy=1200)  # crosses the shot's path within the tick: from 20 m below to 19.6 m above
    d.shoot(0, 480, 0, 1200, 0)
    assert d.step().hull(1) == 96
    d = duel()
    d.place(1, 500, 0, vx=-2400)  # sweeps over the shot, from 20 m ahead of it to 77 m behind
    d.shoot(0, 480, 0, 540, 0)
    assert d.step().hull(1) == 96
    d = duel()
    d.place(1, 500, -20, vy=1200)
    d.shoot(0, 440, 0, 1200, 0)  # is behind by the time that the ship has crossed
    assert d.step().hull(1) == 100


@pytest.mark.parametrize(("y", "hull"), [(11.99, 96), (12.01, 100), (-11.99, 96), (-12.01, 100)])
def test_a_shot_passes_a_ship_that_it_misses(duel, y: float, hull: float) -> None:
    d = duel()
    d.shoot(0, 400, y, 540, 0)
    assert d.step(20).hull(1) == hull


def test_a_shot_that_starts_inside_an_enemy_hits_it(duel) -> None:
    d = duel()
    d.place(0, 490, 0)
    d.place(1, 500, 0)
    assert d.order(0, fire=3).step().hull(1) == 88
    assert d.flying() == []


def test_the_earliest_hit_wins_and_a_shot_hits_once() -> None:
    """Needs two enemies in the path of a shot: a fleet."""
    world = new_worlds([Setup("fleet", 1, ships=3)])
    ships, shots = world["ships"], world["shots"]
    ships[Position].x[:, 0] = [-100, -100, -100, 30, 60, 90]  # from row 3 on they are side 1
    ships[Position].y[:, 0] = [500, -500, 300, 0, 0, 500]
    for near, far in ((3, 4), (4, 3)):
        ships[Position].x[near, 0], ships[Position].x[far, 0] = 30, 60
        shots[Shot].moves[0, 0] = 9
        world.clear_transients()
        shots[Position].x[0, 0], shots[Velocity].x[0, 0] = 0, 3000
        move_bodies(world)
        move_shots(world)
        assert int(shots[Impact].ship[0, 0]) == 1 + near
    assert np.count_nonzero(shots[Impact].ship) == 1


def test_own_shots_pass_through(duel) -> None:
    d = duel()
    d.shoot(0, -550, 0, 540, 0)
    d.step(20)
    assert d.hull(0) == 100
    assert len(d.flying(0)) == 1


def test_shots_pass_through_one_another(duel) -> None:
    d = duel()
    d.shoot(0, -10, 300, 540, 0)
    d.shoot(1, 10, 300, -540, 0)
    d.step(5)
    assert (len(d.flying(0)), len(d.flying(1))) == (1, 1)


def test_shots_vanish_at_the_wall(duel) -> None:
    d = duel()
    d.shoot(0, 0, 999 - 18, 0, 540)
    assert len(d.step().flying()) == 1
    assert d.step().flying() == []


def test_a_shot_that_leaves_the_arena_hits_nothing_outside(duel) -> None:
    for x, hull in ((999.9, 100), (998.9, 96)):  # would hit in (1,000.2, -12.1); hits in (999.2, -12.1)
        d = duel()
        d.place(1, x + 3.1, 0)
        d.shoot(0, x, -13, 180, 540)
        assert d.step().hull(1) == hull
        assert d.flying() == []


def test_shots_fly_on_when_their_ship_dies(duel) -> None:
    d = duel(max_ticks=100)
    d.shoot(0, 400, 0, 540, 0)
    d.set_hull(0, 4)
    d.shoot(1, -530, 0, 540, 0)
    d.step(3)
    assert not d.alive(0)
    assert len(d.flying(0)) == 1
    assert d.step(10).hull(1) == 96


def test_a_dead_ship_neither_fires_nor_is_hit(duel) -> None:
    d = duel()
    d.set_hull(1, 0)
    d.step()
    assert not d.alive(1)
    d.shoot(0, 480, 0, 540, 0)
    d.order(1, fire=1, thrust=100, shield=True).step()
    assert d.flying(1) == []
    assert len(d.flying(0)) == 1
    assert d.energy(1) == 0


def test_a_shield_costs_10_a_second(duel) -> None:
    d = duel()
    d.set_energy(0, 50)
    for _ in range(30):
        d.order(0, shield=True).step()
        assert d.shielded()
    assert d.energy() == 46  # 50 + 6 - 10


def test_a_shield_is_paid_in_full_or_it_is_down(duel) -> None:
    for short, up in ((1, False), (0, True)):  # a tick costs 1/3
        d = duel(recharge=0.0)
        d.set_energy(0, 10 / 30 - short / 3000)
        d.order(0, shield=True).step()
        assert d.shielded() is up
        assert d.energy() == (0 if up else pytest.approx(10 / 30 - 1 / 3000))


def test_a_shield_lasts_for_one_tick(duel) -> None:
    d = duel()
    assert d.order(0, shield=True).step().shielded()
    assert not d.step().shielded()


def test_shots_end_at_the_star(duel) -> None:
    d = duel(arena="well", star_pull=0.0)
    d.place(0, -200, 0)
    d.place(1, 200, 0)
    d.order(0, fire=1).step(12)
    assert d.flying() == []
    assert d.step(30).hull(1) == 100


def test_of_two_ships_that_a_shot_starts_in_it_hits_the_one_whose_centre_is_nearer(duel) -> None:
    for near in (3, 4):
        d = duel(mode="fleet", ships=3)
        d.place(3, 100 + (near == 4) * 4, 0)
        d.place(4, 100 + (near == 3) * 4, 0)
        d.shoot(0, 97, 0, 0, 0)
        d.step()
        assert [d.hull(ship) for ship in (3, 4)] == [96 if ship == near else 100 for ship in (3, 4)]
