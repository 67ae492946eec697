"""What a bot's tick costs outside of the bot."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

from benchmarks.league.matches import duels
from benchmarks.report import Row
from league.match.agents import Agent
from league.match.batch import Job, about
from league.match.manager import MatchSession, play
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest


class _Timed:
    """An agent that sums up the time spent inside its program, and counts the calls."""

    def __init__(self, program: Agent) -> None:
        self._program = program
        self.fuel_used: int | None = None
        self.inside = 0.0
        self.calls = 0
        self.ticks = 0

    def start(self, briefing: str) -> str:
        began = time.thread_time()
        answer = self._program.start(briefing)
        self._add(began)
        return answer

    def tick(self, observation: bytes, time_ns: int) -> str:
        began = time.thread_time()
        action = self._program.tick(observation, time_ns)
        self._add(began)
        self.ticks += 1
        return action

    def charge(self, seconds: float) -> None:
        self._program.charge(seconds)

    def close(self) -> None:
        began = time.thread_time()
        self._program.close()
        self._add(began)

    def _add(self, began: float) -> None:
        self.fuel_used = self._program.fuel_used
        self.inside += time.thread_time() - began
        self.calls += 1


class _Nothing:
    """An agent without a program."""

    fuel_used: int | None = None

    def start(self, briefing: str) -> str:
        return ""

    def tick(self, observation: bytes, time_ns: int) -> str:
        return ""

    def charge(self, seconds: float) -> None:
        pass

    def close(self) -> None:
        pass


def _cost(calls: int = 2000) -> tuple[float, float]:
    """Return the cost of timing a call, in s, outside of the measured time and in it; the clock is a system call."""
    plain = _Nothing()
    timed = _Timed(plain)
    whole = []
    for agent in (plain, timed):
        began = time.thread_time()
        for _ in range(calls):
            agent.tick(b"", 0)
        whole.append(time.thread_time() - began)
    return (whole[1] - whole[0] - timed.inside) / calls, timed.inside / calls


def host_time(rounds: int) -> list[Row]:
    """Measure engine, observations, orders and logs: a batch's time without its programs' start, ticks and end."""
    outside, inside = zip(*(_batch(duels(16)) for _ in range(rounds)), strict=True)
    host, guests = statistics.median(outside), statistics.median(inside)
    return [
        Row("inside the guests, a bot and tick, 16 duels", guests, "us"),
        Row("outside the guests, a bot and tick, 16 duels", host, "us", "inside the guests", guests / host),
    ]


def _batch(jobs: Sequence[Job]) -> tuple[float, float]:
    """Return microseconds per bot and tick, outside and inside the guests."""
    guest, limits = Guest.load(), Limits()
    agents = [
        [_Timed(Program(guest, seat.name, seat.files, job.setup.bot_seed(side))) for side, seat in enumerate(job.seats)]
        for job in jobs
    ]
    matches = [
        MatchSession(job.setup, job.seats, own, about(guest, limits)) for job, own in zip(jobs, agents, strict=True)
    ]
    began = time.thread_time()
    play(matches)
    total = time.thread_time() - began
    timed = [agent for own in agents for agent in own]
    inside, ticks, calls = (sum(getattr(agent, name) for agent in timed) for name in ("inside", "ticks", "calls"))
    around, within = (calls * cost for cost in _cost())
    return (total - inside - around) / ticks * 1e6, (inside - within) / ticks * 1e6
