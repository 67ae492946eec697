from __future__ import annotations

import json
import math

import numpy as np
import pytest

from engine.angle import TURN
from systems.components import Heading, Position
from systems.protocol.observations import briefing
from systems.rules import Rules
from systems.setup import Setup
from systems.worlds import new_worlds

N = 1000


def spawned(**rules: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    world = new_worlds([Setup("sumo", seed, rules=Rules(**rules)) for seed in range(N)])
    position = world["ships"][Position]
    return position.x, position.y, world["ships"][Heading].angle * math.tau / TURN


def test_they_stand_opposite_each_other_80_m_out_shifted_and_turned() -> None:
    x, y, heading = spawned(sumo_spawn_shift=0.0, spawn_turn=0.0)
    assert np.abs(np.hypot(x, y) - 80).max() < 1e-6
    assert (x[0] == -x[1]).all()
    assert np.abs((heading - np.arctan2(y, x)) % math.tau - math.pi).max() < 2e-4
    shifted, _, turned = spawned()
    assert 19.5 < np.abs(shifted - x).max() <= 20
    assert 0.39 < np.abs((turned - heading + math.pi) % math.tau - math.pi).max() <= 0.4001


@pytest.fixture
def sumo(duel):
    def make(**changes):
        d = duel(mode="sumo", **changes)
        d.place(0, -100, 0)
        d.place(1, 100, 0, heading=math.pi)
        return d

    return make


def test_whose_centre_leaves_the_ring_loses(sumo) -> None:
    d = sumo()
    d.place(1, 249, 0)
    assert d.step().ended == 0
    d.place(1, 249, 0, vx=40)
    d.step()
    assert (d.ended, d.result["how"], d.result["winner"]) == (2, "elimination", 0)


def test_both_in_one_tick_draw_whoever_was_nearer(sumo) -> None:
    d = sumo()
    d.place(0, -249.9, 0, vx=-300)
    d.place(1, 249.9, 0, vx=10)
    d.step()
    assert (d.result["how"], d.result["winner"], d.result["ranks"]) == ("elimination", None, [1, 1])


@pytest.mark.parametrize(("x", "winner"), [(-90, 0), (-110, 1), (-100, None)])
def test_at_the_last_tick_the_nearer_to_the_centre_wins(sumo, x: float, winner: int | None) -> None:
    d = sumo(max_ticks=2)
    d.place(0, x, 0)
    assert d.step().ended == 0
    assert d.score(0) == d.score(1) == 0
    d.step()
    assert (d.ended, d.result["how"], d.result["winner"]) == (2, "time", winner)


def test_who_leaves_in_the_last_tick_is_out(sumo) -> None:
    d = sumo(max_ticks=1)
    d.place(0, 0, 240, vy=900)
    d.step()
    assert (d.result["how"], d.result["winner"]) == ("elimination", 1)


def test_ships_that_meet_exchange_their_speeds_unhurt(sumo) -> None:
    d = sumo()
    d.place(0, -10, 0, vx=100 / 0.99)
    d.place(1, 10, 0, vx=-60 / 0.99)
    d.step()
    assert d.velocity(0)[0] == pytest.approx(-60, abs=1e-5)
    assert d.velocity(1)[0] == pytest.approx(100, abs=1e-5)
    assert d.hull(0) == d.hull(1) == 100


def test_there_is_no_gun_no_shield_no_damage_and_no_beacon(sumo) -> None:
    d = sumo(max_ticks=36_000)
    d.place(0, 0, 0)
    d.place(1, 230, 0)
    for _ in range(40):
        d.order(0, fire=3, shield=True).order(1, fire=3, shield=True).step()
    assert d.flying(0) == []
    assert not d.shielded(0)
    assert d.hull(0) == d.hull(1) == 100
    assert d.score(0) == 0
    assert d.energy(0) == 100


def test_programs_are_told_of_the_ring_and_of_no_beacon(sumo) -> None:
    told = json.loads(briefing(Setup("sumo", 1), 0))["arena"]
    assert (told["radius"], told["bodies"], told["zone"]) == (250, [], {"start": 300, "end": 1200, "radius": 40})
    d = sumo()
    for tick, radius in ((300, 250), (750, 145), (1200, 40), (1500, 40)):
        d.tick = tick
        seen = d.observation()
        assert (seen["beacon"], seen["safe_radius"]) == (None, radius)

    assert seen["contacts"]["ship"][0][0] == 1
    d.place(0, -100, 0, heading=math.pi)
    assert d.observation()["ships"][0]["ray"] == pytest.approx(150)


def test_who_is_left_outside_as_the_ring_shrinks_has_lost(sumo) -> None:
    d = sumo()
    d.tick = 748
    d.place(0, 0, 0)
    d.place(1, 0, 145.1)  # the ring of tick 750 has 145 m, that of 749 has 145.2
    assert d.step().alive(1)
    assert not d.step().alive(1)
    assert (d.result["winner"], d.result["how"]) == (0, "elimination")
