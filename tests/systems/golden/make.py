"""Generate the golden log of each mode: `python tests/systems/golden/make.py`, only when code_version is incremented.

Scripted pilots hunt, ram, shield, visit the centre and sometimes fault, so that every rule applies.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np

from engine.digest import fold, short
from engine.log import BLOCK_TICKS, LogWriter
from systems.components import Hull
from systems.config import GameConfig
from systems.protocol.observations import observe
from systems.protocol.orders import clear_orders, give_orders, inputs_of, read_action, set_status, width
from systems.results import ended_at, match_result, result
from systems.setup import Setup
from systems.worlds import new_worlds, step

SETUPS = {
    "duel": Setup("duel", 189),
    "melee": Setup("melee", 3, "belt", sides=5),
    "fleet": Setup("fleet", 4, "well", ships=4),
    "sumo": Setup("sumo", 6),
}
FAULTS = {(50, 0): "raised", (51, 1): "output", (200, 0): "fuel", (300, 1): "memory", (301, 1): "trap"}


def pilot(observation: dict, ship: dict, dice: random.Random, bold: bool) -> dict:
    """Turn to an enemy or else the centre; bold ones ram, the others keep away and shield."""
    tick, enemies = observation["tick"], observation["contacts"]["ship"]
    x, y = enemies[ship["id"] % len(enemies)][2:4] if enemies else (0.0, 0.0)
    distance = math.hypot(x - ship["x"], y - ship["y"])
    bearing = (math.atan2(y - ship["y"], x - ship["x"]) - ship["heading"] + math.pi) % math.tau - math.pi
    away = not bold and distance < 300
    fire = dice.choice([1, 2, 3]) if enemies and abs(bearing) < 0.15 and dice.random() < 0.15 else 0
    return {
        "thrust": -1 if away else dice.uniform(0.2, 1),
        "turn": bearing * 2 - ship["spin"] * 0.5,
        "fire": fire,
        "shield": not bold and tick % 90 > 60,
        "strafe": dice.choice([-1, 0.5, 1]) if tick % 90 > 80 else 0,
    }


def record(setup: Setup) -> bytes:
    world = new_worlds([setup])
    game = world.resource(GameConfig)
    data, dice = bytearray(), random.Random(setup.seed)
    names = [f"{'shy' if side % 2 else 'bold'}{side}" for side in range(setup.sides)]
    header = {"setup": setup.as_dict(), "seats": [{"bot": name} for name in names]}
    writer = LogWriter(data.extend, header, width(game))
    rows, digests, faults = [], [], [[] for _ in names]
    while not ended_at(world, 0):
        clear_orders(world)
        alive, tick = world["ships"][Hull].alive[:, 0], int(world.tick[0])
        sides = [side for side in range(setup.sides) if alive[game.side_of == side].any()]
        for side, text in zip(sides, observe(world, [(0, side) for side in sides]), strict=True):
            kind = FAULTS.get((tick, side))
            if kind:
                set_status(world, 0, side, kind)
                faults[side].append({"tick": tick, "kind": kind})
                continue
            seen = json.loads(text)
            orders = {str(ship["id"]): pilot(seen, ship, dice, bold=side % 2 == 0) for ship in seen["ships"]}
            action = read_action(json.dumps({"ships": orders}), [ship["id"] for ship in seen["ships"]])
            give_orders(world, [(0, ship, order) for ship, order in action.orders.items()])
        rows.append(inputs_of(world)[:, 0].copy())
        step(world)
        digests.append(short(fold(world))[0])
    for start in range(0, len(rows), BLOCK_TICKS):
        block = slice(start, start + BLOCK_TICKS)
        writer.block(np.array(rows[block]), np.array(digests[block]))
    seats = [{"bot": name, "faults": own, "fuel_max": None} for name, own in zip(names, faults, strict=True)]
    writer.close({"result": match_result(setup, result(world, 0), seats)})
    return bytes(data)


if __name__ == "__main__":
    for name, setup in SETUPS.items():
        Path(__file__).with_name(f"{name}.bin").write_bytes(record(setup))
