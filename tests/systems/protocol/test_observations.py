from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np
import pytest

from engine.world import World
from systems.components import (
    BeaconPosition,
    Energy,
    Gun,
    Heading,
    Hull,
    Position,
    Score,
    Shield,
    Shot,
    Signature,
    Velocity,
)
from systems.config import GameConfig
from systems.protocol.observations import observe
from systems.setup import Setup
from systems.step.bodies import PARKED
from systems.worlds import new_worlds

KEYS = ["tick", "points", "beacon", "safe_radius", "alive", "ships", "contacts"]
SHIP_KEYS = ["id", "x", "y", "vx", "vy", "heading", "spin", "hull", "energy", "cooling", "shield", "ray"]


def sent(value: float, decimals: int = 3) -> float:
    return float(np.round(np.float64(value), decimals) + 0.0)


class State:
    """One world of a set, read number by number."""

    def __init__(self, world: World, w: int) -> None:
        self.game: GameConfig = world.resource(GameConfig)
        self.tick = int(world.tick[w])
        ships, shots = world["ships"], world["shots"]

        def of(table: Any, component: Any, name: str) -> list[Any]:
            return getattr(table[component], name)[:, w].tolist()

        self.x, self.y = of(ships, Position, "x"), of(ships, Position, "y")
        self.vx, self.vy = of(ships, Velocity, "x"), of(ships, Velocity, "y")
        self.angle, self.spin = of(ships, Heading, "angle"), of(ships, Heading, "spin")
        self.alive, self.hull, self.energy = (
            of(ships, Hull, "alive"),
            of(ships, Hull, "points"),
            of(ships, Energy, "points"),
        )
        self.cooling, self.shield, self.loud = (
            of(ships, Gun, "cooling"),
            of(ships, Shield, "up"),
            of(ships, Signature, "loud"),
        )
        self.beacon = [of(world["matches"], BeaconPosition, axis)[0] for axis in ("x", "y")]
        self.score = of(world["seats"], Score, "score")
        columns = [
            of(shots, Position, "x"),
            of(shots, Position, "y"),
            of(shots, Velocity, "x"),
            of(shots, Velocity, "y"),
        ]
        columns += [of(shots, Shot, "moves"), of(shots, Shot, "power"), of(shots, Shot, "number")]
        self.shots = list(zip(*columns, strict=True))

    def heading(self, ship: int) -> float:
        return (self.angle[ship] if self.angle[ship] < 2**31 else self.angle[ship] - 2**32) * math.tau / 2**32

    def sees(self, ship: int, x: float, y: float) -> bool:
        step = (self.angle[ship] >> 16) * math.tau / 65_536
        dx, dy = x - self.x[ship], y - self.y[ship]
        distance = math.hypot(dx, dy)
        off = abs((math.atan2(dy, dx) - step + math.pi) % math.tau - math.pi)
        return distance <= 250 or (distance <= 1000 and off <= math.pi / 6)

    def ray(self, ship: int) -> float:
        """Solve quadratic equations from the centre: for the wall, and for the other ship if it is met."""
        step = (self.angle[ship] >> 16) * math.tau / 65_536
        cosine, sine = math.cos(step), math.sin(step)
        along = self.x[ship] * cosine + self.y[ship] * sine
        found = [math.sqrt(max(along**2 - self.x[ship] ** 2 - self.y[ship] ** 2 + 1e6, 0)) - along]
        other = 1 - ship
        if self.alive[other]:
            dx, dy = self.x[other] - self.x[ship], self.y[other] - self.y[ship]
            ahead, aside = dx * cosine + dy * sine, dy * cosine - dx * sine
            if ahead > 0 and abs(aside) <= 12:
                found.append(max(ahead - math.sqrt(144 - aside**2), 0))
        return min(found)

    def expected(self, side: int) -> dict[str, Any]:
        since = min(max(self.tick - 1200, 0), 600)
        enemy = 1 - side
        rows = []
        if self.alive[enemy] and (self.loud[enemy] or self.sees(side, self.x[enemy], self.y[enemy])):
            numbers = [sent(v[enemy]) for v in (self.x, self.y, self.vx, self.vy)]
            rows.append([enemy, enemy, *numbers, sent(self.heading(enemy), 6), sent(self.hull[enemy] / 3000), 12.0])
        shots = []
        for row, (x, y, vx, vy, moves, power, number) in enumerate(self.shots):
            near = math.hypot(x - self.x[side], y - self.y[side]) <= self.game.rules.shot_sense_radius
            if moves and near and self.sees(side, x, y):
                owner = row // (len(self.shots) // 2)
                distance = (x - self.x[side]) * (x - self.x[side]) + (y - self.y[side]) * (y - self.y[side])
                id_ = 2 * (1 + number) + owner
                shots.append((distance, id_, [id_, owner, sent(x), sent(y), sent(vx), sent(vy), power]))
        return {
            "tick": self.tick,
            "points": [sent(score / 3000) for score in self.score],
            "beacon": {"x": sent(self.beacon[0]), "y": sent(self.beacon[1]), "radius": 120.0},
            "safe_radius": sent(1000 - 800 * since / 600),
            "alive": [ship for ship in (0, 1) if self.alive[ship]],
            "ships": [
                {
                    "id": side,
                    "x": sent(self.x[side]),
                    "y": sent(self.y[side]),
                    "vx": sent(self.vx[side]),
                    "vy": sent(self.vy[side]),
                    "heading": sent(self.heading(side), 6),
                    "spin": sent(self.spin[side] * math.tau * 30 / 2**32),
                    "hull": sent(self.hull[side] / 3000),
                    "energy": sent(self.energy[side] / 3000),
                    "cooling": max(self.cooling[side] - 1, 0),
                    "shield": self.shield[side],
                    "ray": sent(self.ray(side)),
                }
            ],
            "contacts": {"ship": rows, "projectile": [row for *_, row in sorted(shots)], "asteroid": []},
        }


