"""How ships and shots move under the rules of one match, tick by tick as the game does it.

A ship's velocity becomes `(1 - drag dt) velocity + thrust dt + pull dt`, a shot's `velocity + pull dt`; then both move
by it. Only a star pulls. Without one, the sums over the ticks are geometric series.
"""

from __future__ import annotations

import cmath
import math
from typing import NamedTuple

from botkit.arena import Rules

State = tuple[float, float, float, float]  # x, y in m, vx, vy in m/s

FADING = 1e-5  # /tick: drag computed with at least, so that the series can be divided by it
STEADY = 1e-9  # rad/s: below this spin, a ship's thrust keeps its direction


class Pass(NamedTuple):
    """How a shot passes a ship: seen from the ship, where it is when nearest, and how fast."""

    time: float  # s until then, 0 or more
    x: float  # m
    y: float  # m
    vx: float  # m/s
    vy: float  # m/s

    @property
    def miss(self) -> float:
        """Distance of the shot from the ship's centre, m."""
        return math.hypot(self.x, self.y)

    def reaches(self, radius: float) -> float:
        """Return the time until the shot is within `radius` of the ship's centre, or nearest, s."""
        half = radius * radius - self.x * self.x - self.y * self.y
        return max(0.0, self.time - math.sqrt(max(half, 0.0) / (self.vx * self.vx + self.vy * self.vy or 1.0)))


