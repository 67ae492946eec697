"""What the sandbox costs: `python -m benchmarks.sandbox [--json] [--quick]`.

The baseline is the same bot, given the same text, as an unsandboxed `python -I -S` with JSON lines on its pipes;
measured in turns with the sandbox, medians of the turns.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.report import Row, report
from sandbox import Guest, Program, abi, call
from systems.observations import briefing
from systems.setup import Setup

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "benchmarks" / "sandbox_baseline.py"
SUBPROCESS = "python -I -S subprocess"
CONTACTS = 20
BATCH = 32  # bots in a batch of the league

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
WORK = """
def bot_main(observation):
    best = 0.0
    for i in range(20000):
        x = (i * 7919) % 1000 - 500.0
        best = max(best, x * x / (1.0 + abs(x)))
    return {"log": str(best)}
"""


def observation(tick: int) -> bytes:
    """The text of a duel's tick with twenty contacts, about 1.2 kB."""
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


class Baseline:
    """A bot in a process of its own."""

    def __init__(self, kind: str, source: str, folder: Path) -> None:
        file = folder / f"{kind}.py"
        file.write_text(source, encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(BASELINE), kind, str(file), str(ROOT)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ask(BRIEFING.encode())

    def ask(self, text: bytes) -> bytes:
        """One line there, one line back."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(text + b"\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def seconds(act: Callable[[], object], times: int) -> float:
    """The mean time of a call, s."""
    began = time.perf_counter()
    for _ in range(times):
        act()
    return (time.perf_counter() - began) / times


def in_turns(first: Callable[[], object], second: Callable[[], object], turns: int, times: int) -> tuple[float, float]:
    """Median times of both, s, each measured between two of the other."""
    pairs = [(seconds(first, times), seconds(second, times)) for _ in range(turns + 1)][1:]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def started(source: str) -> Program:
    """A program that has been told of its match."""
    program = Program(Guest.load(), "bot", [("main.py", source)], 1)
    program.start(BRIEFING)
    return program


def ticks(turns: int, times: int) -> Iterator[Row]:
    """A trivial tick, of a plain bot and of one with the kit."""
    text = observation(300)
    with tempfile.TemporaryDirectory() as name:
        for kind, source in (("plain", PLAIN), ("kit", KIT)):
            baseline = Baseline(kind, source, Path(name))
            with started(source) as program:
                ours, theirs = program.tick(text, 10**10), baseline.ask(text).decode().strip()
                assert kind == "kit" or ours == theirs, "the two must do the same"
                mine, other = in_turns(partial(program.tick, text, 10**10), partial(baseline.ask, text), turns, times)
                size = f"{len(text)} B in, {len(ours)} B out"
                yield Row(f"tick, {kind} bot, {size}", mine * 1e6, "us", SUBPROCESS, other / mine)
                yield Row(f"tick, {kind} bot, fuel", program.fuel_used, "fuel")
            baseline.close()


def many(turns: int, times: int) -> Iterator[Row]:
    """The same tick with many bots called in turn, as a batch does: each finds the caches cold."""
    text = observation(300)
    with tempfile.TemporaryDirectory() as name:
        programs = [started(PLAIN) for _ in range(BATCH)]
        baselines = [Baseline("plain", PLAIN, Path(name)) for _ in range(BATCH)]
        mine, other = in_turns(
            lambda: [program.tick(text, 0) for program in programs],
            lambda: [baseline.ask(text) for baseline in baselines],
            turns,
            times,
        )
        yield Row(f"tick, plain bot, {BATCH} bots in turn", mine / BATCH * 1e6, "us", SUBPROCESS, other / mine)
        for program in programs:
            program.close()
        for baseline in baselines:
            baseline.close()


def calls(turns: int, times: int) -> Iterator[Row]:
    """The prebuilt call against wasmtime-py's own."""
    if not abi.KNOWN:
        return
    text = observation(300)
    with started(PLAIN) as fast, started(PLAIN) as slow:
        prebuilt = slow._call
        assert isinstance(prebuilt, call.PrebuiltCall) and slow._instance is not None
        slow._call = call.PlainCall(slow._instance._store, prebuilt._keep[1], 65_536)
        mine, other = in_turns(lambda: fast.tick(text, 0), lambda: slow.tick(text, 0), turns, times)
    yield Row("tick, plain bot, prebuilt call", mine * 1e6, "us", "wasmtime-py's call", other / mine)


def starts(turns: int) -> Iterator[Row]:
    """From nothing to a bot that has answered its briefing and its first tick."""
    text = observation(0)
    with tempfile.TemporaryDirectory() as name:
        for kind, source in (("plain", PLAIN), ("kit", KIT)):

            def ours(source: str = source) -> None:
                with started(source) as program:
                    program.tick(text, 0)

            def theirs(kind: str = kind, source: str = source) -> None:
                baseline = Baseline(kind, source, Path(name))
                baseline.ask(text)
                baseline.close()

            mine, other = in_turns(ours, theirs, turns, 3)
            yield Row(f"start and first tick, {kind} bot", mine * 1e3, "ms", SUBPROCESS, other / mine)


def memory(count: int) -> Iterator[Row]:
    """Resident memory of a bot in play."""
    if not Path("/proc/self/status").exists():
        return
    text = observation(300)
    before = resident("self")
    programs = [started(KIT) for _ in range(count)]
    for program in programs * 60:
        program.tick(text, 0)
    each = (resident("self") - before) / count
    for program in programs:
        program.close()
    with tempfile.TemporaryDirectory() as name:
        baseline = Baseline("kit", KIT, Path(name))
        for _ in range(60):
            baseline.ask(text)
        yield Row("resident memory a bot", each, "MB", SUBPROCESS, resident(str(baseline.process.pid)) / each)
        baseline.close()


def resident(process: str) -> float:
    """Resident memory of a process, MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def work(turns: int) -> Iterator[Row]:
    """Plain Python work of a bot, against the same in this Python."""
    names: dict[str, Callable[[object], object]] = {}
    exec(WORK, names)
    with started(WORK) as program:
        mine, other = in_turns(lambda: program.tick(b"{}", 0), lambda: names["bot_main"]({}), turns, 3)
    yield Row("20,000 rounds of arithmetic", mine * 1e3, "ms", "this Python, no sandbox", other / mine)


@contextmanager
def fresh_cache() -> Iterator[dict[str, str]]:
    """An environment whose cache is empty."""
    with tempfile.TemporaryDirectory() as name:
        yield os.environ | {"XDG_CACHE_HOME": name, "PYTHONPATH": str(ROOT)}


def loads(first: bool) -> Iterator[Row]:
    """The guest, the first time on a machine and after."""
    code = (
        "import time; t = time.perf_counter(); from sandbox import Guest; Guest.load(); print(time.perf_counter() - t)"
    )
    with fresh_cache() as environment:
        kept = environment if first else os.environ | {"PYTHONPATH": str(ROOT)}
        for case in ("load the guest, first time on a machine", "load the guest")[0 if first else 1 :]:
            done = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
            yield Row(case, float(done.stdout), "s")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="example: python -m benchmarks.sandbox --quick")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--quick", action="store_true", help="under 30 s")
    options = parser.parse_args()
    Guest.load(check=True)
    turns, times = (5, 200) if options.quick else (15, 500)
    rows = [*ticks(turns, times), *calls(turns, times), *many(turns, times // 20), *starts(turns), *work(turns)]
    rows += [*memory(16), *loads(first=not options.quick)]
    report("sandbox", rows, options.json)


if __name__ == "__main__":
    main()
