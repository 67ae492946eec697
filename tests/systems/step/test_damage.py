from __future__ import annotations

import numpy as np
import pytest

from systems.components import Energy, Hull, Impact, Score, Shield, Shot
from systems.config import GameConfig
from systems.rules import Rules
from systems.setup import Setup
from systems.step.damage import land_damage
from systems.worlds import new_worlds


def hit(d, target: int = 1, power: int = 1, shots: int = 1) -> None:
    """Let shots of the other ship hit `target` in the coming tick."""
    x, y = d.position(target)
    for _ in range(shots):
        d.shoot(1 - target, x, y + 12.5, 0, -540, power=power)


@pytest.mark.parametrize(("power", "damage"), [(1, 4), (2, 8), (3, 12)])
def test_a_hit_does_its_damage_and_credits_the_shooter(duel, power: int, damage: float) -> None:
    d = duel()
    hit(d, power=power)
    d.step()
    assert (d.hull(1), d.hull(0)) == (100 - damage, 100)
    assert (d.dealt(0), d.dealt(1)) == (damage, 0)
    assert not (d.shots[Shot].moves > 0).any()


@pytest.mark.parametrize("power", [1, 2, 3])
def test_a_hit_returns_part_of_the_cost_of_the_shot(duel, power: int) -> None:
    d = duel(recharge=0.0, recharge_beacon=0.0, hit_refund=50)
    d.set_energy(0, 40)
    d.shoot(0, 480, 0, 540, 0, power=power)
    assert d.step().energy(0) == 40 + 2 * power
    assert d.energy(1) == 100


def test_energy_from_hits_is_for_living_ships_and_fills_them_at_most(duel) -> None:
    d = duel(recharge=0.0, recharge_beacon=0.0, hit_refund=100)
    d.set_energy(0, 98)
    d.shoot(0, 480, 0, 540, 0)
    assert d.step().energy(0) == 100
    d.set_hull(0, 1)
    d.shoot(0, 480, 0, 540, 0)
    d.shoot(1, -480, 0, -540, 0)
    assert not d.step().alive(0)
    assert d.energy(0) == 0


def test_a_shot_that_the_shield_takes_returns_energy_too(duel) -> None:
    d = duel(recharge=0.0, recharge_beacon=0.0, hit_refund=50)
    d.set_energy(0, 40)
    d.shoot(0, 480, 0, 540, 0, power=3)
    assert d.order(1, shield=True).step().energy(0) == 46


def test_a_raised_shield_takes_three_quarters_for_a_point_of_energy_each(duel) -> None:
    d = duel(recharge=0.0)
    d.set_energy(1, 50)
    hit(d, power=3)
    d.order(1, shield=True).step()
    assert d.hull(1) == 97
    assert d.energy(1) == pytest.approx(50 - 10 / 30 - 9)
    assert d.dealt(0) == 3


def test_a_shield_takes_no_more_than_the_energy_that_is_left(duel) -> None:
    d = duel(recharge=0.0)
    d.set_energy(1, 10 / 30 + 2)
    hit(d, power=3)
    d.order(1, shield=True).step()
    assert (d.hull(1), d.energy(1), d.dealt(0)) == (90, 0, 10)


def test_fire_and_thrust_are_paid_before_the_shield_absorbs(duel) -> None:
    d = duel(recharge=0.0)
    d.place(1, 500, 0, heading=0)
    d.set_energy(1, 4 + 10 / 30 + 4 / 30 + 1)
    hit(d, power=3)
    d.order(1, fire=1, shield=True, thrust=100).step()
    assert (d.hull(1), d.energy(1)) == (89, 0)


def test_the_damage_of_a_tick_is_summed_before_it_is_shielded(duel) -> None:
    d = duel(recharge=0.0)
    d.set_energy(1, 10 / 30 + 10)
    hit(d, power=2, shots=2)  # 16 of damage: 12 to absorb, 10 of energy
    d.order(1, shield=True).step()
    assert (d.hull(1), d.energy(1), d.dealt(0)) == (94, 0, 6)


def test_a_shield_is_of_no_use_against_collisions(duel) -> None:
    d = duel()
    d.place(0, -25, 500, vx=120)
    d.place(1, 0, 500)
    d.order(0, shield=True).order(1, shield=True).step()
    assert d.hull(0) == d.hull(1) < 100


def test_overkill_counts_and_hull_is_never_shown_below_zero(duel) -> None:
    d = duel()
    d.set_hull(1, 1)
    hit(d, power=3)
    d.step()
    assert not d.alive(1)
    assert (d.dealt(0), d.hull(1)) == (12, 0)


