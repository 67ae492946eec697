"""Times of calls."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


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
