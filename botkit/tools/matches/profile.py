"""The cost of a bot: fuel per tick in the sandbox, or time per function in this process, compared with the limits."""

from __future__ import annotations

import cProfile
import pstats
import re
import time
from pathlib import Path
from statistics import mean, median

from rich.console import Console
from rich.table import Table

from league.bots.roster import Entry
from league.match.agents import Agent
from sandbox.identity import module_of
from sandbox.limits import Limits

COSTLIEST = 5  # ticks shown
FUNCTIONS = 8  # functions shown of the bot's own, and as many others
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


class MeteredAgent:
    """An agent whose ticks are metered: in fuel, or in time per function for a local bot."""

    def __init__(self, entry: Entry, agent: Agent, local: bool) -> None:
        self.name, self.path, self._agent = entry.name, entry.path, agent
        self.is_module = module_of(entry.files) is not None
        self.started: int | None = None  # fuel of load and start
        self.costs: list[float] = []  # per tick: fuel, or ms for a local bot
        self.profile = cProfile.Profile() if local else None

    @property
    def fuel_used(self) -> int | None:
        return self._agent.fuel_used

    def start(self, briefing: str) -> str:
        answer = self._agent.start(briefing)
        self.started = self._agent.fuel_used
        return answer

    def tick(self, observation: bytes, time_ns: int) -> str:
        if self.profile is None:
            try:
                return self._agent.tick(observation, time_ns)
            finally:
                self.costs.append(self._agent.fuel_used or 0)
        began = time.perf_counter()
        self.profile.enable()
        try:
            return self._agent.tick(observation, time_ns)
        finally:
            self.profile.disable()
            self.costs.append((time.perf_counter() - began) * 1000)

    def charge(self, seconds: float) -> None:
        self._agent.charge(seconds)

    def close(self) -> None:
        self._agent.close()


def show(console: Console, meters: list[MeteredAgent], limits: Limits) -> None:
    """Print tables of the cost of each bot."""
    for meter in meters:
        if not meter.costs:
            continue
        if meter.profile is None:
            _show_fuel(console, meter, limits)
        else:
            _show_time(console, meter)


def _show_fuel(console: Console, meter: MeteredAgent, limits: Limits) -> None:
    costs, limit, load_limit = meter.costs, limits.tick_fuel, limits.load_fuel
    if meter.is_module:
        limit, load_limit = limits.module_tick_fuel, limits.module_load_fuel
    console.print(f"\n{meter.name}: fuel per tick")
    table = Table("", "fuel", "of the limit")
    if meter.started is not None:
        table.add_row("load and start", f"{meter.started:,}", f"{meter.started / load_limit:.1%}")
    for name, value in (("mean", mean(costs)), ("median", median(costs)), ("maximum", max(costs))):
        table.add_row(name, f"{value:,.0f}", f"{value / limit:.1%}")
    console.print(table)
    console.print("most expensive ticks: " + ", ".join(f"{tick} ({cost:,.0f})" for tick, cost in _costliest(costs)))
    console.print(f"the limit is {limit / max(max(costs), 1):.1f} times the maximum")


def _show_time(console: Console, meter: MeteredAgent) -> None:
    assert meter.profile is not None
    costs = meter.costs
    console.print(f"\n{meter.name}: time per tick in this process; the league counts fuel, see --sandbox")
    console.print(f"mean {mean(costs):.3f} ms, median {median(costs):.3f} ms, maximum {max(costs):.3f} ms")
    console.print("most expensive ticks: " + ", ".join(f"{tick} ({cost:.3f} ms)" for tick, cost in _costliest(costs)))
    table = Table("function", "calls", "own ms", "all ms")
    stats = pstats.Stats(meter.profile).stats  # type: ignore[attr-defined]
    own_files = [item for item in stats.items() if item[0][0].startswith(str(meter.path))]
    others = [item for item in stats.items() if item not in own_files]
    shown = sorted(own_files, key=lambda item: -item[1][3])[:FUNCTIONS]
    shown += sorted(others, key=lambda item: -item[1][2])[:FUNCTIONS]
    for (file, line, name), (calls, _, own, whole, _) in shown:
        where = _ADDRESS.sub("", name) if file in ("~", "") else f"{name} ({Path(file).name} line {line})"
        table.add_row(where, f"{calls:,}", f"{own * 1000:.1f}", f"{whole * 1000:.1f}")
    console.print(table)


def _costliest(costs: list[float]) -> list[tuple[int, float]]:
    return sorted(enumerate(costs), key=lambda item: (-item[1], item[0]))[:COSTLIEST]
