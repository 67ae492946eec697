"""Results: who won, and how."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypedDict

from engine.component import flat_indices
from engine.digest import sha256
from engine.world import World
from systems.components import NEVER, Hull, Outcome, Score
from systems.config import GameConfig
from systems.rules import UNIT
from systems.setup import Setup

MAX_FAULTS = 10  # maximum per seat in a result


class Ending(StrEnum):
    """How a match ended. The values are written to logs and stores."""

    ELIMINATION = "elimination"
    BEACON = "beacon"
    TIME = "time"
    FORFEIT = "forfeit"
    VOID = "void"  # in leagues only: the match could not be played


class SeatScore(TypedDict):
    """Final score of a seat, in points."""

    points: float
    hull: float  # sum over its ships
    damage: float  # dealt


class Result(TypedDict):
    """Result of a simulation, ready for JSON."""

    ticks: int
    how: Ending
    winner: int | None  # seat; None for a draw
    ranks: list[int]  # by seat, from 1; ties share the better rank
    seats: list[SeatScore]
    digest: str  # state hash of the last state


class FaultRecord(TypedDict):
    """A program's fault."""

    tick: int
    kind: str  # its FaultKind
    message: str


class ProgramReport(TypedDict):
    """What the match manager knows of a seat's program."""

    bot: str
    faults: list[FaultRecord]  # the first MAX_FAULTS
    fuel_max: int | None  # highest fuel of one tick; None outside the sandbox


class SeatReport(SeatScore, ProgramReport):
    """A seat in a recorded result."""

    seat: int


class MatchResult(TypedDict):
    """A result as it is recorded and shown, ready for JSON: that of the simulation, its setup and its programs."""

    mode: str
    arena: str
    seed: int
    code_version: int
    ticks: int
    how: Ending
    winner: int | None
    ranks: list[int]
    seats: list[SeatReport]
    digest: str


def ended_at(world: World, w: int) -> int:
    """Return the tick of the last state of match `w`, 0 while it continues."""
    return int(world["matches"][Outcome].ended[0, w])


def ended(world: World) -> list[int]:
    """Return the matches that have ended."""
    over: list[int] = flat_indices(world["matches"][Outcome].ended).tolist()
    return over


def ranks(world: World, w: int) -> list[int]:
    """Return the rank of each seat of match `w`, at the tick at which it ended: from 1; ties share the better rank."""
    standing = world["seats"][Score]
    columns = (
        standing.forfeited[:, w],
        standing.fell[:, w],
        standing.score[:, w],
        _hull(world, w),
        standing.dealt[:, w],
    )
    order = [[int(number) for number in numbers] for numbers in zip(*columns, strict=True)]
    places = [own if own[0] == NEVER else own[:1] for own in order]  # forfeits in the same tick are a tie
    return [1 + sum(other > own for other in places) for own in places]


def result(world: World, w: int) -> Result:
    """Return the result of match `w`, at the tick at which it ended."""
    standing, order = world["seats"][Score], ranks(world, w)
    scores = zip(standing.score[:, w].tolist(), _hull(world, w), standing.dealt[:, w].tolist(), strict=True)
    return {
        "ticks": int(world.tick[w]),
        "how": ending(world, w),
        "winner": order.index(1) if order.count(1) == 1 else None,
        "ranks": order,
        "seats": [
            {"points": _points(score), "hull": _points(left), "damage": _points(dealt)} for score, left, dealt in scores
        ],
        "digest": sha256(world, w),
    }


def _hull(world: World, w: int) -> list[int]:
    """Return the units of hull left to each seat of match `w`."""
    game = world.resource(GameConfig)
    left: list[int] = world["ships"][Hull].points[:, w].reshape(game.sides, game.per_side).clip(0).sum(axis=1).tolist()
    return left


def final_result(world: World, w: int) -> Result | None:
    """Return the result of match `w`, None while it continues."""
    return result(world, w) if ended_at(world, w) else None


def match_result(setup: Setup, simulated: Result, programs: Sequence[ProgramReport]) -> MatchResult:
    """Return a result as it is recorded. `programs` has one report per seat."""
    return {
        "mode": setup.mode,
        "arena": setup.arena,
        "seed": setup.seed,
        "code_version": setup.code_version,
        "ticks": simulated["ticks"],
        "how": simulated["how"],
        "winner": simulated["winner"],
        "ranks": simulated["ranks"],
        "seats": [
            {
                "seat": seat,
                "bot": program["bot"],
                "points": score["points"],
                "hull": score["hull"],
                "damage": score["damage"],
                "faults": program["faults"],
                "fuel_max": program["fuel_max"],
            }
            for seat, (score, program) in enumerate(zip(simulated["seats"], programs, strict=True))
        ],
        "digest": simulated["digest"],
    }


def ending(world: World, w: int) -> Ending:
    """Return how match `w` ended, at the tick at which it did."""
    game, standing = world.resource(GameConfig), world["seats"][Score]
    now = int(world.tick[w])
    if (standing.forfeited[:, w] == now).any():
        return Ending.FORFEIT
    if (standing.fell[:, w] == NEVER).sum() <= 1:
        return Ending.ELIMINATION
    if game.arena.beacon and (standing.score[:, w] >= game.beacon_points).any():
        return Ending.BEACON
    return Ending.TIME


def _points(units: int) -> float:
    return round(units / UNIT, 3) + 0.0
