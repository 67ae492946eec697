"""What a page is told of a match besides its states: names, rules, result, reasons and events, as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from systems.components import BeaconPosition
from systems.replay.trace import Trace
from systems.rules import TICK_RATE, UNIT
from viewer.model.colors import Color
from viewer.model.moments import MATTERS, moments
from viewer.model.reasons import reasons, verdict
from viewer.model.seats import Seats
from viewer.model.sidecar import Sidecar
from viewer.web.shots import shares
from viewer.web.states import GRID, HEADINGS, TENTHS, asteroid_radii

FORMAT = 2  # of the packed bytes


def describe(trace: Trace, sidecar: Sidecar) -> dict[str, Any]:
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
        "seed": str(setup.seed),  # a number of JavaScript holds only 53 bits
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
        "reasons": [[reason.tick, reason.side, reason.describe(seats.names)] for reason in reasons(trace)],
        "events": [[one.tick, one.kind, one.side, one.text] for one in found if one.kind in MATTERS],
        "kills": [[e["tick"], e["ship"], e["x"], e["y"]] for e in trace.events if e["kind"] == "kill"],
        "contacts": [one.tick for one in found if one.kind in ("collision", "wall")],
        "fuel": _fuel_limit(trace),
    }


def color_code(color: Color) -> str:
    """Return a colour as `#rrggbb`."""
    return "#" + "".join(f"{round(255 * part):02x}" for part in color)


def _place(trace: Trace) -> dict[str, Any]:
    arena, rules = trace.game.arena, trace.game.rules
    place = trace.columns["matches"][BeaconPosition]
    beacon = {
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


def _rules(trace: Trace) -> dict[str, Any]:
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


def _result(trace: Trace, names: Sequence[str]) -> dict[str, Any] | None:
    found, result = verdict(trace, names), trace.result
    if found is None or result is None:
        return None
    return {"winner": found.winner, "who": found.who, "how": found.how, "why": found.why, "ranks": result["ranks"]}


def _fuel_limit(trace: Trace) -> int | None:
    """Return the fuel that a program may use in a tick, if the header says so."""
    limits = trace.log.header.get("limits")
    fuel = limits.get("tick_fuel") if isinstance(limits, dict) else None
    return fuel if type(fuel) is int and fuel > 0 else None
