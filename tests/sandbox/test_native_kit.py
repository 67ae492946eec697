"""The kit's C in the guest does what its Python does, bit for bit and word for word."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import kit_cases  # type: ignore[import-not-found]
import pytest
from pure_kit import BOTKIT, PARTS, pure  # type: ignore[import-not-found]

from botkit.runner import BotRunner, describe
from sandbox import Fault, Program
from sandbox.guest.guest_warm import BRIEFING, OBSERVATION

CASES = int(os.environ.get("KIT_CASES", "100000"))
COMPARING = f"""
import sys
import kit_cases
import {", ".join(f"pure_{name}" for name in PARTS)}

python = kit_cases.Kit(lambda name: globals()["pure_" + name])
native = kit_cases.Kit(lambda name: sys.modules["botkit." + name], sys.modules["botkit.runner"].read_observation)

def bot_main(observation):
    seed, count = observation["seed"], observation["count"]
    return {{"log": "\\n".join(kit_cases.differences(python, native, seed, count))[:3000]}}
"""


@pytest.fixture(scope="module")
def bot_files() -> list[tuple[str, str]]:
    cases = Path(kit_cases.__file__).read_text()
    return [("main.py", COMPARING), ("kit_cases.py", cases), *map(pure, PARTS)]


def test_calls_in_the_guest_do_what_the_python_does(start, bot_files):
    bot = start(bot_files, tick_fuel=10**11, match_wall=3600.0, call_wall=100.0)
    each = 5_000
    for seed in range(-(-CASES // each)):
        answer = json.loads(bot.tick(json.dumps({"seed": seed, "count": each}).encode(), 0))
        assert answer.get("log", "") == ""


SLIPS = """
if ship.pos.distance < 100: pass
ship.turn(ship.turn)
ship.thrust(ship.pos.dot)
ship.turn += 1
ship.turn_to(ship.pos.distance)
ship.turn[1]
ship.pos.distance(1, 2)
ship.turn(amount=1, more=2)
ship.turn(angle=1)
ship.pos.dot(3)
intercept < 1
intercept(1, 2)
angle_difference(1)
Vec.polar()
Vec.polar < 1
ship.enemies[0].distance()
raise ValueError(f"{ship.turn} {Vec.dot.__name__} {intercept.__module__} {Vec.polar}")
type("S", (), {"diff": angle_difference})().diff(1, 2)
raise ValueError(Vec.dot(self=Vec(1, 2), other=Vec(3, 4)))
import inspect; raise ValueError(inspect.signature(Vec.polar), inspect.signature(ship.turn))
import pickle; raise ValueError(pickle.loads(pickle.dumps(intercept)) is intercept)
ship.fire(ship.fire)
ship.aim_at(ship.enemies)
""".strip().splitlines()


@pytest.mark.parametrize("slip", SLIPS)
def test_mistakes_are_told_as_outside_of_the_sandbox(guest, slip):
    source = f"from botkit import *\n\ndef tick(ship):\n    {slip}\n"
    files = [("main.py", source)]
    local = BotRunner("bot", files, 1)
    try:
        local.start(json.dumps(BRIEFING))
        local.tick(json.dumps(OBSERVATION))
    except BaseException as error:
        expected = describe(error)
    finally:
        local.close()
    with Program(guest, "bot", files, 1) as program:
        program.start(json.dumps(BRIEFING))
        with pytest.raises(Fault) as caught:
            program.tick(json.dumps(OBSERVATION).encode(), 0)
    assert f"{caught.value.kind}\n{caught.value.message}" == expected.rpartition("\nTraceback")[0]


@pytest.fixture(scope="module")
def kits(compiled: ModuleType) -> tuple[Any, Any]:
    """The Python, and a copy of botkit in this process with the same C in it."""
    python = kit_cases.Kit(lambda name: importlib.import_module(f"botkit.{name}"))
    return python, kit_cases.Kit(copy_with(compiled).get, lambda text: compiled.read_rows(text) or json.loads(text))


def copy_with(compiled: ModuleType) -> dict[str, ModuleType]:
    """Import botkit anew, with C in it; the modules by name."""
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "botkit"}
    for name in kept:
        del sys.modules[name]
    sys.modules["_botkit"] = compiled
    sys.path.insert(0, str(BOTKIT.parent / "sandbox" / "guest"))
    try:
        importlib.import_module("guest_kit").install()
        return {name: importlib.import_module(f"botkit.{name}") for name in PARTS}
    finally:
        del sys.path[0], sys.modules["_botkit"]
        sys.modules.pop("guest_kit", None)
        for name in [name for name in sys.modules if name.partition(".")[0] == "botkit"]:
            del sys.modules[name]
        sys.modules.update(kept)


def test_calls_in_this_process_do_what_the_python_does(kits):
    found = [line for seed in range(10) for line in kit_cases.differences(*kits, 1000 + seed, CASES // 10)]
    assert not found, "\n".join(found[:20])


def test_calls_keep_nothing(kits):
    def held() -> tuple[int, ...]:
        gc.collect()
        return sys.getallocatedblocks(), *map(sys.getrefcount, (None, True, False, kits[1].Vec, kits[1].Ship))

    for _ in range(2):  # the first makes what is kept once
        before = held()
        for _ in kit_cases.differences(*kits, 99, 20_000):
            pass
        grown = [now - then for now, then in zip(held(), before, strict=True)]
    assert all(abs(more) < 60 for more in grown), grown


class Key:
    """Has a name's hash; what compares it with the name changes what the name is looked up in."""

    def __init__(self, name: str, change: Any) -> None:
        self.name, self.change = name, change

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        self.change()
        return False


