"""Threats: the shots on their way to hit a ship."""

from __future__ import annotations

import math

from botkit import hints
from botkit.contact import Own, Projectile
from botkit.motion import Motion, Pass, State

NEAR = 2.0  # m beyond the hull: who thrusts the other way in the last tick before is hit all the same
SLANT = 0.2  # share of a direction: thrust is not used for less


class Threat(hints.Explained):
    """A shot of another side that hits the ship, or passes within 2 m of it, if the ship glides on without thrust."""

    __slots__ = ("_passing", "_radius", "_shot")

    def __init__(self, shot: Projectile, passing: Pass, radius: float) -> None:
        self._shot = shot
        self._passing = passing
        self._radius = radius

    def _missing(self, name: str) -> str:
        return hints.missing("a threat", name, Threat, "threats")

    @property
    def shot(self) -> Projectile:
        """The shot."""
        return self._shot

    @property
    def time(self) -> float:
        """Time until it hits, or passes, s."""
        return self._passing.reaches(self._radius)

    @property
    def miss(self) -> float:
        """Distance of its path from the ship's centre, m: it hits if that is less than the ship's radius."""
        return self._passing.miss

    def __repr__(self) -> str:
        return f"<threat by shot {self.shot.id} in {self.time:.2f} s, {self.miss:.0f} m from the centre>"


def state_of(own: Own) -> State:
    """Return a ship's own state as place and velocity."""
    return own["x"], own["y"], own["vx"], own["vy"]


def passes(motion: Motion, own: Own, shot: Projectile, near: float) -> Pass | None:
    """Return how a shot passes a ship that glides on; None if no nearer than `near`, m."""
    row = shot._row
    return motion.passing((row[2], row[3], row[4], row[5]), row[6], state_of(own), near)


def find(motion: Motion, own: Own, side: int, shots: list[Projectile]) -> list[Threat]:
    """Return the threats to a ship of a side, soonest first."""
    radius, state = motion.rules.ship_radius, state_of(own)
    found = []
    for shot in shots:
        row = shot._row
        if row[1] != side:
            passing = motion.passing((row[2], row[3], row[4], row[5]), row[6], state, radius + NEAR)
            if passing is not None:
                found.append(Threat(shot, passing, radius))
    return sorted(found, key=lambda threat: (threat.time, threat.shot.id)) if len(found) > 1 else found


class Escape:
    """Full thrust to one side of a shot's path.

    Args:
        left: whether it leads to the left of the shot, as seen along its flight.

    Attributes:
        thrust, strafe: the orders, -1, 0 or 1.
        push: their acceleration as x + y j, m/s^2.
    """

    def __init__(self, motion: Motion, own: Own, passing: Pass, left: bool) -> None:
        rules = motion.rules
        away = complex(-passing.vy, passing.vx) if left else complex(passing.vy, -passing.vx)
        keep = 1.0 - rules.turn_drag * motion.dt
        heading = own["heading"] + keep * own["spin"] * motion.dt
        facing = complex(math.cos(heading), math.sin(heading))
        aside = away / (abs(away) or 1.0) * facing.conjugate()  # ahead + left j, in the ship's frame
        self.thrust = 0 if abs(aside.real) < SLANT else 1 if aside.real > 0.0 else -1
        self.strafe = 0 if abs(aside.imag) < SLANT else 1 if aside.imag > 0.0 else -1
        ahead = rules.thrust_forward if self.thrust > 0 else rules.thrust_backward
        self.push = complex(self.thrust * ahead, self.strafe * rules.thrust_side) * facing
        self._motion = motion

    def moved(self, time: float) -> complex:
        """Return how far it takes the ship from gliding on, as x + y j, m."""
        return self.push * (0.5 * time * (time + self._motion.dt) * (1.0 - self._motion.rules.drag * time / 3.0))

    def clearance(self, passing: Pass) -> float:
        """Return the distance of a shot's path from the ship's hull then, m; negative if it hits."""
        moved, speed = self.moved(passing.time), math.hypot(passing.vx, passing.vy) or 1.0
        across = (passing.x - moved.real) * passing.vy - (passing.y - moved.imag) * passing.vx
        return abs(across) / speed - self._motion.rules.ship_radius

    def cost(self, time: float) -> float:
        """Return the energy that it takes, points."""
        return self._motion.rules.thrust_cost * (abs(self.thrust) + abs(self.strafe)) * time
