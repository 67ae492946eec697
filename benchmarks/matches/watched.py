"""Batches of games with statistics beside the result, played in workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.matches.statistics import GameStatistics, statistics_of
from engine.log import read_log
from league.match.agents import LocalAgent
from league.match.batch import Job, play_batch
from league.match.manager import MatchOutcome, MatchSession, Seat, play
from sandbox.identity import texts_of


@dataclass(frozen=True)
class WatchedOutcome(MatchOutcome):
    """An outcome without its log."""

    statistics: GameStatistics


def sandboxed(jobs: Sequence[Job]) -> list[WatchedOutcome]:
    """Play as in a league, and watch."""
    return _watched(play_batch(jobs))


def local(jobs: Sequence[Job]) -> list[WatchedOutcome]:
    """Play trusted bots outside the sandbox, which is faster, and watch."""
    outcomes: dict[int, MatchOutcome] = {}
    for setup in {job.setup.with_seed(0): None for job in jobs}:
        same = [job for job in jobs if job.setup.with_seed(0) == setup]
        played = play([MatchSession(job.setup, job.seats, _agents(job), {}) for job in same])
        outcomes.update((job.number, outcome) for job, outcome in zip(same, played, strict=True))
    return _watched([outcomes[job.number] for job in jobs])


def _agents(job: Job) -> list[LocalAgent]:
    def agent(side: int, seat: Seat) -> LocalAgent:
        return LocalAgent(seat.name, texts_of(seat.files), job.setup.bot_seed(side), f"{seat.name}.py")

    return [agent(side, seat) for side, seat in enumerate(job.seats)]


def _watched(outcomes: Sequence[MatchOutcome]) -> list[WatchedOutcome]:
    """Return the outcomes with the statistics of their games in place of their logs."""
    found = statistics_of([read_log(outcome.log) for outcome in outcomes])
    return [
        WatchedOutcome(b"", b"", outcome.result, outcome.forfeited, statistics)
        for outcome, statistics in zip(outcomes, found, strict=True)
    ]
