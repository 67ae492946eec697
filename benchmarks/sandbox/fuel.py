"""CPU time per unit of fuel, by what a bot does: what fuel underprices is bounded by the limits of CPU time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.report import Measurement
from benchmarks.sandbox.bots import BRIEFING
from sandbox import Fault, Guest, Limits, Program

LIMITS = Limits()
TICKS = 1_800  # of a match
WORK = {  # the body of a loop that runs until the tick's fuel is used up
    "an empty loop": ("", "pass"),
    "adding integers": ("n = 0", "global n; n += 1"),
    "floats": ("x = 1.5", "global x; x = x * 1.000001 + 0.5"),
    "large integers": ("x = 3 ** 40_000", "x * x"),
    "sorting": ("x = [i * 7919 % 10_007 for i in range(10_007)]", "sorted(x)"),
    "a regular expression": ("import re; x = 'a' * 5_000", "re.search('(a+)+b', x[:22])"),
    "searching bytes": ("x = bytes(4_000_000)", "x.find(b'q')"),
    "copying bytes": ("x = bytes(8_000_000)", "bytearray(x)"),
    "fresh bytes": ("", "bytearray(8_000_000)"),
    "copying a list": ("x = list(range(1_000_000))", "x[:]"),
    "walking a list of lists": ("x = [[i] for i in range(150_000)]", "[y[0] for y in x[::64]]"),
    "a pointer chase": (
        "x = [(i * 7919 + 1) % 700_001 for i in range(700_001)]; at = 0",
        "global at\n        for _ in range(1000): at = x[at]",
    ),
    "a large dict": ("x = {i * 7919 % 1_000_003: i for i in range(200_000)}; n = 0", "global n; n += 7; x.get(n)"),
    "small objects": ("", "[[] for _ in range(1000)]"),
    "collecting garbage": ("import gc; x = [[i] for i in range(150_000)]", "gc.unfreeze(); gc.collect()"),
    "text": ("x = 'ab' * 200_000", "x.replace('b', 'cd')"),
    "JSON": ("import json; x = list(range(20_000))", "json.loads(json.dumps(x))"),
    "failed allocations": ("", "\n        try: bytearray(60_000_000)\n        except MemoryError: pass"),
    "prints": ("", "print('hello', 1, 'world')"),
    "exceptions": ("", "\n        try: raise ValueError\n        except ValueError: pass"),
}


def fuel_prices(ticks: int) -> Iterator[Measurement]:
    """Yield the CPU time of 10^8 fuel for each kind of work; its ratio is that of an empty loop to it."""
    plain = 0.0
    for name, (before, body) in WORK.items():
        cost = _price(before, body, ticks)
        plain = plain or cost
        yield Measurement(f"10^8 fuel, {name}, CPU", 1e11 * cost, "ms", "an empty loop", plain / cost)
    whole = TICKS * LIMITS.tick_fuel * plain
    yield Measurement("a match, an empty loop to the limit of fuel, CPU", whole, "s")
    yield Measurement(
        "a match, any bot, CPU at most (`match_wall`)", LIMITS.match_wall, "s", "the loop", whole / LIMITS.match_wall
    )


def _price(before: str, body: str, ticks: int) -> float:
    """Return the CPU seconds per unit of fuel of ticks that use up their fuel, or their CPU time."""
    source = f"{before}\n\ndef work():\n    while True:\n        {body}\n\ndef bot_main(observation):\n    work()\n"
    with Program(Guest.load(), "bot", [("main.py", source)], 1, Limits(call_wall=1.0, load_fuel=10**11)) as program:
        program.start(BRIEFING)
        fuel, began = 0, time.thread_time()
        for _ in range(ticks):
            try:
                program.tick(b"{}", 0)
            except Fault:
                fuel += program.fuel_used
        return (time.thread_time() - began) / fuel
