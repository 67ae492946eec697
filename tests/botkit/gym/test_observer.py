"""An observation has the contacts and numbers of the JSON that a bot gets for the same state, and nothing else."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botkit import Vec, intercept
from botkit.gym.observation.layout import LIMIT, Layout
from botkit.gym.observation.observer import Observer
from engine.world import World
from systems.components import Energy, Gun, Heading, Hull, Position, Score, Shield, Shot, Velocity
from systems.protocol.observations import observe
from systems.protocol.orders import inputs_of
from systems.protocol.sensing import Sight
from systems.setup import Setup
from systems.worlds import new_worlds, step

WORLDS = 3
SETUPS = [
    Setup("duel", 0),
    Setup("duel", 0, arena="belt"),
    Setup("duel", 0, arena="well"),
    Setup("melee", 0, sides=5),
    Setup("melee", 0, arena="belt", sides=4),
    Setup("fleet", 0, ships=4),
    Setup("fleet", 0, arena="well", ships=3),
    Setup("sumo", 0),
]
# Headings enter as cosines and sines of the engine's table, 2^-16 turn apart; JSON has three decimals, or six.
PLACES = {
    "x": 2e-4,
    "y": 2e-4,
    "vx": 6e-4,
    "vy": 6e-4,
    "cos": 2e-4,
    "sin": 2e-4,
    "spin": 2e-4,
    "points": 5e-5,
} | dict.fromkeys(("aim_x", "aim_y"), 4e-4)
EXACT = 1e-5


def played(setup: Setup, seed: int, ticks: int) -> World:
    """Return worlds in which much happens: ships near each other, which turn, fire and die."""
    world, rng = new_worlds([setup.with_seed(seed + w) for w in range(WORLDS)]), np.random.default_rng(seed)
    ships, n = world["ships"], setup.sides * setup.ships
    if setup.mode != "sumo":
        ships[Position].x[:], ships[Position].y[:] = rng.uniform(-400, 400, (2, n, WORLDS))
        ships[Hull].points[:] = rng.integers(3_000, 300_001, (n, WORLDS))
    for _ in range(ticks):
        motion = rng.integers(-100, 101, (2 * n, WORLDS))
        others = [
            rng.integers(0, 4, (n, WORLDS)),
            rng.integers(0, 2, (n, WORLDS)),
            rng.integers(-100, 101, (n, WORLDS)),
        ]
        orders = np.concatenate([motion, *others]).reshape(5, n, WORLDS) * ships[Hull].alive
        inputs_of(world)[: 5 * n] = orders.reshape(5 * n, WORLDS)
        step(world)
    return world


class Told:
    """What a bot is told, converted to the fields of one of its ships."""

    def __init__(self, layout: Layout, text: bytes, side: int, ship: int) -> None:
        self.told = json.loads(text)
        self.layout, self.side, self.ship = layout, side, ship
        self.own = next(own for own in self.told["ships"] if own["id"] == ship)

    def motion(self, thing: dict[str, float]) -> dict[str, float]:
        cosine, sine = math.cos(self.own["heading"]), math.sin(self.own["heading"])
        x, y = thing["x"] - self.own["x"], thing["y"] - self.own["y"]
        vx, vy = thing.get("vx", 0) - self.own["vx"], thing.get("vy", 0) - self.own["vy"]
        return {
            "x": (x * cosine + y * sine) / 1000,
            "y": (y * cosine - x * sine) / 1000,
            "vx": (vx * cosine + vy * sine) / 200,
            "vy": (vy * cosine - vx * sine) / 200,
        }

    def facing(self, thing: dict[str, float]) -> dict[str, float]:
        angle = thing["heading"] - self.own["heading"]
        return {"cos": math.cos(angle), "sin": math.sin(angle)}

    def aim(self, thing: dict[str, float]) -> dict[str, float]:
        away, drift = (Vec(thing[x] - self.own[x], thing[y] - self.own[y]) for x, y in (("x", "y"), ("vx", "vy")))
        rules = self.layout.game.rules
        time = intercept(away, drift, rules.shot_speed[0], rules.ship_radius)
        point = away + drift * (time or 0)
        angle = point.angle - self.own["heading"]
        return {"distance": away.length / 1000, "aim_x": math.cos(angle), "aim_y": math.sin(angle)}

    def contacts(self, kind: str) -> list[dict[str, float]]:
        names = {
            "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
            "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
            "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
        }[kind]
        return [dict(zip(names, row, strict=True)) for row in self.told["contacts"][kind]]

    def points(self, side: int) -> float:
        return float(self.told["points"][side] / self.layout.win)

    def blocks(self) -> dict[str, list[dict[str, float]]]:
        game, own = self.layout.game, self.own
        here = self.motion({"x": 0, "y": 0, "vx": 2 * own["vx"], "vy": 2 * own["vy"]})
        found: dict[str, list[dict[str, float]]] = {
            "own": [
                {
                    "alive": 1,
                    "vx": here["vx"],
                    "vy": here["vy"],
                    "spin": own["spin"] / 4,
                    "hull": own["hull"] / 100,
                    "energy": own["energy"] / 100,
                    "cooling": own["cooling"] / 30,
                    "shield": own["shield"],
                    "ray": own["ray"] / 1000,
                    "points": self.points(self.side),
                }
            ],
            "arena": [
                {
                    "time": self.told["tick"] / game.max_ticks,
                    "x": here["x"],
                    "y": here["y"],
                    "safe_radius": self.told["safe_radius"] / 1000,
                }
            ],
        }
        if self.told["beacon"]:
            found["beacon"] = [{name: self.motion(self.told["beacon"])[name] for name in "xy"}]
        per = game.per_side
        first = self.ship // per * per
        mates = {mate["id"]: mate for mate in self.told["ships"]}
        found["allies"] = [
            {"alive": 1}
            | self.motion(mates[id])
            | self.facing(mates[id])
            | {"hull": mates[id]["hull"] / 100, "energy": mates[id]["energy"] / 100}
            if id in mates
            else {}
            for id in (first + (self.ship - first + n) % per for n in range(1, per))
        ]
        foes = {foe["id"]: foe for foe in self.contacts("ship")}
        found["foes"] = []
        for id in ((first + per + n) % game.ships for n in range(game.ships - per)):
            row = {"alive": id in self.told["alive"], "points": self.points(id // per)}
            if id in foes:
                row |= {"sensed": 1} | self.motion(foes[id]) | self.facing(foes[id]) | {"hull": foes[id]["hull"] / 100}
                row |= self.aim(foes[id])
            found["foes"].append(row)
        shots = [shot for shot in self.contacts("projectile") if shot["side"] != self.side]
        found["shots"] = [{"sensed": 1} | self.motion(s) | {"power": s["power"] / 3} for s in shots]
        asteroids = self.contacts("asteroid")
        found["asteroids"] = [{"sensed": 1} | self.motion(a) | {"radius": a["radius"] / 100} for a in asteroids]
        for name in ("shots", "asteroids"):  # the nearest, padded with zeros
            rows = self.layout.blocks[name].rows if name in self.layout.blocks else 0
            by_distance = sorted(found[name], key=lambda row: math.hypot(row["x"], row["y"]))
            found[name] = [*by_distance, *[{}] * rows][:rows]
        return {name: rows for name, rows in found.items() if rows}


def differences(layout: Layout, observed: Any, expected: dict[str, list[dict[str, float]]]) -> list[str]:
    blocks = layout.split(observed)
    assert blocks.keys() == expected.keys()
    found = []
    for name, rows in expected.items():
        assert len(rows) == len(blocks[name])
        for number, (row, values) in enumerate(zip(rows, blocks[name].tolist(), strict=True)):
            for field, value in zip(layout.blocks[name].fields, values, strict=True):
                if abs(value - row.get(field, 0)) > PLACES.get(field, EXACT):
                    found.append(f"{name}.{number}.{field}: {value} for {row.get(field, 0)}")
    return found


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: f"{setup.mode}-{setup.arena}")
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), ticks=st.integers(0, 90))
def test_an_observation_has_the_same_contacts_and_numbers_as_a_bot_s(setup: Setup, seed: int, ticks: int) -> None:
    world, layout = played(setup, seed, ticks), Layout(setup)
    observed, alive = Observer(layout).observe(world), world["ships"][Hull].alive
    assert observed.dtype == np.float32 and np.abs(observed).max() <= LIMIT
    for w in range(WORLDS):
        for ship in range(layout.game.ships):
            side = ship // layout.game.per_side
            if not alive[ship, w]:
                assert not observed[:, ship, w].any()
                continue
            told = Told(layout, observe(world, [(w, side)])[0], side, ship)
            assert differences(layout, observed[:, ship, w], told.blocks()) == []


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: f"{setup.mode}-{setup.arena}")
def test_what_a_side_cannot_sense_does_not_change_its_observation(setup: Setup) -> None:
    world, layout = played(setup, 5, 40), Layout(setup)
    observer, ships, shots = Observer(layout), world["ships"], world["shots"]
    before, texts = observer.observe(world), observe(world, [(w, 0) for w in range(WORLDS)])
    others = slice(layout.game.per_side, None)
    ships[Energy].points[others] //= 2
    ships[Gun].cooling[others] += 3
    ships[Shield].up[others] ^= True
    ships[Heading].spin[others] += 99
    world["seats"][Score].dealt[:] += 7
    world.key[:] += 1
    unseen = ~Sight(world).sensed()[0, layout.game.per_side]
    for w in unseen.nonzero()[0]:
        ships[Velocity].x[layout.game.per_side, w] += 1
    assert observe(world, [(w, 0) for w in range(WORLDS)]) == texts
    assert (observer.observe(world)[:, 0] == before[:, 0]).all()
    assert shots[Shot].moves.any() or setup.mode == "sumo"


def test_a_side_observes_what_it_observes_among_all() -> None:
    for setup in SETUPS:
        world, layout = played(setup, 3, 50), Layout(setup, shots=3, asteroids=2)
        every = Observer(layout).observe(world)
        for side in range(setup.sides):
            rows = slice(side * setup.ships, (side + 1) * setup.ships)
            assert (Observer(layout, side).observe(world) == every[:, rows]).all()


def test_each_number_has_a_name_and_a_place() -> None:
    layout = Layout(Setup("fleet", 0, arena="belt", ships=3))
    names = layout.names()
    assert len(names) == layout.size == len(set(names))
    assert names[layout.column("foes", "hull", 2)] == "foes.2.hull"
    with pytest.raises(KeyError, match="block 'foe' is not one of: own, arena, beacon, allies, foes, shots, asteroids"):
        layout.column("foe", "hull")
    with pytest.raises(KeyError, match="field 'z' of beacon is not one of: x, y"):
        layout.column("beacon", "z")
    with pytest.raises(KeyError, match="foes has no row 3: they are numbered from 0 to 2"):
        layout.column("foes", "hull", 3)
    with pytest.raises(ValueError, match=rf"observations have the shape \(5,\), not \[..., {layout.size}\]"):
        layout.split(np.zeros(5, np.float32))
    assert "allies 2 x 9, foes 3 x 13, shots 5 x 6" in repr(layout)
    with pytest.raises(ValueError, match="-1 rows"):
        Layout(Setup("duel", 0), shots=-1)
    assert "shots" not in Layout(Setup("duel", 0), shots=0).blocks
