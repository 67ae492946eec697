"""Timing of calls."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def seconds(act: Callable[[], object], times: int) -> float:
    """Return the mean wall-clock time of a call, s."""
    return _mean(act, times, time.perf_counter)


def processor_seconds(act: Callable[[], object], times: int) -> float:
    """Return the mean CPU time of a call in this process, s, which does not depend on the machine's other load."""
    return _mean(act, times, time.process_time)


def in_turns(first: Callable[[], object], second: Callable[[], object], turns: int, times: int) -> tuple[float, float]:
    """Return the median times of both, s, measured alternately."""
    pairs = [(seconds(first, times), seconds(second, times)) for _ in range(turns + 1)][1:]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def medians(measures: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """Return the median of each measure, taken alternately, so that a busy machine affects all alike."""
    turns = [[measure() for measure in measures] for _ in range(rounds)]
    return [statistics.median(values) for values in zip(*turns, strict=True)]


def _mean(act: Callable[[], object], times: int, clock: Callable[[], float]) -> float:
    began = clock()
    for _ in range(times):
        act()
    return (clock() - began) / times
