"""A match as described to a bot, and a ship that moves by the game's rules, in plain Python."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from botkit.match import Match
from botkit.output import BotLog
from botkit.runner import BotRunner
from botkit.ship import Ship
from botkit.side import Side

RULES: dict[str, Any] = {
    "arena_radius": 1000.0,
    "ship_radius": 12.0,
    "recharge": 6.0,
    "thrust_forward": 60.0,
    "thrust_backward": 30.0,
    "thrust_side": 40.0,
    "thrust_cost": 2.0,
    "turn_acceleration": 12.0,
    "turn_drag": 3.0,
    "drag": 0.3,
    "shot_cost": [4.0, 8.0, 12.0],
    "shot_damage": [4.0, 8.0, 12.0],
    "shot_wait": [10, 14, 18],
    "shot_speed": [540.0, 460.0, 380.0],
    "shot_moves": [33, 39, 47],
    "shot_arming": 20,
    "shot_unarmed": 20,
    "star_radius": 60.0,
    "star_pull": 600.0,
}
ZONE = {"start": 1200, "end": 1800, "radius": 120.0}
DT = 1 / 30


def briefing_of(**changes: Any) -> dict[str, Any]:
    return {
        "protocol": 1,
        "mode": "duel",
        "arena": {"name": "open", "radius": 1000.0, "bodies": [], "zone": ZONE},
        "rules": RULES,
        "side": 0,
        "sides": 2,
        "ships": [0],
        "tick_rate": 30,
        "max_ticks": 1800,
        "seed": 5,
        "columns": {
            "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
            "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
            "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
        },
    } | changes


def own_of(id: int = 0, **changes: Any) -> Any:
    return {
        "id": id,
        "x": 0.0,
        "y": 0.0,
        "vx": 0.0,
        "vy": 0.0,
        "heading": 0.0,
        "spin": 0.0,
        "hull": 100.0,
        "energy": 100.0,
        "cooling": 0,
        "shield": False,
        "ray": 1000.0,
    } | changes


def observation_of(*owns: Any, **changes: Any) -> Any:
    contacts = {"ship": [], "projectile": [], "asteroid": []} | changes.pop("contacts", {})
    return {
        "tick": 0,
        "points": [0.0, 0.0],
        "beacon": {"x": 0.0, "y": 0.0, "radius": 120.0},
        "safe_radius": 1000.0,
        "alive": [0, 1],
        "ships": list(owns) or [own_of()],
        "contacts": contacts,
    } | changes


def ship_in(seen: Any = None, index: int = 0, **changes: Any) -> Ship:
    """Return a ship of a new side that observes `seen`; `changes` are to the briefing."""
    return Side(Match(briefing_of(**changes)), BotLog()).look(seen or observation_of())[index]


class Body:
    """A lone ship that moves by the rules: turn, drag, thrust, strafe, move."""

    def __init__(self, **state: Any) -> None:
        self.own = own_of(**state)

    def move(self, thrust: float, turn: float, strafe: float) -> None:
        own = self.own
        own["spin"] = 0.9 * own["spin"] + turn * 0.4
        own["heading"] = (own["heading"] + own["spin"] * DT + math.pi) % math.tau - math.pi
        push = thrust * (60.0 if thrust > 0 else 30.0) * DT
        left, cos, sin = strafe * 40.0 * DT, math.cos(own["heading"]), math.sin(own["heading"])
        own["vx"] = 0.99 * own["vx"] + push * cos - left * sin
        own["vy"] = 0.99 * own["vy"] + push * sin + left * cos
        own["x"] += own["vx"] * DT
        own["y"] += own["vy"] * DT

    def fly(self, ticks: int, orders: Callable[[Ship], object]) -> None:
        """Let `orders` steer for `ticks` ticks."""
        side = Side(Match(briefing_of()), BotLog())
        for tick in range(ticks):
            ship = side.look(observation_of(self.own, tick=tick))[0]
            orders(ship)
            told = json.loads(side.action()).get("ships", {}).get("0", {})
            self.move(told.get("thrust", 0.0), told.get("turn", 0.0), told.get("strafe", 0.0))


class Kit:
    """Helpers shared by the tests."""

    briefing = staticmethod(briefing_of)
    observation = staticmethod(observation_of)
    own = staticmethod(own_of)
    ship = staticmethod(ship_in)
    Body = Body

    @staticmethod
    def ask(program: BotRunner, seen: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return a program's action, starting it first if necessary."""
        if program._side is None:
            program.start(json.dumps(briefing_of()))
        action: dict[str, Any] = json.loads(program.tick(json.dumps(seen or observation_of())))
        return action

    @staticmethod
    def told(ship: Ship) -> dict[str, Any]:
        """Return the answer that the ship's side would give now."""
        side = ship._side
        assert isinstance(side, Side)
        action: dict[str, Any] = json.loads(side.action())
        return action


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    return Kit


@pytest.fixture
def program() -> Iterator[Callable[..., BotRunner]]:
    """Create programs from source texts, and remove them from the process afterwards."""
    made: list[BotRunner] = []

    def make(
        main: str | None, siblings: dict[str, str] | None = None, root: str | None = None, seed: int = 1
    ) -> BotRunner:
        files = list((siblings or {}).items())
        if main is not None:
            files.append(("main.py", main))
        made.append(BotRunner("bot", sorted(files), seed, root))
        return made[-1]

    yield make
    for each in made:
        each.close()
