from __future__ import annotations

import math

import pytest

from systems.rules import Rules


def kill(d, *ships: int) -> None:
    """Kill ships in the coming tick, by a shot of power 3 each."""
    for ship in ships:
        d.set_hull(ship, 1)
        x, y = d.position(ship)
        d.shoot(1 - ship, x, y + 12.5, 0, -540, power=3)


def test_a_side_alone_in_the_beacon_gains_a_point_a_second(duel) -> None:
    d = duel()
    d.place(0, 0, -119)
    d.step(30)
    assert (d.score(0), d.score(1)) == (1, 0)


def test_a_contested_beacon_gives_nobody_anything(duel) -> None:
    d = duel()
    d.place(0, 0, -100)
    d.place(1, 0, 100)
    d.step(30)
    assert (d.score(0), d.score(1)) == (0, 0)


def test_an_empty_beacon_gives_nobody_anything(duel) -> None:
    d = duel()
    d.place(1, 0, 120.5)
    d.step(30)
    assert (d.score(0), d.score(1)) == (0, 0)


def test_a_dead_ship_does_not_contest_the_beacon(duel) -> None:
    d = duel()
    d.place(0, 0, -100)
    d.place(1, 0, 100)
    kill(d, 1)
    d.step()
    assert (d.score(0), d.score(1)) == (pytest.approx(1 / 30), 0)


def test_the_beacon_counts_where_ships_are_after_the_tick(duel) -> None:
    d = duel()
    d.place(0, 0, -121, vy=60)
    assert d.step().score(0) == pytest.approx(1 / 30)


def test_in_the_well_the_beacon_circles_the_star(duel) -> None:
    """A ship that stays at the beacon's initial place is soon outside, and recharges accordingly."""
    d = duel(arena="well", star_pull=0.0, well_beacon_turns=0.02)
    x, y = d.beacon
    assert math.hypot(x, y) == pytest.approx(Rules().well_beacon_distance)
    outer = 1 + 110 / Rules().well_beacon_distance
    d.place(0, outer * x, outer * y)  # at its outer edge
    d.step(30)
    assert d.score(0) == 1
    d.step(170)  # 48 degrees on, the beacon has left it behind
    left = d.score(0)
    assert 1 < left < 3
    d.step(30)
    assert d.score(0) == left
    assert d.energy(0) == 100


def test_25_points_win_by_beacon(duel) -> None:
    d = duel()
    d.place(1, 0, 0)
    d.set_score(1, 25 - 2 / 30)
    assert d.step().ended == 0
    assert d.step().ended == 2
    assert d.result | {"seats": 0, "digest": 0} == {
        "ticks": 2, "how": "beacon", "winner": 1, "ranks": [2, 1], "seats": 0, "digest": 0,
    }  # fmt: skip


def test_a_side_with_no_ship_left_loses_at_once(duel) -> None:
    d = duel()
    d.set_score(0, 24)
    kill(d, 0)
    d.step()
    assert (d.ended, d.result["how"], d.result["winner"], d.result["ranks"]) == (1, "elimination", 1, [2, 1])


@pytest.mark.parametrize(
    ("scores", "dealt", "ranks"),
    [((1, 0), (12, 12), [1, 2]), ((0, 1), (12, 12), [2, 1]), ((0, 0), (16, 12), [1, 2]), ((0, 0), (12, 12), [1, 1])],
)
def test_both_dead_in_one_tick_are_told_apart_by_points_then_damage(duel, scores, dealt, ranks) -> None:
    d = duel()
    for side in (0, 1):
        d.set_score(side, scores[side])
        d.set_dealt(side, dealt[side] - 12)
    kill(d, 0, 1)
    d.step()
    assert (d.ended, d.result["how"], d.result["ranks"]) == (1, "elimination", ranks)
    assert d.result["winner"] == (None if ranks == [1, 1] else ranks.index(1))


def test_elimination_comes_before_beacon_and_time(duel) -> None:
    d = duel(max_ticks=1)
    d.set_score(1, 25)
    kill(d, 0)
    assert d.step().result["how"] == "elimination"


