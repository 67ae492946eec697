"""A self-test of a guest: a digest of the behaviour of a fixed program in it.

Two builds of the guest from the same sources differ in their bytes (timestamps and the like are part of the image), but
should behave the same. Guests with equal digests gave the same outputs, faults and fuel where guests are known to
differ: set order, hashes, addresses, random bytes, garbage collection.
"""

from __future__ import annotations

import hashlib
import json

from sandbox.fault import Fault
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest

TICKS = 24
LIMITS = Limits(tick_fuel=20_000_000, load_fuel=100_000_000, call_wall=20.0)  # wall-clock limits never reached

SOURCE = """
import gc, logging, math, os, random, re, secrets, statistics, time, uuid

seen = set()

class Node:
    def __init__(self, link):
        self.link, self.back = link, self

def bot_main(o):
    tick = o["tick"]
    words = {str(i) for i in range(tick % 7)} | {"left", "right", "up"}
    seen.update(words)
    node = None
    for _ in range(300):
        node = Node(node)
    print(list(words), hash("abc"), id(o), sorted(seen), object())
    if tick == 5:
        raise KeyError(list(words))
    if tick == 8:
        os._exit(1)
    if tick == 11:
        while True:
            words = [words]
    if tick == 14:
        return {"x": bytearray(10**9)}
    return {
        "random": random.random(), "uuid": str(uuid.uuid4()), "secret": secrets.token_hex(4),
        "more": os.urandom(3).hex(), "now": time.time(), "steady": time.monotonic_ns(),
        "spent": time.process_time(), "times": os.times(),
        "logged": logging.makeLogRecord({}).relativeCreated, "collected": gc.collect(),
        "order": list({"b", "a", "c", tick} - {1}), "sum": math.fsum(math.sin(i) ** 2 for i in range(40)),
        "mean": statistics.fmean([random.gauss(0, 1) for _ in range(20)]), "found": re.findall("[a-c]+", "abxbcxca"),
        "names": sorted(globals(), key=hash)[:5],
    }
"""
BRIEFING = json.dumps(
    {"protocol": 1, "mode": "duel", "arena": {"name": "open", "radius": 1000.0, "bodies": []}, "rules": {}, "side": 0}
    | {"sides": 2, "ships": [0], "tick_rate": 30, "max_ticks": TICKS, "seed": 7}
    | {
        "columns": {
            "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
            "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
            "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
        }
    }
)


def behaviour_of(guest: Guest) -> str:
    """Return the guest's digest, SHA-256 (hex) over output and fuel of each tick; takes 0.1 s once per guest."""
    if guest.behaviour is None:
        guest.behaviour = hashlib.sha256(json.dumps(record(guest)).encode()).hexdigest()
    return guest.behaviour


def record(guest: Guest) -> list[object]:
    """Return what the digest covers: alternately an output or fault, and the fuel."""
    with Program(guest, "tested", [("main.py", SOURCE)], 7, LIMITS) as program:
        found: list[object] = [program.start(BRIEFING), program.fuel_used]
        for tick in range(TICKS):
            try:
                found.append(program.tick(json.dumps({"tick": tick}).encode(), tick * 33_333_333))
            except Fault as fault:
                found.append([fault.kind, fault.message, fault.detail])
            found.append(program.fuel_used)
    return found
