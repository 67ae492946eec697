"""Time and memory of an instance: rows of benchmarks.sandbox."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.report import Measurement
from benchmarks.sandbox.bots import BRIEFING, KIT, PLAIN, observation, started
from benchmarks.sandbox.process import ROOT, SUBPROCESS, Baseline
from benchmarks.timing import in_turns, processor_seconds
from sandbox import Guest, Program


def starts(turns: int) -> Iterator[Measurement]:
    """Measure the time from nothing to a bot that has answered its briefing and its first tick."""
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
                start = partial(program.start, BRIEFING)
                alone = statistics.median(processor_seconds(start, 1) for _ in range(3 * turns))
            yield Measurement(f"start, {kind} bot, processor time", alone * 1e3, "ms")
            mine, other = in_turns(ours, theirs, turns, 3)
            yield Measurement(f"start and first tick, {kind} bot", mine * 1e3, "ms", SUBPROCESS, other / mine)


def memory(count: int) -> Iterator[Measurement]:
    """Measure the memory of a bot in play. All map one image; resident memory counts shared pages once per process."""
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
        yield Measurement(f"{words} a bot, {count} bots", each, "MB", SUBPROCESS, theirs[kind] / each)


def memory_of(process: str) -> dict[str, float]:
    """Return the memory of a process by kind, MB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(size.split()[0]) / 1024 for name, size in (line.split(":") for line in lines)}


@contextmanager
def fresh_cache() -> Iterator[dict[str, str]]:
    """Yield an environment with an empty cache."""
    with tempfile.TemporaryDirectory() as name:
        yield os.environ | {"XDG_CACHE_HOME": name, "PYTHONPATH": str(ROOT)}


def loads(first: bool) -> Iterator[Measurement]:
    """Measure loading the guest, the first time on a machine and later."""
    code = (
        "import time; t = time.perf_counter(); from sandbox import Guest; Guest.load(); print(time.perf_counter() - t)"
    )
    with fresh_cache() as environment:
        kept = environment if first else os.environ | {"PYTHONPATH": str(ROOT)}
        for case in ("load the guest, first time on a machine", "load the guest")[0 if first else 1 :]:
            done = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
            yield Measurement(case, float(done.stdout), "s")
