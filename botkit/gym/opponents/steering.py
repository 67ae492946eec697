"""The arithmetic of `botkit.steering` for many ships at once, each in its own frame: x ahead, y to the left.

Arguments and results are float64 arrays `[M]`, or pairs of them for vectors, in m, s and rad; a star is where it is
relative to the ships, or None in an arena without one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from botkit.steering import ALIGNED, BEND, CLEAR, EASE, HORIZON, LEAST, MARGIN, SETTLED, SURE, THERE
from systems.rules import DT, Rules

F = NDArray[np.float64]
Vector = tuple[F, F]


class BatchSteering:
    """Steers ships under the given rules."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._keep, self._step = 1.0 - rules.turn_drag * DT, rules.turn_acceleration * DT
        spins, angles = [0.0], [0.0]  # as in botkit.steering
        while len(angles) < 1000 and angles[-1] <= math.tau + math.pi:
            spins.append((spins[-1] + self._step) / self._keep)
            angles.append(angles[-1] + spins[-1] * DT)
        self._spins, self._angles = np.array(spins), np.array(angles)
        self._before = np.array([0.0, *angles[:-1]])

    def turn(self, spin: F, goal: F, rate: F | float = 0.0) -> F:
        """Return the turn orders that bring ships of these spins to the angle `goal`, and stop them there.

        Args:
            rate: angular velocity of the goal, which ships match.
        """
        over = spin - rate
        drift = np.copysign(np.interp(np.abs(over), self._spins, self._before), over)
        left = wrapped(goal - drift) + drift
        wanted = rate + np.copysign(np.interp(np.abs(left), self._angles, self._spins), left)
        turn: F = np.round(np.clip((wanted - self._keep * spin) / self._step, -1.0, 1.0), 2)
        return turn

    def aim(self, spin: F, target: Vector, drift: Vector, power: NDArray[np.intp]) -> tuple[F, NDArray[np.bool_]]:
        """Return the turn orders that lead targets, and whether shots fired now would hit them.

        Args:
            target: positions.
            drift: velocities relative to the ship's.
            power: of the shots, 1 .. 3.
        """
        rules = self._rules
        (x, y), (vx, vy) = target, drift
        speed = np.array(rules.shot_speed)[power - 1]
        now = self._lead(target, drift, speed)
        then = self._lead((x + vx * DT, y + vy * DT), drift, speed)
        turn = self.turn(spin, now, wrapped(then - now) / DT)
        x, vx = x - rules.ship_radius, vx - speed
        time = np.clip(-(x * vx + y * vy) / np.maximum(vx * vx + vy * vy, 1e-12), 0.0, np.inf)
        time = np.minimum(time, np.array(rules.shot_moves)[power - 1] * DT)
        return turn, np.hypot(x + vx * time, y + vy * time) <= rules.ship_radius - SURE

    def flight(self, target: Vector, drift: Vector, power: NDArray[np.intp]) -> F:
        """Return the time until shots would meet targets on their present course; 9 s if never."""
        speed = np.array(self._rules.shot_speed)[power - 1]
        time = meeting(target, drift, speed, self._rules.ship_radius)
        return np.where(np.isnan(time), 9.0, time)

    def fly(
        self, spin: F, velocity: Vector, goal: Vector, star: Vector | None = None, speed: float | None = None
    ) -> Vector:
        """Return thrust and turn orders to reach a point around the star: to stop there, or at `speed` if given."""
        x, y = goal
        distance = np.maximum(np.hypot(x, y), 1e-9)
        pulled: F | float = 0.0
        if star is not None:
            x, y, distance = self._around(goal, star, distance)
            gx, gy = self._pull(star)
            pulled = np.maximum((x * gx + y * gy) / distance, 0.0)
        closing = (x * velocity[0] + y * velocity[1]) / distance
        left = distance - np.maximum(closing, 0.0) * DT
        pace = np.where(distance > THERE, self._approach(left, pulled), 0.0) if speed is None else speed
        return self.change(spin, velocity, (x * pace / distance, y * pace / distance), star)

    def change(self, spin: F, velocity: Vector, goal: Vector, star: Vector | None = None) -> Vector:
        """Return thrust and turn orders to reach the velocity `goal` soonest, forward or backward."""
        rules, (ux, uy), (vx, vy) = self._rules, velocity, goal
        gx, gy = (0.0, 0.0) if star is None else self._pull(star)
        keep = 1.0 - rules.drag * HORIZON
        dx, dy = vx - keep * ux - gx * HORIZON, vy - keep * uy - gy * HORIZON
        size = np.hypot(dx, dy)
        forward = np.arctan2(dy, dx)
        off = np.abs(forward)
        ahead = 2.0 * np.sqrt(off / rules.turn_acceleration) + size / rules.thrust_forward
        back = 2.0 * np.sqrt((math.pi - off) / rules.turn_acceleration) + size / rules.thrust_backward
        goal_angle = np.where(size < SETTLED, 0.0, np.where(ahead <= back, forward, forward + math.pi))
        turn = self.turn(spin, goal_angle)
        heading = (self._keep * spin + turn * self._step) * DT
        cosine, sine = np.cos(heading), np.sin(heading)
        keep = 1.0 - rules.drag * DT
        along = (vx - keep * ux - gx * DT) * cosine + (vy - keep * uy - gy * DT) * sine
        most: F = np.where(along > 0.0, rules.thrust_forward, rules.thrust_backward).astype(np.float64)
        aligned = (size < SETTLED) | (np.abs(dx * cosine + dy * sine) >= ALIGNED * size)
        thrust: F = np.clip(along / (most * DT), -1.0, 1.0).round(2)
        return np.where(aligned, thrust, 0.0), turn

    def _around(self, goal: Vector, star: Vector, distance: F) -> tuple[F, F, F]:
        """Return the direction of a path to `goal` that goes around the star, times its length, and the length."""
        (x, y), near = goal, CLEAR * self._rules.star_radius
        here = np.maximum(np.hypot(*star), 1e-9)
        cross = y * -star[0] - x * -star[1]
        along, squared = star[0] * x + star[1] * y, x * x + y * y
        straight = (np.hypot(x - star[0], y - star[1]) <= near) | (along <= 0.0) | (along >= squared)
        straight |= cross * cross >= near * near * squared
        angle = np.arctan2(-star[1], -star[0]) + np.copysign(np.arccos(np.minimum(near / here, 1.0)) + BEND, cross)
        corner = star[0] + np.cos(angle) * near / math.cos(BEND), star[1] + np.sin(angle) * near / math.cos(BEND)
        leg = np.maximum(np.hypot(*corner), 1e-9)
        bent = leg + np.hypot(corner[0] - x, corner[1] - y)
        x, y = (np.where(straight, there, way * bent / leg) for there, way in zip(goal, corner, strict=True))
        return x, y, np.where(straight, distance, bent)

    def _pull(self, star: Vector) -> Vector:
        """Return the star's pull on ships, m/s^2."""
        squared = np.maximum(star[0] ** 2 + star[1] ** 2, 1e-9)
        share = 1000.0 * self._rules.star_pull / ((squared + self._rules.star_radius**2) * np.sqrt(squared))
        return share * star[0], share * star[1]

    def _lead(self, target: Vector, drift: Vector, speed: F) -> F:
        """Return the direction to fire in; straight at a target that cannot be reached."""
        time = np.nan_to_num(meeting(target, drift, speed, self._rules.ship_radius), nan=0.0)
        return np.arctan2(target[1] + drift[1] * time, target[0] + drift[0] * time)

    def _approach(self, distance: F, pulled: F | float) -> F:
        """Return the speed from which backward thrust, against a pull of `pulled` m/s^2, stops within `distance`."""
        rules = self._rules
        back, drag = np.maximum(rules.thrust_backward * MARGIN - pulled, LEAST), rules.drag
        eased = back / (EASE * EASE)
        far = np.maximum(distance - eased / 2.0, eased / 2.0)
        speed = np.sqrt(2.0 * back * far)
        for _ in range(2):  # Newton's method, from the solution without drag
            braking = (
                speed / drag - back / (drag * drag) * np.log1p(drag * speed / back) if drag else speed**2 / 2 / back
            )
            speed = speed + (far - braking) * (back + drag * speed) / np.maximum(speed, 1.0)
        return np.where(distance <= eased, EASE * np.maximum(distance, 0.0), speed)


def meeting(position: Vector, velocity: Vector, speed: F, ahead: float) -> F:
    """Return the least t >= 0 with |position + velocity t| = ahead + speed t, NaN where there is none."""
    (x, y), (vx, vy) = position, velocity
    a = vx * vx + vy * vy - speed * speed
    b = x * vx + y * vy - ahead * speed
    c = x * x + y * y - ahead * ahead
    inner = b * b - a * c
    q = -b - np.copysign(np.sqrt(np.maximum(inner, 0.0)), b)
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = q / a, c / q
    first, second = (np.where((time >= 0.0) & (inner >= 0.0), time, np.inf) for time in (first, second))
    time = np.where(c <= 0.0, 0.0, np.minimum(first, second))
    return np.where(np.isfinite(time), time, np.nan)


def wrapped(angle: F) -> F:
    """Return angles in [-pi, pi)."""
    return np.mod(angle + math.pi, math.tau) - math.pi