@pytest.mark.parametrize(
    ("scores", "hulls", "dealt", "ranks"),
    [
        ((2, 1), (1, 100), (0, 99), [1, 2]),
        ((1, 2), (100, 1), (99, 0), [2, 1]),
        ((1, 1), (50, 49), (0, 99), [1, 2]),
        ((1, 1), (50, 50), (3, 4), [2, 1]),
        ((1, 1), (50, 50), (4, 4), [1, 1]),
    ],
)
def test_at_the_last_tick_points_count_then_hull_then_damage_then_nothing(duel, scores, hulls, dealt, ranks) -> None:
    d = duel(max_ticks=3)
    for side in (0, 1):
        d.set_score(side, scores[side])
        d.set_hull(side, hulls[side])
        d.set_dealt(side, dealt[side])
    assert d.step(2).ended == 0
    d.step()
    assert (d.ended, d.tick, d.result["how"], d.result["ranks"]) == (3, 3, "time", ranks)
    assert d.result["winner"] == (None if ranks == [1, 1] else ranks.index(1))


def test_a_match_lasts_1800_ticks_unless_asked_otherwise(duel) -> None:
    d = duel()
    d.place(0, -60, 0)
    d.place(1, 60, 0)
    assert d.step(1799).ended == 0
    assert d.step().ended == 1800
    assert (d.result["how"], d.result["winner"], d.result["ranks"]) == ("time", None, [1, 1])


def test_a_match_ends_once_and_its_world_can_still_be_stepped(duel) -> None:
    d = duel(max_ticks=2)
    assert d.step(2).ended == 2
    assert d.step(5).ended == 2


def test_the_result_names_points_hull_and_damage_of_each_seat(duel) -> None:
    d = duel(max_ticks=30)
    d.place(0, 0, 100)
    x, y = d.position(1)
    d.shoot(0, x, y + 12.5, 0, -540, power=2)
    d.step(30)
    assert d.result["seats"] == [
        {"points": 1.0, "hull": 100.0, "damage": 8.0},
        {"points": 0.0, "hull": 92.0, "damage": 0.0},
    ]


def test_a_fault_alone_changes_nothing(duel) -> None:
    d = duel()
    d.fault(0, "raised").step()
    assert (d.ended, d.faults(0), d.faults(1), d.alive(0)) == (0, 1, 0, True)


@pytest.mark.parametrize("kind", ["raised", "output"])
def test_the_tenth_fault_forfeits(duel, kind: str) -> None:
    d = duel()
    for _ in range(9):
        d.fault(1, kind).step()
        d.step()  # faults need not be in a row
    assert d.ended == 0
    d.fault(1, kind).step()
    assert (d.ended, d.result["how"], d.result["ranks"], d.alive(1)) == (19, "forfeit", [1, 2], False)


@pytest.mark.parametrize("kinds", [["trap"] * 3, ["fuel"] * 3, ["memory"] * 3, ["fuel", "trap", "memory"]])
def test_the_third_deadly_fault_forfeits(duel, kinds: list[str]) -> None:
    d = duel()
    for kind in kinds[:2]:
        d.fault(0, kind).step()
        d.fault(0, "raised").step()
    assert d.ended == 0
    d.fault(0, kinds[2]).step()
    assert (d.ended, d.result["how"], d.result["winner"]) == (5, "forfeit", 1)


@pytest.mark.parametrize("kind", ["start", "wall"])
def test_start_and_wall_forfeit_at_once(duel, kind: str) -> None:
    d = duel()
    d.fault(0, kind).step()
    assert (d.ended, d.result["how"], d.result["winner"], d.result["ranks"]) == (1, "forfeit", 1, [2, 1])


def test_a_forfeit_destroys_the_ships_before_they_act_and_shots_fly_on(duel) -> None:
    d = duel()
    d.shoot(0, 0, 300, 540, 0)
    d.fault(0, "start").order(0, fire=1).step()
    assert not d.alive(0)
    assert len(d.flying(0)) == 1


def test_forfeits_in_one_tick_are_a_tie_whatever_else_happened(duel) -> None:
    d = duel()
    d.set_score(0, 5)
    d.set_dealt(1, 7)
    d.fault(0, "wall").fault(1, "start").step()
    assert (d.result["how"], d.result["winner"], d.result["ranks"]) == ("forfeit", None, [1, 1])


def test_who_forfeits_ranks_below_who_dies_in_that_tick(duel) -> None:
    d = duel()
    d.set_score(0, 20)
    kill(d, 1)
    d.fault(0, "wall").step()
    assert (d.result["how"], d.result["ranks"]) == ("forfeit", [2, 1])


def test_a_forfeit_comes_before_every_other_end(duel) -> None:
    d = duel(max_ticks=1)
    d.set_score(1, 25)
    assert d.fault(0, "start").step().result["how"] == "forfeit"
