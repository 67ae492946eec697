from __future__ import annotations

import json
import math
from typing import Any

import pytest

from systems.components import Gun, Heading, Shield
from systems.protocol.observations import observe


def contacts(d: Any, side: int) -> list[list[Any]]:
    return d.observation(side)["contacts"]["ship"]


def test_what_a_side_is_told_depends_neither_on_other_worlds_nor_on_what_it_can_not_sense(duel: Any) -> None:
    def told(**hidden: Any) -> bytes:
        d = duel()
        d.place(0, -500, 0, heading=0)
        d.place(1, 500, 0, heading=3)  # sensed, at 1,000 m
        d.set_energy(1, hidden.get("energy", 100))
        d.world.key[:] = hidden.get("key", 5)
        d.ships[Gun].cooling[1] = hidden.get("cooling", 0)
        d.ships[Shield].up[1] = hidden.get("shield", False)
        d.ships[Heading].spin[1] = hidden.get("spin", 0)
        d.set_dealt(1, hidden.get("dealt", 0))
        if "shot" in hidden:
            d.shoot(1, -900, 0, 1, 1)  # behind
        return observe(d.world, [(0, 0)])[0]

    plain = told()
    assert len(json.loads(plain)["contacts"]["ship"]) == 1
    for name in ("energy", "key", "cooling", "spin", "dealt"):
        assert told(**{name: 7}) == plain
    assert told(shield=True) == told(shot=True) == plain


@pytest.mark.parametrize(
    ("x", "y", "sensed"),
    [
        (249.9, 0, True),
        (-249.9, 0, True),
        (-250.1, 0, False),
        (0, 250.1, False),
        (999.9, 0, True),
        (1000.1, 0, False),
        (866.0, 499.9, True),  # 30 degrees, 999.9 m
        (860.0, 499.9, False),
        (700, -404.0, True),
        (700, -404.3, False),
    ],
)
def test_a_ship_senses_250_m_all_round_and_1000_m_within_30_degrees_of_its_heading(duel, x, y, sensed) -> None:
    for turn in (0.0, math.pi / 2, math.pi):  # exact steps of the table
        d = duel()
        cosine, sine = round(math.cos(turn)), round(math.sin(turn))
        shift = -500 * cosine, -500 * sine
        d.place(0, *shift, heading=turn)
        tx, ty = x * cosine - y * sine + shift[0], x * sine + y * cosine + shift[1]
        d.place(1, tx, ty, heading=turn + math.pi / 2)
        assert len(d.observation()["contacts"]["ship"]) == sensed
        d.place(1, 9000, 9000)
        d.shoot(1, tx, ty, 0, 0)
        assert len(d.observation()["contacts"]["projectile"]) == sensed


def test_a_ship_that_fired_in_the_last_tick_is_sensed_by_everyone_then_no_more(duel) -> None:
    d = duel()
    d.place(0, -600, 0, heading=math.pi)
    d.place(1, 600, 0, heading=0)
    d.order(1, fire=1).step()
    assert len(contacts(d, 0)) == 1
    assert len(contacts(d, 1)) == 0
    d.step()
    assert contacts(d, 0) == []


def test_a_ship_that_was_hit_in_the_last_tick_is_sensed_by_everyone_even_if_its_shield_took_it(duel) -> None:
    for shield in (False, True):
        d = duel()
        d.place(0, -600, 0, heading=math.pi)
        d.place(1, 600, 0, heading=0)
        d.shoot(0, 600, 12.5, 0, -540)
        d.order(1, shield=shield).step()
        assert len(contacts(d, 0)) == 1
        d.step()
        assert contacts(d, 0) == []


@pytest.mark.parametrize(("heading", "ray"), [(0, 1500), (math.pi, 500), (math.pi / 2, math.sqrt(750_000))])
def test_the_ray_runs_to_the_wall(duel, heading: float, ray: float) -> None:
    d = duel()
    d.place(0, -500, 0, heading=heading)
    d.place(1, 0, -900)
    assert d.observation()["ships"][0]["ray"] == pytest.approx(ray, abs=1e-3)


@pytest.mark.parametrize(("y", "ray"), [(0, 288), (11.9, 300 - math.sqrt(144 - 11.9**2)), (12.1, 1500)])
def test_the_ray_runs_to_the_first_ship(duel, y: float, ray: float) -> None:
    d = duel()
    d.place(1, -200, y)
    assert d.observation()["ships"][0]["ray"] == pytest.approx(ray, abs=1e-3)


def test_the_star_hides_what_is_behind_and_within_and_ends_rays(duel) -> None:
    d = duel(arena="well")
    assert contacts(d, 0) == []
    d.order(1, fire=1).step()
    assert contacts(d, 0) == []
    d.place(1, 0, 0)
    assert contacts(d, 0) == []
    d.place(0, -500, 0)
    d.place(1, 500, 200)
    assert len(contacts(d, 0)) == 1
    assert d.observation()["ships"][0]["ray"] == pytest.approx(440, abs=0.1)


def test_a_fleet_shares_what_it_senses_sorted_from_its_first_living_ship(duel) -> None:
    d = duel(mode="fleet", ships=3)
    for ship, y in enumerate((0, 300, 600)):
        d.place(ship, -900, y, heading=math.pi)
        d.place(3 + ship, 900, y)
    d.place(4, -800, 600)  # near ship 2 alone
    d.place(5, -700, 600)
    assert [row[0] for row in contacts(d, 0)] == [4, 5]
    assert [ship["id"] for ship in d.observation(1)["ships"]] == [3, 4, 5]
    assert [row[0] for row in contacts(d, 1)] == [2]
    d.place(0, -700, 700)
    assert [row[0] for row in contacts(d, 0)] == [5, 4]
    d.set_hull(0, 0)
    d.step()
    assert [row[0] for row in contacts(d, 0)] == [4, 5]
