"""The same program, seed and observations give the same actions, logs and fuel, in whatever process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BOT = """
import gc, os, random, secrets, time, uuid
seen = set()

def bot_main(o):
    x = {str(i) for i in range(o["tick"] % 7)} | {"left", "right", "up"}
    seen.update(x)
    print(list(x), hash("abc"), id(o), sorted(seen))
    if o["tick"] == 5:
        raise KeyError(list(x))
    if o["tick"] == 8:
        os._exit(1)
    if o["tick"] == 11:
        while True:
            x = [x]
    return {
        "random": random.random(), "uuid": str(uuid.uuid4()), "secret": secrets.token_hex(4),
        "urandom": os.urandom(3).hex(), "now": time.time(), "steady": time.monotonic_ns(), "gc": gc.collect(),
        "spent": time.process_time(), "object": repr(object()), "order": list({"b", "a", "c", o["tick"]} - {1}),
    }
"""

PLAY = """
import hashlib, json, sys
from sandbox import Fault, Guest, Program

source, briefing, seed = json.load(sys.stdin)
program = Program(Guest.load(), "tested", [("main.py", source)], seed)
lines = [program.start(briefing), program.fuel_used]
for tick in range(15):
    try:
        lines.append(program.tick(json.dumps({"tick": tick}).encode(), tick * 33_333_333))
    except Fault as fault:
        lines.append([fault.kind, fault.message, fault.detail])
    lines.append(program.fuel_used)
print(json.dumps(lines))
"""


def play(briefing: str, seed: int, hash_seed: str) -> list[object]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hash_seed, "NOISE": "x" * int(hash_seed)}
    done = subprocess.run(
        [sys.executable, "-c", PLAY],
        input=json.dumps([BOT, briefing, seed]),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_two_processes_play_alike(guest, briefing):
    first = play(briefing, 7, "1")
    assert first == play(briefing, 7, "4242")
    assert [line[0] for line in first if isinstance(line, list)] == ["raised", "trap", "fuel"]


def test_another_seed_draws_other_numbers(guest, briefing):
    first, second = (json.loads(play(briefing, seed, "1")[2]) for seed in (7, 8))
    assert all(first[key] != second[key] for key in ("random", "uuid", "secret", "urandom"))
    assert first["now"] == second["now"] == 1_700_000_000.0


def test_an_instance_does_not_depend_on_those_before_it(start):
    source = "import os, random\ndef bot_main(o): return {'r': [random.random(), os.urandom(2).hex(), id(o)]}\n"
    first = start(source).tick(b"{}", 0)
    for seed in range(3):
        start(source, seed=seed).tick(b"{}", 0)
    assert start(source).tick(b"{}", 0) == first


def test_clocks_show_match_time(start):
    source = (
        "import time, datetime\ndef bot_main(o): return {'a': time.time(), 'b': time.monotonic(),"
        " 'c': time.perf_counter_ns(), 'd': str(datetime.datetime.now()), 'e': time.process_time()}\n"
    )
    action = json.loads(start(source).tick(b"{}", 61_500_000_000))
    assert action == {"a": 1700000061.5, "b": 61.5, "c": 61_500_000_000, "d": "2023-11-14 22:14:21.500000", "e": 61.5}


def test_nan_has_one_bit_pattern(start):
    source = (
        "import struct\ndef bot_main(o):\n    x = float('inf')\n"
        "    return {'x': struct.pack('>d', x - x).hex(), 'y': struct.pack('>d', x * 0.0).hex()}\n"
    )
    assert json.loads(start(source).tick(b"{}", 0)) == {"x": "7ff8000000000000", "y": "7ff8000000000000"}
