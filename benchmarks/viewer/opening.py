"""The time to open a log, and to seek in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from benchmarks.report import Measurement
from benchmarks.timing import medians, seconds
from engine.log import MatchLog
from systems.replay.simulation import MatchReplay
from viewer.model.recording import Recording


def opening(log: MatchLog, recording: Recording, rounds: int) -> Iterator[Measurement]:
    """Measure opening the log of `recording`, and seeking in its second half, and simulation from the start."""
    places, last = random.Random(2), recording.ticks
    opened, simulated = medians(
        [lambda: seconds(lambda: Recording(log), 1), lambda: seconds(lambda: simulate(log, last), 1)], rounds
    )
    seek, from_start = medians(
        [
            lambda: seconds(lambda: recording.digest(places.randrange(last // 2, last)), 1),
            lambda: seconds(lambda: simulate(log, places.randrange(last // 2, last)), 1),
        ],
        rounds,
    )
    furthest = max(seconds(partial(recording.digest, k * 32), 1) for k in range(last // 32, 0, -1))
    yield Measurement(f"open a duel of {last:,} ticks", opened * 1000, "ms", "simulating it", simulated / opened)
    yield Measurement("seek in its second half", seek * 1000, "ms", "simulating from the start", from_start / seek)
    yield Measurement("the longest seek in it", furthest * 1000, "ms")


def simulate(log: MatchLog, ticks: int) -> None:
    """Simulate a replay from the start: the baseline."""
    replay = MatchReplay(log)
    for _ in range(ticks):
        replay.advance()
