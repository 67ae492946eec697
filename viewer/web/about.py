"""What a page is told of a match besides its states: names, rules, result, reasons and events, as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NotRequired, TypedDict

from systems.components import BeaconPosition
from systems.replay.trace import Trace
from systems.rules import TICK_RATE, UNIT
from viewer.model.colors import Color
from viewer.model.moments import MATTERS, moments
from viewer.model.reasons import reasons, verdict
from viewer.model.seats import Seats
from viewer.model.sidecar import Sidecar
from viewer.web.notes import PageNotes
from viewer.web.shots import shares
from viewer.web.states import GRID, HEADINGS, TENTHS, asteroid_radii

FORMAT = 2  # of the packed bytes


class BeaconValues(TypedDict):
    """The beacon: at tick 0, how fast it moves, and what it gives."""

    radius: float
    x: float
    y: float
    turn: float  # turns per tick
    rate: float
    points: float


class ArenaValues(TypedDict):
    """The arena."""

    radius: float
    zone: list[float]  # first tick, last tick, final radius
    beacon: BeaconValues | None
    star: float  # radius; 0 without one
    asteroids: list[float]


class RuleValues(TypedDict):
    """The rules that a page needs to draw a match."""

    hull: float
    energy: float
    ship: float
    sense: float
    sight: float
    angle: float  # rad, either side of the heading
    damage: list[float]
    shares: list[float]


class ShownResult(TypedDict):
    """The result, and the verdict on it in words."""

    winner: int | None
    who: str
    how: str
    why: str
    ranks: list[int]


class About(TypedDict):
    """What a page is told of a match besides its states; docs/web.md describes each."""

    format: int
    grid: float
    headings: int
    tenths: float
    unit: int
    rate: int
    mode: str
    arena: str
    seed: str  # a number of JavaScript holds only 53 bits
    version: int
    ticks: int
    sides: int
    each: int
    names: list[str]
    colors: list[str]
    place: ArenaValues
    rules: RuleValues
    result: ShownResult | None
    problem: str | None
    reasons: list[tuple[int, int | None, str]]  # tick, side, text
    events: list[tuple[int, str, int | None, str]]  # tick, kind, side, text
    kills: list[tuple[int, int, float, float]]  # tick, ship, x, y
    contacts: list[int]  # ticks
    fuel: int | None  # limit per tick
    notes: NotRequired[PageNotes]


def describe(trace: Trace, sidecar: Sidecar) -> About:
    """Return what a page is told of a match, ready for JSON; the sidecar has the bots' own marks."""
    game, setup, seats = trace.game, trace.setup, Seats(trace)
    found = moments(trace, sidecar, seats.names)
    return {
        "format": FORMAT,
        "grid": GRID,
        "headings": HEADINGS,
        "tenths": TENTHS,
        "unit": UNIT,
        "rate": TICK_RATE,
        "mode": setup.mode,
        "arena": setup.arena,
        "seed": str(setup.seed),
        "version": setup.code_version,
        "ticks": trace.ticks,
        "sides": game.sides,
        "each": game.per_side,
        "names": seats.names,
        "colors": [color_code(color) for color in seats.colors],
        "place": _place(trace),
        "rules": _rules(trace),
        "result": _result(trace, seats.names),
        "problem": trace.check.reason,
        "reasons": [(reason.tick, reason.side, reason.describe(seats.names)) for reason in reasons(trace)],
        "events": [(one.tick, one.kind, one.side, one.text) for one in found if one.kind in MATTERS],
        "kills": [(e["tick"], e["ship"], e["x"], e["y"]) for e in trace.events if e["kind"] == "kill"],
        "contacts": [one.tick for one in found if one.kind in ("collision", "wall")],
        "fuel": _fuel_limit(trace),
    }


def color_code(color: Color) -> str:
    """Return a colour as `#rrggbb`."""
    return "#" + "".join(f"{round(255 * part):02x}" for part in color)


def _place(trace: Trace) -> ArenaValues:
    arena, rules = trace.game.arena, trace.game.rules
    place = trace.columns["matches"][BeaconPosition]
    beacon: BeaconValues = {
        "radius": rules.beacon_radius,
        "x": round(float(place.x[0, 0]), 3),  # at tick 0
        "y": round(float(place.y[0, 0]), 3),
        "turn": arena.beacon_turn / 2**32,  # turns per tick
        "rate": rules.beacon_rate,
        "points": arena.beacon_points,
    }
    return {
        "radius": arena.radius,
        "zone": [arena.zone_start, arena.zone_end, arena.zone_radius],
        "beacon": beacon if arena.beacon else None,
        "star": rules.star_radius if arena.star else 0,
        "asteroids": asteroid_radii(trace),
    }


def _rules(trace: Trace) -> RuleValues:
    rules = trace.game.rules
    return {
        "hull": rules.hull,
        "energy": rules.energy,
        "ship": rules.ship_radius,
        "sense": rules.sense_radius,
        "sight": rules.sight_radius,
        "angle": round(math.acos(math.sqrt(rules.sight_cosine_squared)), 6),  # rad, either side of the heading
        "damage": [0, *rules.shot_damage],
        "shares": shares(trace.game),
    }


def _result(trace: Trace, names: Sequence[str]) -> ShownResult | None:
    found, result = verdict(trace, names), trace.result
    if found is None or result is None:
        return None
    return {"winner": found.winner, "who": found.who, "how": found.how, "why": found.why, "ranks": result["ranks"]}


def _fuel_limit(trace: Trace) -> int | None:
    """Return the fuel that a program may use in a tick, if the header says so."""
    limits = trace.log.header.get("limits")
    fuel = limits.get("tick_fuel") if isinstance(limits, dict) else None
    return fuel if type(fuel) is int and fuel > 0 else None
