"""The arenas: the contents of the disc in which a match takes place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from systems.rules import TICK_RATE, Rules


@dataclass(frozen=True)
class ArenaSpec:
    """An arena under given rules: a disc centred on (0, 0)."""

    radius: float  # m, to its edge
    zone_start: int  # tick at which the safe circle starts to shrink from that radius
    zone_end: int  # tick at which it stops shrinking
    zone_radius: float  # m, of the safe circle at the end
    beacon: bool = False  # whether the arena has one
    beacon_points: float = 0.0  # points that win, scored by holding it
    beacon_distances: tuple[float, float] = (0.0, 0.0)  # m, of its centre from the arena's, minimum and maximum
    beacon_turn: int = 0  # 2^-32 turn per tick, of its orbit around the arena's centre
    asteroids: int = 0
    star: bool = False  # whether the arena has one, at its centre


ArenaOf = Callable[[Rules], ArenaSpec]


def open_arena(rules: Rules) -> ArenaSpec:
    """Return an arena with only the beacon."""
    distances = (rules.beacon_distance_min, rules.beacon_distance_max)
    zone = (rules.zone_start, rules.zone_end, rules.zone_radius)
    return ArenaSpec(rules.arena_radius, *zone, True, rules.beacon_points, distances)


def belt(rules: Rules) -> ArenaSpec:
    """Return an arena with asteroids that drift around the beacon."""
    return replace(open_arena(rules), asteroids=2 * rules.asteroid_pairs)


def well(rules: Rules) -> ArenaSpec:
    """Return an arena with a star at the centre, and the beacon in orbit around it."""
    turn = round(2**32 * rules.well_beacon_turns / TICK_RATE) % 2**32
    still = replace(open_arena(rules), zone_radius=rules.well_zone_radius, star=True)
    return replace(still, beacon_distances=(rules.well_beacon_distance,) * 2, beacon_turn=turn)


ARENAS: Mapping[str, ArenaOf] = {"open": open_arena, "belt": belt, "well": well}
