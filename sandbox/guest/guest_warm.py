"""What every bot does once, done while the guest is built."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import botkit.runner as runner

KIT_BOT = """
from botkit import *

NAME = "warm"

def tick(ship):
    for enemy in ship.enemies:
        if ship.aim_at(enemy, 2):
            ship.fire(2)
        ship.log(enemy.distance, enemy.bearing, enemy.pos, ship.seen)
    ship.shield(any(shot.distance < 90 for shot in ship.projectiles))
    if ship.tick % 2:
        ship.turn_to(1.0)
        ship.thrust()
        ship.strafe(-0.5)
    elif ship.tick % 3:
        ship.fly_to(ship.rally)
    elif ship.tick % 4:
        ship.move_to(ship.rally)
    else:
        ship.brake()
    ship.draw.circle(ship.pos, 9)
    ship.plot("energy", ship.energy)
    print(ship.time)
"""
PLAIN_BOT = """
import math, random

def bot_main(observation):
    print(math.sin(random.random()))
    return {"actions": ["FORWARD", "SHOOT"]}
"""


def warm_up() -> None:
    """Walk the paths that every bot walks, so that what they make once stands in the image, shared by all."""
    briefing = json.dumps(BRIEFING)
    for source in (KIT_BOT, PLAIN_BOT):
        program = runner.BotRunner("warm", [("main.py", source)], 0)
        program.start(briefing)
        for tick in range(60):
            program.tick(json.dumps(OBSERVATION | {"tick": tick}))
        program.close()
    for broken in ("1 / 0\n", "def bot_main(\n", "def tick(ship):\n    ship.fire('x')\n"):
        loaded: runner.BotRunner | None = None
        try:
            loaded = runner.BotRunner("warm", [("main.py", broken)], 0)
            loaded.start(briefing)
            loaded.tick(json.dumps(OBSERVATION))
        except Exception as error:
            runner.describe(error)
        if loaded is not None:
            loaded.close()
    re.compile("a+b")
    dataclasses.make_dataclass("Warm", ["a"])


# A match that never was, for warming up; the rules are those that botkit asks for.
BRIEFING: dict[str, Any] = {
    "protocol": 1,
    "mode": "duel",
    "arena": {"name": "open", "radius": 1000.0, "bodies": []},
    "rules": {
        "ship_radius": 12.0,
        "drag": 0.3,
        "thrust_forward": 60.0,
        "thrust_backward": 30.0,
        "thrust_side": 40.0,
        "turn_acceleration": 12.0,
        "turn_drag": 3.0,
        "shot_speed": [540.0, 460.0, 380.0],
        "shot_moves": [33, 39, 47],
        "zone_radius": 120.0,
    },
    "side": 0,
    "sides": 2,
    "ships": [0],
    "tick_rate": 30,
    "max_ticks": 1800,
    "seed": 0,
    "columns": {
        "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
        "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
        "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
    },
}
OBSERVATION: dict[str, Any] = {
    "tick": 0,
    "points": [0.0, 0.0],
    "beacon": {"x": 0.0, "y": 0.0, "radius": 120.0},
    "safe_radius": 1000.0,
    "alive": [0, 1],
    "ships": [
        {"id": 0, "x": -700.0, "y": 0.0, "vx": 0.0, "vy": 0.0, "heading": 0.0, "spin": 0.0, "hull": 100.0}
        | {"energy": 100.0, "cooling": 0, "shield": False, "ray": 1000.0}
    ],
    "contacts": {
        "ship": [[1, 1, 200.0, 0.0, 0.0, 0.0, 3.0, 100.0, 12.0]],
        "projectile": [[5, 1, 100.0, 0.0, -540.0, 0.0, 1]],
        "asteroid": [],
    },
}
