"""Matches of every mode and arena, and a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.chromium import Chromium
from benchmarks.viewer.scenes import random_match
from engine.log import MatchLog, read_log
from systems.modes import MODES
from systems.setup import Setup

GOLDEN = Path(__file__).parents[2] / "systems" / "golden"
SIZES = {"fleet": (2, 4), "melee": (5, 1)}  # sides and ships per side


@pytest.fixture(scope="session")
def matches() -> dict[str, MatchLog]:
    """The golden log of each mode, and a random match of each mode and arena."""
    found = {f"golden {mode}": read_log((GOLDEN / f"{mode}.bin").read_bytes()) for mode in MODES}
    for name, mode in MODES.items():
        sides, ships = SIZES.get(name, (2, 1))
        for arena in mode.arenas:
            found[f"{name} {arena}"] = random_match(Setup(name, 3, arena, sides, ships, max_ticks=300))
    return found


@pytest.fixture(scope="session")
def browse(chromium: str) -> Iterator[Callable[..., Chromium]]:
    """Start browsers of a size."""
    started: dict[tuple[object, ...], Chromium] = {}

    def start(width: int = 1280, height: int = 720, scale: float = 1.0, mobile: bool = False) -> Chromium:
        size = width, height, scale, mobile
        if size not in started:
            started[size] = Chromium(*size)
        browser = started[size]
        browser.messages.clear()
        browser.requests.clear()
        return browser

    yield start
    for browser in started.values():
        browser.close()
