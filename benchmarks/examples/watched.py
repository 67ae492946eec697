"""Batches of games with statistics on shots and hits beside the result, played in workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from engine.log import read_log
from league.match.agents import LocalAgent
from league.match.batch import Job, play_batch
from league.match.manager import MatchOutcome, MatchSession, Seat, play
from sandbox.identity import texts_of
from systems.replay.trace import list_events

SHARE = 4  # one of this many games is watched, because that takes another simulation


class SeatShots(TypedDict):
    """Statistics of a seat in a watched game."""

    shots: list[int]  # by power
    hits: list[int]  # by power
    took: int  # hits
    shielded: int  # of these


@dataclass(frozen=True)
class WatchedOutcome(MatchOutcome):
    """An outcome without its log; `seats` is empty in the games that are not watched."""

    seats: list[SeatShots]


def sandboxed(jobs: Sequence[Job]) -> list[WatchedOutcome]:
    """Play as in a league, and watch."""
    return _watched(jobs, play_batch(jobs))


def local(jobs: Sequence[Job]) -> list[WatchedOutcome]:
    """Play trusted bots outside the sandbox, which is faster, and watch."""
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


def _watched(jobs: Sequence[Job], outcomes: Sequence[MatchOutcome]) -> list[WatchedOutcome]:
    """Return the outcomes without their logs, some with the statistics of each seat."""
    return [
        WatchedOutcome(b"", b"", outcome.result, outcome.forfeited, [] if job.number % SHARE else _watch(job, outcome))
        for job, outcome in zip(jobs, outcomes, strict=True)
    ]


def _watch(job: Job, outcome: MatchOutcome) -> list[SeatShots]:
    """Return the statistics of each seat."""
    seats: list[SeatShots] = [
        {"shots": [0, 0, 0], "hits": [0, 0, 0], "took": 0, "shielded": 0} for _ in outcome.result["seats"]
    ]
    ships = job.setup.ships
    for event in list_events(read_log(outcome.log)):
        if event["kind"] == "shot":
            seats[event["ship"] // ships]["shots"][event["power"] - 1] += 1
        elif event["kind"] == "hit":
            seats[event["by"] // ships]["hits"][event["power"] - 1] += 1
            seats[event["ship"] // ships]["took"] += 1
            seats[event["ship"] // ships]["shielded"] += event["shielded"]
    return seats
