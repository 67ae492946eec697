"""The arenas: what is in the disc in which a match takes place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from systems.rules import Rules


@dataclass(frozen=True)
class Arena:
    """An arena of certain rules: a disc about (0, 0)."""

    radius: float  # m, of its edge
    zone_start: int  # tick at which the safe circle begins to shrink from that radius
    zone_end: int  # tick at which it has shrunk
    zone_radius: float  # m, at the end
    beacon: bool = False  # whether there is one at the centre
    asteroids: int = 0
    star: bool = False  # whether there is one at the centre


ArenaOf = Callable[[Rules], Arena]


def open_arena(rules: Rules) -> Arena:
    """Nothing but the beacon."""
    return Arena(rules.arena_radius, rules.zone_start, rules.zone_end, rules.zone_radius, beacon=True)


def belt(rules: Rules) -> Arena:
    """Asteroids that drift around the beacon."""
    return replace(open_arena(rules), asteroids=2 * rules.asteroid_pairs)


def well(rules: Rules) -> Arena:
    """A star in place of the beacon."""
    return Arena(rules.arena_radius, rules.zone_start, rules.zone_end, rules.well_zone_radius, star=True)


ARENAS: Mapping[str, ArenaOf] = {"open": open_arena, "belt": belt, "well": well}
