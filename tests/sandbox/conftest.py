"""A real guest for every test, and programs that are closed afterwards."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "helpers"))

from sandbox import Guest, Limits, Program, native

Make = Callable[..., Program]

COLUMNS = {
    "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
    "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
    "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
}


@pytest.fixture(scope="session")
def guest() -> Guest:
    return Guest.load(check=True)


@pytest.fixture(scope="session")
def compiled() -> ModuleType:
    """The guest's extension module, compiled for this process."""
    try:
        return native.load_for_host()
    except native.CompilerError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def briefing() -> str:
    """A match's briefing; the plain form of a bot needs no rules."""
    return json.dumps(
        {"protocol": 1, "mode": "duel", "arena": {"name": "open", "radius": 1000.0, "bodies": []}, "rules": {}}
        | {"side": 0, "sides": 2, "ships": [0], "tick_rate": 30, "max_ticks": 1800, "seed": 7, "columns": COLUMNS}
    )


@pytest.fixture
def make(guest: Guest) -> Iterator[Make]:
    """Create a program from one source text (or a list of files), not started."""
    made: list[Program] = []

    def build(source: str | list[tuple[str, str]], seed: int = 7, **limits: Any) -> Program:
        files = [("main.py", source)] if isinstance(source, str) else source
        made.append(Program(guest, "tested", files, seed, Limits(**limits)))
        return made[-1]

    yield build
    for program in made:
        program.close()


@pytest.fixture
def start(make: Make, briefing: str) -> Make:
    """Create and start a program."""

    def build(source: str | list[tuple[str, str]], **options: float) -> Program:
        program = make(source, **options)
        program.start(briefing)
        return program

    return build