@pytest.mark.parametrize("key", ["x", "y", "heading", "spin", "vx", "id", "drag", "shot_moves"])
@pytest.mark.parametrize("act", ["clear", "grow", "replace", "delete", "raise"])
@pytest.mark.parametrize("use", ["contact", "ship", "orders", "steering"])
def test_lookups_that_change_things_do_no_harm(kits, key, act, use):
    kit, found = kits[1], Key(key, lambda: None)
    own: dict[Any, Any] = {found: 0} | dict.fromkeys(kit_cases.OWN, 2.5) | {"id": 1}
    contact = kit.contact.ShipContact(kit.row([1, 1, 90.0, 5.0, 1.0, 2.0, 0.5, 100.0, 12.0]), own)
    steering, ship = kit.Steering(kit.Rules({found: 0} | kit_cases.RULES), 30), kit.Ship(None)
    steering._tables()
    ship._begin(own)
    ship.turn(0.5)
    ships = [ship, ship]
    own = None  # type: ignore[assignment]  # which only the contact and the ship hold now

    def change() -> None:
        found.change = lambda: None
        ships.clear()
        if act == "clear":
            ship._own.clear()
        elif act == "grow":
            ship._own.update((f"more {number}", number) for number in range(200))
        elif act == "replace":
            contact._eye = ship._own = steering._rules = None
        elif act == "delete":
            del contact._eye, ship._own, steering._rules
        else:
            raise LookupError("compared")

    found.change = change
    uses: dict[str, list[Any]] = {
        "contact": [lambda _: contact.distance, lambda _: contact.bearing],
        "ship": [lambda _: ship.pos, lambda _: ship.velocity],
        "orders": [lambda kit: kit.side.orders(ships)],
        "steering": [
            lambda _: steering.aim(ship._own, contact, 1),
            lambda _: steering.turn(ship._own, 1.0),
            lambda kit: steering.fly(ship._own, kit.Vec(1.0, 2.0), None),
            lambda kit: steering.move(ship._own, kit.Vec(1.0, 2.0), None),
            lambda _: steering.change({**kit_cases.RULES, **dict.fromkeys(kit_cases.OWN, 2.5)}, 1.0, 2.0),
        ],
    }
    for each in uses[use]:
        assert kit_cases.outcome(each, kit)
