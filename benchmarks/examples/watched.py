"""Batches of games that are watched: beside the result, who fired and hit how often. They run in workers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from engine.log import read_log
from league.match.agents import LocalAgent
from league.match.batch import Job, play_batch
from league.match.manager import MatchOutcome, MatchSession, Seat, play
from sandbox.identity import texts_of
from systems.replay.events import list_events

SHARE = 4  # one game in so many is watched, since that takes simulating it again


def sandboxed(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play as a league does, and watch."""
    return _watched(jobs, play_batch(jobs))


def local(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play bots of one's own outside the sandbox, which is faster, and watch."""
    outcomes: dict[int, MatchOutcome] = {}
    for size in {(job.setup.mode, job.setup.arena, job.setup.sides): None for job in jobs}:
        same = [job for job in jobs if (job.setup.mode, job.setup.arena, job.setup.sides) == size]
        played = play([MatchSession(job.setup, job.seats, _agents(job), {}) for job in same])
        outcomes.update((job.number, outcome) for job, outcome in zip(same, played, strict=True))
    return _watched(jobs, [outcomes[job.number] for job in jobs])


def _agents(job: Job) -> list[LocalAgent]:
    def agent(side: int, seat: Seat) -> LocalAgent:
        return LocalAgent(seat.name, texts_of(seat.files), job.setup.bot_seed(side), f"{seat.name}.py")

    return [agent(side, seat) for side, seat in enumerate(job.seats)]


def _watched(jobs: Sequence[Job], outcomes: Sequence[MatchOutcome]) -> list[MatchOutcome]:
    """The outcomes without their logs; of some with what was seen in each seat."""
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.number % SHARE == 0:
            _watch(job, outcome)
    return [MatchOutcome(b"", b"", outcome.result, outcome.forfeited) for outcome in outcomes]


def _watch(job: Job, outcome: MatchOutcome) -> None:
    """Note each seat's `shots` and `hits` by power, the hits that it `took`, and how many of them `shielded`."""
    seats = cast(list[dict[str, Any]], outcome.result["seats"])
    for seat in seats:
        seat.update(shots=[0, 0, 0], hits=[0, 0, 0], took=0, shielded=0)
    ships = job.setup.ships
    for event in list_events(read_log(outcome.log)):
        if event["kind"] == "shot":
            seats[event["ship"] // ships]["shots"][event["power"] - 1] += 1
        elif event["kind"] == "hit":
            seats[event["by"] // ships]["hits"][event["power"] - 1] += 1
            seats[event["ship"] // ships]["took"] += 1
            seats[event["ship"] // ships]["shielded"] += event["shielded"]
