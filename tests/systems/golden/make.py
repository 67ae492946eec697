"""Makes duel.bin, the frozen log of a duel: `python tests/systems/golden/make.py`, only when code_version rises.

Two scripted pilots that hunt, ram, shield, visit the beacon and sometimes fault, so that every rule has its say.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np

from engine.digest import fold, short
from engine.log import BLOCK_TICKS, LogWriter
from systems.game import Game
from systems.observations import observe
from systems.orders import clear_orders, give_order, inputs_of, read_action, set_status, width
from systems.results import ended_at, result, whole_result
from systems.setup import Setup
from systems.worlds import new_worlds, step

SEED = 55
FAULTS = {(50, 0): "raised", (51, 1): "output", (200, 0): "fuel", (300, 1): "memory", (301, 1): "trap"}


def pilot(observation: dict, dice: random.Random, bold: bool) -> dict:
    """Turn to the enemy or else the centre; the bold one rams, the other keeps away and shields."""
    ship, tick = observation["ships"][0], observation["tick"]
    enemy = observation["contacts"]["ship"][:1]
    x, y = enemy[0][2:4] if enemy else (0.0, 0.0)
    distance = math.hypot(x - ship["x"], y - ship["y"])
    bearing = (math.atan2(y - ship["y"], x - ship["x"]) - ship["heading"] + math.pi) % math.tau - math.pi
    away = not bold and distance < 300
    fire = dice.choice([1, 2, 3]) if enemy and abs(bearing) < 0.15 and dice.random() < 0.05 else 0
    return {
        "thrust": -1 if away else dice.uniform(0.2, 1),
        "turn": bearing * 2 - ship["spin"] * 0.5,
        "fire": fire,
        "shield": not bold and tick % 90 > 60,
    }


def record() -> bytes:
    setup = Setup("duel", SEED)
    world = new_worlds([setup])
    data, dice = bytearray(), random.Random(SEED)
    inputs = width(world.resource(Game))
    writer = LogWriter(data.extend, {"setup": setup.as_dict(), "seats": [{"bot": "bold"}, {"bot": "shy"}]}, inputs)
    rows, digests = [], []
    while not ended_at(world, 0):
        clear_orders(world)
        for side, text in enumerate(observe(world, [(0, 0), (0, 1)])):
            kind = FAULTS.get((int(world.tick[0]), side))
            if kind:
                set_status(world, 0, side, kind)
                continue
            answer = json.dumps({"ships": {str(side): pilot(json.loads(text), dice, bold=side == 0)}})
            give_order(world, 0, side, read_action(answer, [side]).orders[side])
        rows.append(inputs_of(world)[:, 0].copy())
        step(world)
        digests.append(short(fold(world))[0])
    for start in range(0, len(rows), BLOCK_TICKS):
        block = slice(start, start + BLOCK_TICKS)
        writer.block(np.array(rows[block]), np.array(digests[block]))
    faults = [[{"tick": t, "kind": kind} for (t, seat), kind in FAULTS.items() if seat == side] for side in (0, 1)]
    seats = [{"bot": "bold", "faults": faults[0]}, {"bot": "shy", "faults": faults[1]}]
    writer.close({"result": whole_result(setup, result(world, 0), seats)})
    return bytes(data)


if __name__ == "__main__":
    Path(__file__).with_name("duel.bin").write_bytes(record())