class Motion:
    """Moves bodies under the rules of one match.

    Args:
        star: whether there is a star at the centre, which attracts ships and shots.
    """

    __slots__ = ("dt", "rules", "star")

    def __init__(self, rules: Rules, tick_rate: int, star: bool = False) -> None:
        self.rules = rules
        self.dt = 1.0 / tick_rate
        self.star = star

    def pull(self, x: float, y: float) -> tuple[float, float]:
        """Return the star's pull, m/s^2."""
        if not self.star:
            return 0.0, 0.0
        rules, r2 = self.rules, x * x + y * y
        share = -1000.0 * rules.star_pull / ((r2 + rules.star_radius**2) * (math.sqrt(r2) or 1.0))
        return share * x, share * y

    def thrust(self, before: State, after: State) -> complex:
        """Return the thrust, m/s^2 as x + y j, of a ship in the tick between two states."""
        x, y, vx, vy = before
        keep = 1.0 - self.rules.drag * self.dt
        changed = complex(after[2] - keep * vx, after[3] - keep * vy)
        return changed / self.dt - complex(*self.pull(x, y))

    def ship_after(self, state: State, ticks: float, thrust: complex = 0j, spin: float = 0.0) -> tuple[float, float]:
        """Return where a ship is after `ticks` ticks.

        Args:
            thrust: its present thrust as x + y j, m/s^2, which turns with the ship.
            spin: the ship's angular velocity, rad/s.
        """
        if self.star:
            return self._pulled(state, ticks, self.rules.drag, thrust, spin)
        x, y, vx, vy = state
        dt = self.dt
        keep = 1.0 - max(self.rules.drag * dt, FADING)
        faded = keep**ticks
        glide = keep * (1.0 - faded) / (1.0 - keep) * dt
        x, y = x + vx * glide, y + vy * glide
        if thrust:
            turn = cmath.rect(1.0, spin * dt)
            bent = turn / keep
            whole = turn * (turn**ticks - 1.0) / (turn - 1.0) if abs(spin) > STEADY else ticks
            lost = keep * faded * bent * (bent**ticks - 1.0) / (bent - 1.0)
            pushed = thrust * (whole - lost) * (dt * dt / (1.0 - keep))
            x, y = x + pushed.real, y + pushed.imag
        return x, y

    def glided(self, state: State, ticks: float) -> State:
        """Return the state of a ship that has glided for `ticks` ticks; of a star's pull, only the place shows."""
        if not ticks:
            return state
        fading = (1.0 - self.rules.drag * self.dt) ** ticks
        return *self.ship_after(state, ticks), state[2] * fading, state[3] * fading

    def shot_after(self, state: State, ticks: float) -> tuple[float, float]:
        """Return where a body without drag is after `ticks` ticks."""
        if self.star:
            return self._pulled(state, ticks, 0.0, 0j, 0.0)
        x, y, vx, vy = state
        return x + vx * ticks * self.dt, y + vy * ticks * self.dt

    def _pulled(self, state: State, ticks: float, drag: float, thrust: complex, spin: float) -> tuple[float, float]:
        """Return where a body is that the star pulls, tick by tick, and a part of the last tick."""
        x, y, vx, vy = state
        dt, pull = self.dt, self.pull
        keep, turn = 1.0 - drag * dt, cmath.rect(1.0, spin * dt)
        while ticks > 0.0:
            gx, gy = pull(x, y)
            thrust *= turn
            vx, vy = keep * vx + (gx + thrust.real) * dt, keep * vy + (gy + thrust.imag) * dt
            part = dt if ticks >= 1.0 else ticks * dt
            x, y = x + vx * part, y + vy * part
            ticks -= 1.0
        return x, y

    def passing(self, shot: State, power: int, ship: State, near: float) -> Pass | None:
        """Return how a shot passes the centre of a ship that glides on; None if no nearer than `near`, m."""
        px, py, wx, wy = shot
        x, y, ux, uy = ship
        dx, dy, vx, vy = px - x, py - y, wx - ux, wy - uy
        ahead, squared = -(dx * vx + dy * vy), vx * vx + vy * vy
        rules, dt = self.rules, self.dt
        longest = rules.shot_moves[power - 1] * dt
        if ahead <= 0.0 or ahead > 2.0 * longest * squared:
            return None
        time = ahead / squared
        bend = rules.drag * (abs(ux) + abs(uy))  # m/s^2, at most, that either leaves a straight path by
        if self.star:
            bend += 1000.0 * rules.star_pull / rules.star_radius**2
        off, slack = dx * vy - dy * vx, near + bend * time * time
        if off * off > slack * slack * squared:
            return None
        if self.star:
            return self._passing_star(shot, longest, ship, near)
        fading = 1.0 - max(rules.drag * dt, FADING)
        most = fading / (1.0 - fading) * dt
        for _ in range(2):  # Newton's method, from the solution without drag
            faded = fading ** (time / dt)
            glide = most * (1.0 - faded)
            x, y, vx, vy = dx + wx * time - ux * glide, dy + wy * time - uy * glide, wx - ux * faded, wy - uy * faded
            late = -(x * vx + y * vy) / (vx * vx + vy * vy or 1.0)
            time += late
        x, y = x + vx * late, y + vy * late
        return Pass(time, x, y, vx, vy) if x * x + y * y <= near * near and 0.0 <= time <= longest else None

    def _passing_star(self, shot: State, longest: float, ship: State, near: float) -> Pass | None:
        """Return how a shot passes a ship where a star pulls both, and swallows shots, tick by tick."""
        dt, pull = self.dt, self.pull
        kept, inside = 1.0 - self.rules.drag * dt, self.rules.star_radius**2
        (sx, sy, svx, svy), (x, y, vx, vy) = shot, ship
        time = 0.0
        while time < longest and sx * sx + sy * sy > inside:
            gx, gy = pull(sx, sy)
            svx, svy = svx + gx * dt, svy + gy * dt
            gx, gy = pull(x, y)
            vx, vy = kept * vx + gx * dt, kept * vy + gy * dt
            dx, dy, ux, uy = sx - x, sy - y, svx - vx, svy - vy
            late = -(dx * ux + dy * uy) / (ux * ux + uy * uy or 1.0)
            if late < dt:
                late = max(0.0, late)
                x, y = dx + ux * late, dy + uy * late
                return Pass(time + late, x, y, ux, uy) if x * x + y * y <= near * near else None
            sx, sy, x, y = sx + svx * dt, sy + svy * dt, x + vx * dt, y + vy * dt
            time += dt
        return None
