"""The bots of benchmarks.sandbox, and their observations."""

from __future__ import annotations

import json
import math

from sandbox import Guest, Program
from systems.protocol.observations import briefing
from systems.setup import Setup

CONTACTS = 20

BRIEFING = briefing(Setup("duel", seed=1), side=0)

PLAIN = """
def bot_main(observation):
    contacts = observation["contacts"]
    seen = len(contacts["ship"]) + len(contacts["projectile"])
    order = {"thrust": 1.0, "turn": -0.25, "fire": 1, "shield": False}
    return {"ships": {str(ship["id"]): order for ship in observation["ships"]}, "log": f"{seen} seen" + "." * 90}
"""
KIT = """
from botkit import *

def tick(ship):
    if ship.enemies:
        if ship.aim_at(ship.enemies[0]):
            ship.fire()
    else:
        ship.fly_to(ship.rally)
    ship.log(len(ship.projectiles), "." * 90)
"""
PATHS = """
import heapq

WIDTH = 40
WALLS = {(x, y) for x in range(3, WIDTH, 4) for y in range(WIDTH) if (y * 7 + x) % WIDTH > 4}

def bot_main(observation):
    goal = (WIDTH - 1, WIDTH - 1)
    seen, waiting = {(0, 0): 0}, [(0, 0, (0, 0))]
    while waiting:
        _, steps, at = heapq.heappop(waiting)
        if at == goal:
            break
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            x, y = at[0] + dx, at[1] + dy
            if 0 <= x < WIDTH and 0 <= y < WIDTH and (x, y) not in WALLS and steps + 1 < seen.get((x, y), 10**9):
                seen[x, y] = steps + 1
                heapq.heappush(waiting, (steps + 1 + goal[0] - x + goal[1] - y, steps + 1, (x, y)))
    return {"log": f"{steps} steps, {len(seen)} seen"}
"""
BODIES = """
def bot_main(observation):
    bodies = [[i * 37.0 % 100, i * 61.0 % 100, 0.0, 0.0, 1.0 + i % 3] for i in range(12)]
    for _ in range(40):
        for a in bodies:
            for b in bodies:
                if a is not b:
                    dx, dy = b[0] - a[0], b[1] - a[1]
                    pull = b[4] / (dx * dx + dy * dy + 1.0) ** 1.5
                    a[2] += dx * pull
                    a[3] += dy * pull
        for a in bodies:
            a[0] += a[2] * 0.01
            a[1] += a[3] * 0.01
    return {"log": f"{bodies[0][0]:.6f}"}
"""
SORT = """
def bot_main(observation):
    x, numbers = 7, []
    for _ in range(8000):
        x = (x * 1103515245 + 12345) % 2147483648
        numbers.append(x)
    numbers.sort(key=lambda n: n % 1000)
    return {"log": str(sorted(numbers)[4000])}
"""
WORK = {"A* on 40 x 40": PATHS, "n-body, 12 bodies": BODIES, "8,000 numbers made and sorted": SORT}


def observation(tick: int) -> bytes:
    """Return the observation of a duel's tick with twenty contacts, about 1.2 kB."""
    shots = [
        [100 + i, i % 2, *(round(v * f(i), 3) for v in (700, -540) for f in (math.cos, math.sin)), 1 + i % 3]
        for i in range(CONTACTS - 1)
    ]
    own = {"id": 0, "x": -512.345, "y": 77.125, "vx": 55.5, "vy": -3.25, "heading": 0.123456, "spin": 0.5, "hull": 88.0}
    own |= {"energy": 61.333, "cooling": 0, "shield": False, "ray": 1000.0}
    seen = {
        "tick": tick,
        "points": [3.033, 0.0],
        "beacon": {"x": 0.0, "y": 0.0, "radius": 120.0},
        "safe_radius": 1000.0,
        "alive": [0, 1],
        "ships": [own],
        "contacts": {"ship": [[1, 1, 321.5, -88.25, -60.0, 1.5, 3.0, 76.0, 12.0]], "projectile": shots, "asteroid": []},
    }
    return json.dumps(seen, separators=(",", ":")).encode()


def started(source: str) -> Program:
    """Return a program that has received its briefing."""
    program = Program(Guest.load(), "bot", [("main.py", source)], 1)
    program.start(BRIEFING)
    return program