def random_states(seed: int, worlds: int = 200) -> World:
    """Return states of all kinds: at any place, dead, loud, at the edges of the number formats."""
    rng = np.random.default_rng(seed)
    world = new_worlds([Setup("duel", s) for s in range(worlds)])
    ships, shots = world["ships"], world["shots"]
    for table, rows in ((ships, 2), (shots, shots.capacity)):
        radius, angle = 999 * np.sqrt(rng.random((rows, worlds))), rng.uniform(0, 2 * np.pi, (rows, worlds))
        table[Position].x, table[Position].y = radius * np.cos(angle), radius * np.sin(angle)
        scale = rng.choice([0, 1e-4, 1, 740], (rows, worlds))
        table[Velocity].x, table[Velocity].y = rng.uniform(-1, 1, (2, rows, worlds)) * scale
    near = rng.random(worlds) < 0.3
    x, y = ships[Position].x, ships[Position].y
    x[:, near] *= 0.9
    y[:, near] *= 0.9
    x[1, near] = x[0, near] - np.sign(x[0, near]) * rng.uniform(0, 300, near.sum())
    y[1, near] = y[0, near] - np.sign(y[0, near]) * rng.uniform(0, 60, near.sum())
    y[0, :8] /= 1000
    x[0, :8] = [0.0, -0.0, 0.0005, -0.0005, 0.0015, -1e-9, 0.0625, -999.9995]
    ships[Velocity].x[0, :4] = [-0.0, 9999.999, -9999.999, 0.1235]
    ships[Heading].angle = rng.integers(0, 2**32, (2, worlds), np.uint32)
    ships[Heading].angle[0, :4] = [0, 2**31, 2**31 - 1, 2**32 - 1]
    ships[Heading].spin = rng.integers(-91_142_037, 91_142_038, (2, worlds))
    ships[Hull].points, ships[Energy].points = rng.integers(1, 300_001, (2, 2, worlds))
    ships[Gun].cooling = rng.integers(0, 19, (2, worlds))
    ships[Shield].up = rng.random((2, worlds)) < 0.5
    ships[Signature].loud = rng.random((2, worlds)) < 0.3
    shots[Shot].moves = rng.integers(0, 3, (shots.capacity, worlds))
    shots[Shot].power = rng.integers(1, 4, (shots.capacity, worlds))
    shots[Shot].number = (
        rng.choice([0, 7, 4_999, 4_999_900], (shots.capacity, worlds)) + np.arange(shots.capacity)[:, None]
    )
    shots[Position].x[1, ::7], shots[Position].y[1, ::7] = shots[Position].x[0, ::7], shots[Position].y[0, ::7]
    shots[Position].x = np.where(shots[Shot].moves > 0, shots[Position].x, -PARKED)
    world["seats"][Score].score = rng.integers(0, 75_001, (2, worlds))
    world.tick[:] = rng.integers(0, 2000, worlds)
    return world


