"""The app inside the guest: the three functions of bot.wit, over the same runner as a local run's.

componentize-py imports this file once, at build time, and freezes the whole interpreter into the component's image.
"""

# ruff: noqa: E402, I001
import guest_library  # type: ignore[import-not-found]  # beside this file, in the guest

guest_library.import_bare()

import collections
import gc
import importlib
import io
import linecache
import os
import pkgutil
import random
import sys
import time
from typing import Any

import wit_world  # type: ignore[import-not-found]  # the bindings that componentize-py makes of bot.wit
from componentize_py_types import Err  # type: ignore[import-not-found]

import botkit.runner as runner
import guest_native  # type: ignore[import-not-found]
import guest_trace  # type: ignore[import-not-found]
import guest_warm  # type: ignore[import-not-found]


MATCH_BEGINS = 1_700_000_000 * 10**9  # ns: what the host's clock shows then, wasi.EPOCH


class Printed(io.TextIOBase):
    """stdout and stderr: what a bot prints goes to its log, which the runner bounds. No host call."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        runner.write_log(text)
        return len(text)


_program: runner.BotRunner  # the bot of this instance


class WitWorld(wit_world.WitWorld):  # type: ignore[misc]
    """bot.wit's functions; an object is made for each call. Whatever a bot raises becomes the error text."""

    def load(self, name: str, files: list[tuple[str, str]], seed: int) -> None:
        global _program
        random.Random.seed.__defaults__ = (None, 2)
        try:
            _program = runner.BotRunner(name, files, seed)
        except BaseException as error:
            raise Err(describe(error)) from None

    def trace(self, first: str) -> str:
        guest_trace.trace(int(first))
        return ""

    def start(self, briefing: str) -> str:
        try:
            return _utf8(_program.start(briefing))
        except BaseException as error:
            raise Err(describe(error)) from None

    def tick(self, observation: str) -> str:
        """What the same function in C does, which the linker exports in its place: sandbox/guest/native/entry.c."""
        try:
            return tick(observation)
        except BaseException as error:
            raise Err(describe(error)) from None


def tick(observation: str) -> str:
    return _utf8(_program.tick(observation))


def describe(error: BaseException) -> str:
    return _utf8(runner.describe(error))


def _utf8(text: str) -> str:
    """A lone surrogate in a returned string would trap."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _no_lines(*_: Any, **__: Any) -> list[str]:
    return []


def times() -> os.times_result:
    """`os.times`, of match time: the system's counts from the build."""
    now = time.perf_counter()
    return os.times_result((now, 0.0, 0.0, 0.0, now))


_fillers: collections.deque[object] = collections.deque()  # never freed


def fill_holes() -> None:
    """Collect garbage, then use up the memory that is free between the image's objects.

    What a bot makes would otherwise be put there, all over the image, and every page that is written to is copied for
    that instance alone. Now it lies together, behind the image: half the private pages, and a quicker start.
    """
    gc.collect()
    behind = id(bytes(1 << 20))  # where a block goes that no hole has room for
    for size in [*range(1 << 16, 1 << 10, -512), *range(1 << 10, 0, -8)]:
        while id(filler := bytes(size)) < behind:
            _fillers.append(filler)
    while id(smallest := object()) < behind:
        _fillers.append(smallest)


def settle() -> None:
    """What the image is frozen with: no way to files, no clock but the host's, every path walked once.

    What all bots use is made first, so that it lies together, and the library behind it: pages that nobody touches.
    """
    for module in pkgutil.iter_modules(sys.modules["botkit"].__path__):
        importlib.import_module(f"botkit.{module.name}")
    sys.stdout = sys.stderr = Printed()
    sys.stdin = io.StringIO()
    sys.breakpointhook = _no_lines  # a forgotten breakpoint() is no fault: there is nobody at the keyboard
    time.process_time = time.thread_time = time.perf_counter  # their offsets would be the build's
    time.process_time_ns = time.thread_time_ns = time.perf_counter_ns
    io.open = runner.open_file
    os.times = sys.modules["posix"].times = times  # type: ignore[attr-defined]
    linecache.checkcache = lambda filename=None: None  # tracebacks read no files
    linecache.lazycache = lambda filename, module_globals: False
    linecache.updatecache = _no_lines
    guest_native.install(tick, describe)
    guest_warm.warm_up()
    guest_library.load()
    # componentize-py calls random.seed() before the first call: 2,496 bytes from the host for what `load` seeds anyhow.
    random.Random.seed.__defaults__ = (0, 2)
    sys.path.clear()
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [finder for finder in sys.meta_path if getattr(finder, "__name__", "") != "PathFinder"]
    guest_native.freeze()  # else each collection would touch the image: 10 M fuel each
    fill_holes()
    # Else the build's time. Here at the end: what it replaces leaves a hole.
    sys.modules["logging"]._startTime = MATCH_BEGINS  # type: ignore[attr-defined]


settle()
