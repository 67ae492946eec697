"""What a bot's tick costs outside of its guest, by part."""

from __future__ import annotations

import signal
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.league.matches import duels
from benchmarks.report import Measurement
from benchmarks.timing import processor_seconds
from league.match import manager
from league.match.batch import MAX_SEATS, about, play_batch
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime import call
from sandbox.runtime.guest import Guest
from systems.protocol.orders import clear_orders

_DUELS = MAX_SEATS // 2
_FUNCTIONS = {  # the functions that are timed; the first two are called by each program
    "guests": (call, "_call"),
    "programs": (Program, "tick"),
    "step": (manager, "step"),
    "observations": (manager, "observe"),
}


def host_time(plays: int) -> list[Measurement]:
    """Measure the rounds of a batch of duels by part: the least time of several plays, which are all alike."""
    about(Guest.load(), Limits())  # computed once per process
    every = [_play() for _ in range(plays)]
    calls, cost = sum(times["calls"] for times in every[0]), _cost()
    guests, programs, step, observations, whole = (
        1e6 * float(np.min([[times[part] for times in rounds] for rounds in every], axis=0).sum()) / calls
        for part in (*_FUNCTIONS, "whole")
    )
    outside, around = whole - guests - 2 * cost, programs - guests - cost
    bot = f"a bot and tick, {_DUELS} duels"
    return [
        Measurement(f"inside the guests, {bot}", guests, "us"),
        Measurement(f"outside the guests, {bot}", outside, "us", "inside the guests", guests / outside),
        Measurement("of these, the programs' calls", around, "us"),
        Measurement("of these, the engine's step", step, "us"),
        Measurement("of these, observations", observations, "us"),
        Measurement("of these, answers, logs and the rest", outside - around - step - observations, "us"),
    ]


def _play() -> list[dict[str, float]]:
    """Play a batch, as a worker does; return the times of each round by part, in s, and the number of calls."""
    clock = _Clock()
    with ExitStack() as stack:
        stack.callback(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.SIG_IGN))
        stack.enter_context(patch.object(manager, "clear_orders", clock.starting(clear_orders)))
        for part, (owner, name) in _FUNCTIONS.items():
            stack.enter_context(patch.object(owner, name, clock.timed(part, getattr(owner, name))))
        play_batch(duels(_DUELS))
    clock.end()
    return clock.rounds[1:]  # the first times are of the programs' start


class _Clock:
    """Times functions in each round."""

    def __init__(self) -> None:
        self.rounds: list[dict[str, float]] = [defaultdict(float)]
        self._began = time.thread_time()

    def starting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function with which a round starts."""

        def start(*arguments: Any) -> Any:
            self.end()
            self.rounds.append(defaultdict(float))
            return function(*arguments)

        return start

    def end(self) -> None:
        now = time.thread_time()
        self.rounds[-1]["whole"] = now - self._began
        self._began = now

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function whose time counts as that of a part."""

        def measured(*arguments: Any) -> Any:
            began = time.thread_time()
            result = function(*arguments)
            times = self.rounds[-1]
            times[part] += time.thread_time() - began
            times["calls"] += part == "guests"
            return result

        return measured


def _cost() -> float:
    """Return the microseconds that timing a call takes, mostly outside of the measured time."""

    def nothing() -> None:
        pass

    timed, plain = (
        min(processor_seconds(act, 100) for _ in range(100)) for act in (_Clock().timed("", nothing), nothing)
    )
    return 1e6 * (timed - plain)