@pytest.mark.parametrize(("energy", "takes", "costs"), [(50, 9, 13.5), (10, 20 / 3, 10), (0.3, 0.2, 0.3)])
def test_what_the_shield_takes_costs_half_as_much_again_in_energy(duel, energy, takes, costs) -> None:
    d = duel(shield_drain=150, shield_cost=0, recharge=0, recharge_beacon=0)
    d.set_energy(1, energy)
    d.order(1, shield=True)
    hit(d, power=3)
    d.step()
    assert d.hull(1) == pytest.approx(100 - 12 + takes, abs=1e-3)
    assert d.energy(1) == pytest.approx(energy - costs, abs=1e-3)


def test_each_shooter_is_credited_less_his_truncated_share_of_what_was_absorbed() -> None:
    """Two shooters on one ship, in a world of three sides: 12 and 4 points, of which 10,001 units are absorbed."""
    rules = Rules(shot_damage=(4.0, 8.0, 12.0), shield_drain=100)
    world = new_worlds([Setup("melee", seed, sides=3, rules=rules) for seed in range(2)])
    game = world.resource(GameConfig)
    ships, shot, impact = world["ships"], world["shots"][Shot], world["shots"][Impact]
    for row, power in ((0, 3), (game.ring, 1)):  # a shot of ship 0 and one of ship 1 on ship 2, in world 1
        impact.ship[row, 1], shot.power[row, 1], shot.moves[row, 1] = 1 + 2, power, 5
    ships[Shield].up[2], ships[Energy].points[2] = True, 10_001
    land_damage(world)
    # 48,000 units: 36,000 could be absorbed, 10,001 are; shares 10,001 * 36/48 = 7,500.75 and 10,001 / 4 = 2,500.25
    assert world["seats"][Score].dealt[:, 1].tolist() == [36_000 - 7_500, 12_000 - 2_500, 0]
    assert ships[Hull].points[:, 1].tolist() == [game.hull, game.hull, game.hull - 48_000 + 10_001]
    assert not np.any(world["seats"][Score].dealt[:, 0])


def test_a_ship_with_a_unit_of_hull_left_lives(duel) -> None:
    for hull, alive in ((4, False), (4 + 1 / 3000, True)):
        d = duel()
        d.set_hull(1, hull)
        hit(d)
        assert d.step().alive(1) is alive


@pytest.mark.parametrize(("tick", "radius"), [(1200, 1000 - 880 / 600), (1499, 560), (1799, 120), (1900, 120)])
def test_the_tick_that_makes_state_t_plus_1_burns_what_is_outside_its_safe_circle(duel, tick, radius) -> None:
    for x, loss in ((radius - 0.01, 0), (radius + 0.01, 8 / 30)):
        d = duel(max_ticks=36_000, arena_radius=1000.0, ship_radius=1.0)
        d.tick = tick
        d.place(0, x, 0)
        d.place(1, 0, 0)
        d.step()
        assert d.hull(0) == pytest.approx(100 - loss)
        assert d.hull(1) == 100


def test_the_safe_circle_does_not_shrink_with_a_longer_or_shorter_match(duel) -> None:
    ticks = np.array([0, 1200, 1350, 1500, 1800, 9999], np.int32)
    for max_ticks in (100, 1800, 36_000):
        assert duel(max_ticks=max_ticks).game.safe_radius(ticks).tolist() == [1000, 1000, 780, 560, 120, 120]


def test_nobody_burns_before_the_circle_shrinks(duel) -> None:
    d = duel(max_ticks=36_000)
    d.tick = 1199
    d.place(0, 987.9, 0)
    assert d.step().hull(0) == 100


def test_the_zone_kills_through_a_shield(duel) -> None:
    d = duel(max_ticks=36_000)
    d.tick = 1800
    d.set_hull(0, 0.2)
    d.place(1, 0, 0)
    d.order(0, shield=True).step()
    assert not d.alive(0)
    assert d.result["how"] == "elimination"


@pytest.mark.parametrize(("x", "loss"), [(71.9, 40 / 30), (72.1, 0), (0, 40 / 30)])
def test_touching_the_star_costs_40_hull_a_second(duel, x: float, loss: float) -> None:
    d = duel(arena="well", star_pull=0.0)
    d.place(0, x, 0)
    assert d.step().hull(0) == pytest.approx(100 - loss)
    assert d.position(0) == (x, 0)  # it blocks nobody


def test_in_the_well_the_circle_shrinks_to_300_m_and_nobody_scores(duel) -> None:
    d = duel(arena="well")
    d.tick = 1799
    assert d.game.safe_radius(np.array([1200, 1500, 1800])).tolist() == [1000, 650, 300]
    d.place(0, 100, 0)
    d.step(1)
    assert (d.score(0), d.result["how"]) == (0, "time")


def test_without_a_beacon_energy_comes_at_full_rate_everywhere(duel) -> None:
    for arena, gain in (("open", 4), ("well", 6)):
        d = duel(arena=arena)
        d.place(0, 100, 0)
        d.set_energy(0, 0)
        assert d.step().energy(0) == pytest.approx(gain / 30)
