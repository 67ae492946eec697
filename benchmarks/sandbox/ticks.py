"""The sandbox's share of a tick: rows of benchmarks.sandbox."""

from __future__ import annotations

import json
import platform
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.report import Measurement
from benchmarks.sandbox.bots import BRIEFING, KIT, PLAIN, WORK, observation, started
from benchmarks.sandbox.process import ROOT, SUBPROCESS, Baseline, placements
from benchmarks.timing import in_turns, processor_seconds, seconds
from botkit.runner import BotRunner
from sandbox import Guest, Program
from sandbox.identity import MODULE
from sandbox.instance import PythonInstance
from sandbox.runtime import abi, call

LANGUAGES = ROOT / "examples" / "languages"
BATCH = 32  # bots in a batch of the league
NATIVE = f"this process, CPython {platform.python_version()}"


def ticks(turns: int, times: int) -> Iterator[Measurement]:
    """Measure a trivial tick, of a plain bot and of one with botkit."""
    text = observation(300)
    with tempfile.TemporaryDirectory() as name:
        for kind, source in (("plain", PLAIN), ("kit", KIT)):
            baseline = Baseline(kind, source, Path(name))
            with started(source) as program:
                ours, theirs = program.tick(text, 10**10), baseline.ask(text).decode().strip()
                assert kind == "kit" or ours == theirs, "the two must do the same"
                mine, other = in_turns(partial(program.tick, text, 10**10), partial(baseline.ask, text), turns, times)
                size = f"{len(text)} B in, {len(ours)} B out"
                yield Measurement(f"tick, {kind} bot, {size}", mine * 1e6, "us", SUBPROCESS, other / mine)
                for words, here, there in placements():
                    with baseline.placed(here, there):
                        mine, other = in_turns(
                            partial(program.tick, text, 10**10), partial(baseline.ask, text), turns, times
                        )
                    yield Measurement(f"tick, {kind} bot, {words}", mine * 1e6, "us", SUBPROCESS, other / mine)
                    yield Measurement(f"the same in the subprocess, {words}", other * 1e6, "us")
                busy = processor_seconds(partial(program.tick, text, 10**10), turns * times)
                yield Measurement(f"tick, {kind} bot, processor time", busy * 1e6, "us")
                yield Measurement(f"tick, {kind} bot, fuel", program.fuel_used, "fuel")
                bare = seconds(partial(native(kind, source), text), turns * times)
                yield Measurement(
                    f"tick, {kind} bot, no sandbox and no process: the lower bound", bare * 1e6, "us", NATIVE
                )
            baseline.close()


def native(kind: str, source: str) -> Callable[[bytes], str]:
    """Return a function that calls the same bot in this process: JSON in, JSON out."""
    if kind == "kit":
        program = BotRunner("bot", [("main.py", source)], 1)
        program.start(BRIEFING)
        return lambda text: program.tick(text.decode())
    names: dict[str, Callable[[object], object]] = {}
    exec(source, names)
    return lambda text: json.dumps(names["bot_main"](json.loads(text)), separators=(",", ":"))


def modules(turns: int, times: int) -> Iterator[Measurement]:
    """Measure a tick of the bots in other languages, compared with the plain bot in Python."""
    text = observation(300)
    with started(PLAIN) as plain:
        for path in sorted(LANGUAGES.glob("*.wasm")):
            with Program(Guest.load(), path.stem, [(MODULE, path.read_bytes())], 1) as program:
                program.start(BRIEFING)
                mine, other = in_turns(partial(program.tick, text, 0), partial(plain.tick, text, 0), turns, times)
                yield Measurement(f"tick, {path.name}", mine * 1e6, "us", "plain bot in Python", other / mine)
                busy = processor_seconds(partial(program.tick, text, 0), turns * times)
                yield Measurement(f"tick, {path.name}, processor time", busy * 1e6, "us")
                yield Measurement(f"tick, {path.name}, fuel", program.fuel_used, "fuel")
                start = seconds(partial(program.start, BRIEFING), turns)
                yield Measurement(f"start, {path.name}", start * 1e3, "ms")


def many(turns: int, times: int) -> Iterator[Measurement]:
    """Measure the same tick with many bots called in turn, as in a batch, so that each finds the caches cold."""
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
        yield Measurement(f"tick, plain bot, {BATCH} bots in turn", mine / BATCH * 1e6, "us", SUBPROCESS, other / mine)
        for program in programs:
            program.close()
        for baseline in baselines:
            baseline.close()


def calls(turns: int, times: int) -> Iterator[Measurement]:
    """Measure the prebuilt call, compared with wasmtime-py's own."""
    if not abi.KNOWN:
        return
    text = observation(300)
    with started(PLAIN) as fast, started(PLAIN) as slow:
        prebuilt = slow._call
        assert isinstance(prebuilt, call.PrebuiltCall) and isinstance(slow._instance, PythonInstance)
        slow._call = call.PlainCall(slow._instance._store, prebuilt._keep[1], 65_536)
        mine, other = in_turns(lambda: fast.tick(text, 0), lambda: slow.tick(text, 0), turns, times)
    yield Measurement("tick, plain bot, prebuilt call", mine * 1e6, "us", "wasmtime-py's call", other / mine)


def work(turns: int) -> Iterator[Measurement]:
    """Measure CPU-bound work of a bot, compared with the same in this Python."""
    for case, source in WORK.items():
        names: dict[str, Callable[[object], object]] = {}
        exec(source, names)
        with started(source) as program:
            assert json.loads(program.tick(b"{}", 0)) == names["bot_main"]({})
            mine, other = in_turns(partial(program.tick, b"{}", 0), partial(names["bot_main"], {}), turns, 3)
            yield Measurement(case, mine * 1e3, "ms", NATIVE, other / mine)
            yield Measurement(f"{case}, fuel", program.fuel_used, "fuel")
