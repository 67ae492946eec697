"""What the sandbox costs: `python -m benchmarks.sandbox [--json] [--quick]`.

The baseline is the same bot, given the same text, as an unsandboxed `python -I -S` with JSON lines on its pipes, the
newest CPython on this machine; measured in turns with the sandbox, medians of the turns. The lower bound is the same
bot called in this very process, JSON both ways.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
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
from botkit.program import Program as BareProgram
from sandbox import Guest, Program, abi, call
from sandbox.identity import MODULE
from systems.observations import briefing
from systems.setup import Setup

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ROOT / "examples" / "languages"
BASELINE = ROOT / "benchmarks" / "sandbox_baseline.py"
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


def newest_python() -> tuple[str, str]:
    """The newest CPython on this machine, its program and its version: this one, one installed beside it, or a
    `python3.N` of the path."""
    ask = "import platform, sys; print(platform.python_implementation(), platform.python_version(), sys.executable)"
    found = [(sys.version_info[:3], sys.executable)]
    beside = [str(path) for path in Path(sys.base_prefix).parent.glob("*/bin/python3")]
    for path in filter(None, [*beside, *(shutil.which(f"python3.{minor}") for minor in range(11, 30))]):
        done = subprocess.run([path, "-I", "-c", ask], capture_output=True, text=True, check=False)
        kind, _, rest = done.stdout.strip().partition(" ")
        if kind == "CPython":
            version, _, program = rest.partition(" ")
            numbers = [int(part) for part in version.split(".") if part.isdigit()]
            found.append((tuple((*numbers, 0, 0)[:3]), program))
    version, program = max(found)
    return program, ".".join(map(str, version))


PYTHON, VERSION = newest_python()
SUBPROCESS = f"python -I -S subprocess, CPython {VERSION}"
NATIVE = f"this process, CPython {platform.python_version()}"


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
        command = [PYTHON, "-I", "-S", str(BASELINE), kind, str(file), str(ROOT)]
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
                bare = seconds(partial(native(kind, source), text), turns * times)
                yield Row(f"tick, {kind} bot, no sandbox and no process: the lower bound", bare * 1e6, "us", NATIVE)
            baseline.close()


def native(kind: str, source: str) -> Callable[[bytes], str]:
    """The same bot called in this process: JSON in, JSON out."""
    if kind == "kit":
        program = BareProgram("bot", [("main.py", source)], 1)
        program.start(BRIEFING)
        return lambda text: program.tick(text.decode())
    names: dict[str, Callable[[object], object]] = {}
    exec(source, names)
    return lambda text: json.dumps(names["bot_main"](json.loads(text)), separators=(",", ":"))


def modules(turns: int, times: int) -> Iterator[Row]:
    """A tick of the bots in other languages, against the plain bot in Python."""
    text = observation(300)
    with started(PLAIN) as plain:
        for path in sorted(LANGUAGES.glob("*.wasm")):
            with Program(Guest.load(), path.stem, [(MODULE, path.read_bytes())], 1) as program:
                program.start(BRIEFING)
                mine, other = in_turns(partial(program.tick, text, 0), partial(plain.tick, text, 0), turns, times)
                yield Row(f"tick, {path.name}", mine * 1e6, "us", "plain bot in Python", other / mine)
                yield Row(f"tick, {path.name}, fuel", program.fuel_used, "fuel")
                start = seconds(partial(program.start, BRIEFING), turns)
                yield Row(f"start, {path.name}", start * 1e3, "ms")


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

            with Program(Guest.load(), "bot", [("main.py", source)], 1) as program:
                alone = statistics.median(seconds(partial(program.start, BRIEFING), 1) for _ in range(3 * turns))
            yield Row(f"start, {kind} bot", alone * 1e3, "ms")
            mine, other = in_turns(ours, theirs, turns, 3)
            yield Row(f"start and first tick, {kind} bot", mine * 1e3, "ms", SUBPROCESS, other / mine)


def memory(count: int) -> Iterator[Row]:
    """Memory of a bot in play. All of them map one image: resident memory counts what they share once for each."""
    if not Path("/proc/self/smaps_rollup").exists():
        return
    text = observation(300)
    before = memory_of("self")
    programs = [started(KIT) for _ in range(count)]
    for program in programs * 60:
        program.tick(text, 0)
    after = memory_of("self")
    for program in programs:
        program.close()
    with tempfile.TemporaryDirectory() as name:
        baseline = Baseline("kit", KIT, Path(name))
        for _ in range(60):
            baseline.ask(text)
        theirs = memory_of(str(baseline.process.pid))
        baseline.close()
    for kind, words in (("Rss", "resident memory"), ("Pss", "memory, what is shared counted once,")):
        each = (after[kind] - before[kind]) / count
        yield Row(f"{words} a bot, {count} bots", each, "MB", SUBPROCESS, theirs[kind] / each)


def memory_of(process: str) -> dict[str, float]:
    """Memory of a process by its kinds, MB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(size.split()[0]) / 1024 for name, size in (line.split(":") for line in lines)}


def work(turns: int) -> Iterator[Row]:
    """Work of a bot for its processor, against the same in this Python."""
    for case, source in WORK.items():
        names: dict[str, Callable[[object], object]] = {}
        exec(source, names)
        with started(source) as program:
            assert json.loads(program.tick(b"{}", 0)) == names["bot_main"]({})
            mine, other = in_turns(partial(program.tick, b"{}", 0), partial(names["bot_main"], {}), turns, 3)
            yield Row(case, mine * 1e3, "ms", NATIVE, other / mine)
            yield Row(f"{case}, fuel", program.fuel_used, "fuel")


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
    rows = [*ticks(turns, times), *modules(turns, times), *calls(turns, times), *many(turns, times // 20)]
    rows += [*starts(turns), *work(turns), *memory(16 if options.quick else 64), *loads(first=not options.quick)]
    report("sandbox", rows, options.json)


if __name__ == "__main__":
    main()