@pytest.mark.parametrize("seed", range(3))
def test_an_observation_is_what_an_independent_reading_of_the_state_gives(seed: int) -> None:
    world = random_states(seed)
    world["ships"][Hull].alive[1, :20] = False
    world["ships"][Position].x[1, :20] = PARKED
    seats = [(w, side) for w in range(200) for side in ((0,) if w < 20 else (0, 1))]
    seen = {"ship": 0, "projectile": 0, "unseen": 0, "blocked": 0}
    for (w, side), text in zip(seats, observe(world, seats), strict=True):
        found, state = json.loads(text), State(world, w)
        expected = state.expected(side)
        ray = found["ships"][0].pop("ray"), expected["ships"][0].pop("ray")
        assert ray[0] == pytest.approx(ray[1], abs=1.1e-3)  # another formula: the last digit may differ
        assert found == expected
        seen["ship"] += len(found["contacts"]["ship"])
        seen["unseen"] += len(found["alive"]) == 2 and not found["contacts"]["ship"]
        seen["projectile"] += len(found["contacts"]["projectile"])
        seen["blocked"] += ray[0] < 900
    assert min(seen.values()) > 20, seen


def test_the_keys_are_those_of_the_protocol_and_nothing_else() -> None:
    world = random_states(9, 20)
    for text in observe(world, [(w, w % 2) for w in range(20)]):
        found = json.loads(text)
        assert list(found) == KEYS
        assert list(found["beacon"]) == ["x", "y", "radius"]
        assert list(found["contacts"]) == ["ship", "projectile", "asteroid"]
        assert [list(ship) for ship in found["ships"]] == [SHIP_KEYS]
        assert all(len(row) == 9 for row in found["contacts"]["ship"])
        assert all(len(row) == 7 for row in found["contacts"]["projectile"])


def test_whole_numbers_are_whole_and_truths_are_truths() -> None:
    found = json.loads(observe(random_states(9, 20), [(12, 0)])[0])
    ship = found["ships"][0]
    assert type(ship["shield"]) is bool
    assert type(ship["cooling"]) is type(ship["id"]) is type(found["tick"]) is int
    assert all(type(v) is float for k, v in ship.items() if k not in ("shield", "cooling", "id"))


def test_no_number_is_a_negative_zero() -> None:
    for text in observe(random_states(4), [(w, 0) for w in range(200)]):
        numbers = re.findall(rb"-[0-9.]+", text)
        assert all(float(number) < 0 for number in numbers)


def test_seats_are_told_in_the_order_asked_and_only_those() -> None:
    world = random_states(2, 20)
    whole = observe(world, [(w, side) for w in range(6) for side in (0, 1)])
    assert observe(world, [(5, 1), (0, 0), (3, 1)]) == [whole[11], whole[0], whole[7]]
    assert observe(world, []) == []


def test_dead_ships_vanish(duel) -> None:
    d = duel()
    d.place(1, -400, 0)
    d.set_hull(1, 0)
    d.step()
    found = d.observation()
    assert found["alive"] == [0]
    assert found["contacts"]["ship"] == []


def test_cooling_is_how_many_ticks_an_order_to_fire_would_be_too_early(duel) -> None:
    for power, wait in ((1, 10), (2, 14), (3, 18)):
        d = duel()
        d.order(0, fire=power).step()
        seen = []
        for _ in range(wait):
            seen.append(d.observation()["ships"][0]["cooling"])
            shots = d.ships[Gun].fired[0, 0]
            if not seen[-1]:
                break
            d.order(0, fire=1).step()
            assert d.ships[Gun].fired[0, 0] == shots
        assert seen == list(range(wait - 1, -1, -1))
        d.set_energy(0, 50)
        assert d.order(0, fire=1).step().ships[Gun].fired[0, 0] == 2


def test_shots_keep_their_ids_and_no_id_comes_twice(duel) -> None:
    d = duel()
    d.place(0, 0, -100)
    d.place(1, 0, 100, heading=math.pi)
    ids: dict[int, int] = {}
    for tick in range(120):
        for ship in (0, 1):
            d.set_energy(ship, 100)
            d.order(ship, fire=1 + tick % 3)
        d.step()
        for id_, side, *_ in d.observation()["contacts"]["projectile"]:
            assert ids.setdefault(id_, side) == side
    assert len(ids) == d.ships[Gun].fired.sum()
    assert not {0, 1} & ids.keys()


def test_sumo_is_told_no_beacon(duel) -> None:
    assert duel(mode="sumo").observation()["beacon"] is None
