"""The kit's C in the guest does what its Python does, bit for bit and word for word."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import kit_cases  # type: ignore[import-not-found]
import pytest
from pure_kit import BOTKIT, PARTS, pure  # type: ignore[import-not-found]

from sandbox import native

CASES = int(os.environ.get("KIT_CASES", "100000"))
COMPARING = f"""
import sys
import kit_cases
import {", ".join(f"pure_{name}" for name in PARTS)}

python = kit_cases.Kit(lambda name: globals()["pure_" + name])
native = kit_cases.Kit(lambda name: sys.modules["botkit." + name], sys.modules["botkit.runner"].read_observation)

def bot_main(observation):
    seed, count = observation["seed"], observation["count"]
    return {{"log": "\\n".join(kit_cases.differences(python, native, seed, count))[:3000]}}
"""


@pytest.fixture(scope="module")
def bot_files() -> list[tuple[str, str]]:
    cases = Path(kit_cases.__file__).read_text()
    return [("main.py", COMPARING), ("kit_cases.py", cases), *map(pure, PARTS)]


def test_calls_in_the_guest_do_what_the_python_does(start, bot_files):
    bot = start(bot_files, tick_fuel=10**11, match_wall=3600.0, call_wall=100.0)
    each = 5_000
    for seed in range(-(-CASES // each)):
        answer = json.loads(bot.tick(json.dumps({"seed": seed, "count": each}).encode(), 0))
        assert answer.get("log", "") == ""


@pytest.fixture(scope="module")
def kits() -> Iterator[tuple[Any, Any]]:
    """The Python, and a copy of botkit in this process with the same C in it."""
    try:
        compiled = native.load_for_host()
    except native.CompileError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    python = kit_cases.Kit(lambda name: importlib.import_module(f"botkit.{name}"))
    yield python, kit_cases.Kit(copy_with(compiled).get, lambda text: compiled.read_rows(text) or json.loads(text))


def copy_with(compiled: ModuleType) -> dict[str, ModuleType]:
    """Import botkit anew, with C in it; the modules by name."""
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "botkit"}
    for name in kept:
        del sys.modules[name]
    sys.modules["_botkit"] = compiled
    sys.path.insert(0, str(BOTKIT.parent / "sandbox" / "guest"))
    try:
        importlib.import_module("guest_kit").install()
        return {name: importlib.import_module(f"botkit.{name}") for name in PARTS}
    finally:
        del sys.path[0], sys.modules["_botkit"]
        sys.modules.pop("guest_kit", None)
        for name in [name for name in sys.modules if name.partition(".")[0] == "botkit"]:
            del sys.modules[name]
        sys.modules.update(kept)


def test_calls_in_this_process_do_what_the_python_does(kits):
    found = [line for seed in range(10) for line in kit_cases.differences(*kits, 1000 + seed, CASES // 10)]
    assert not found, "\n".join(found[:20])
