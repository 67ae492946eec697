"""The arithmetic behind `turn_to`, `aim_at`, `fly_to` and `brake`, for the game's own tick.

A tick turns a ship by `spin <- keep spin + turn step` and `heading <- heading + spin dt`, then moves it by
`velocity <- (1 - drag dt) velocity + thrust dt + pull dt`, thrust along the new heading; only a star pulls.
"""

from __future__ import annotations

import math
from bisect import bisect_right

from botkit.arena import Rules
from botkit.contact import Contact, Own
from botkit.vec import TAU, Vec, angle_difference, meeting, stopping_distance

ALIGNED = 0.8  # cosine between heading and wanted change of velocity from which thrust is worth it
HORIZON = 0.5  # s: a change of velocity is planned with what drag takes in that time
SETTLED = 0.5  # m/s: smaller changes of velocity are not worth turning for
EASE = 1.5  # /s: at the end of its way a ship goes at this times the distance left
THERE = 2.0  # m: nearer than this it is there, and stands still
MARGIN = 0.9  # of the thrust that a ship could stop with
LEAST = 5.0  # m/s^2 that a ship brakes with wherever a star pulls harder than its thrust, which then turns
CLEAR = 3.0  # of a star's radius: a ship's way goes around it this far from its centre
BEND = 0.5  # rad around the star that the bend of a way lies beyond the point where it is nearest
SURE = 0.1  # m that a shot must pass inside a target's edge: observations are rounded, and so is where a gun points


class Steering:
    """Orders that bring a ship where it should go, for the rule numbers of one match.

    Args:
        star: whether there is a star at the centre, which pulls.
    """

    def __init__(self, rules: Rules, tick_rate: int, star: bool = False) -> None:
        self._rules = rules
        self._clear = CLEAR * rules.star_radius if star else 0.0
        self._dt = 1.0 / tick_rate
        self._spins: list[float] = []
        self._angles: list[float] = []
        self._keep = self._step = 0.0

    def _tables(self) -> None:
        """From spin `_spins[k]` a ship stops in k ticks of full turn.

        `_angles[k]` is how far it gets from one tick before it has that spin; exact between them by interpolation.
        """
        rules, dt = self._rules, self._dt
        self._keep = 1.0 - rules.turn_drag * dt
        self._step = rules.turn_acceleration * dt
        spin = angle = 0.0
        while len(self._angles) < 1000 and angle <= TAU + math.pi:  # 24 entries as the rules stand
            self._spins.append(spin)
            angle += spin * dt
            self._angles.append(angle)
            spin = (spin + self._step) / self._keep

    def turn(self, own: Own, goal: float, rate: float = 0.0) -> float:
        """The turn order (-1..1) that brings the heading to `goal` (rad) soonest, standing still there.

        Args:
            rate: the goal's own motion (rad/s), which the ship takes on.
        """
        if not self._angles:
            self._tables()
        spin = own["spin"]
        drift = math.copysign(self._stopping_angle(abs(spin - rate)), spin - rate)
        left = angle_difference(goal, own["heading"] + drift) + drift
        wanted = rate + math.copysign(self._spin(abs(left)), left)
        turn = (wanted - self._keep * spin) / self._step
        return round(-1.0 if turn < -1.0 else 1.0 if turn > 1.0 else turn, 2)

    def _spin(self, angle: float) -> float:
        """The highest spin after this tick from which a ship can still stop within `angle`."""
        angles, spins = self._angles, self._spins
        k = bisect_right(angles, angle) - 1
        if k + 1 >= len(angles):
            return spins[-1]
        return spins[k] + (spins[k + 1] - spins[k]) * (angle - angles[k]) / (angles[k + 1] - angles[k])

    def _stopping_angle(self, spin: float) -> float:
        """How far a ship turns on while it stops its `spin`."""
        angles, spins = self._angles, self._spins
        k = min(bisect_right(spins, spin) - 1, len(spins) - 2)
        before = angles[k - 1] if k else 0.0
        return before + (angles[k] - before) * (spin - spins[k]) / (spins[k + 1] - spins[k])

    def aim(self, own: Own, target: Contact, power: int) -> tuple[float, bool]:
        """The turn order that leads `target` with a shot of `power`, and whether one fired now would hit.

        The shot leaves along the heading of now, `ship_radius` ahead of the ship, with the ship's velocity added; the
        target is taken to go on straight, without drag. What may be in between is not looked at.
        """
        rules, dt = self._rules, self._dt
        heading = own["heading"]
        velocity = target.velocity
        late = getattr(target, "age", 0) * dt
        x, y = target.x + velocity.x * late - own["x"], target.y + velocity.y * late - own["y"]
        vx, vy = velocity.x - own["vx"], velocity.y - own["vy"]
        speed, ahead = rules.shot_speed[power - 1], rules.ship_radius
        now = _lead(x, y, vx, vy, speed, ahead)
        then = _lead(x + vx * dt, y + vy * dt, vx, vy, speed, ahead)
        turn = self.turn(own, now, angle_difference(then, now) / dt)

        cos, sin = math.cos(heading), math.sin(heading)
        x, y = x - ahead * cos, y - ahead * sin
        vx, vy = vx - speed * cos, vy - speed * sin
        time = -(x * vx + y * vy) / (vx * vx + vy * vy or 1.0)
        time = min(max(time, 0.0), rules.shot_moves[power - 1] * dt)
        return turn, math.hypot(x + vx * time, y + vy * time) <= target.radius - SURE

    def fly(self, own: Own, goal: Vec, speed: float | None) -> tuple[float, float]:
        """(thrust, turn) to reach `goal` around the star: to stop there, or at `speed` (m/s) if given."""
        x, y = goal.x - own["x"], goal.y - own["y"]
        distance = math.hypot(x, y)
        corner = self._corner(own["x"], own["y"], goal) if self._clear else None
        if corner is not None:
            x, y = corner.x - own["x"], corner.y - own["y"]
            leg = math.hypot(x, y)
            distance = leg + corner.distance(goal)
            x, y = x * distance / leg, y * distance / leg
        if speed is None:
            closing = (x * own["vx"] + y * own["vy"]) / distance if distance else 0.0
            left = distance - max(0.0, closing) * self._dt  # what this tick's order has to brake for
            speed = self._approach(left, self._drawn(own, x / distance, y / distance)) if distance > THERE else 0.0
        factor = speed / distance if distance else 0.0
        return self.change(own, x * factor, y * factor)

    def _corner(self, x: float, y: float, goal: Vec) -> Vec | None:
        """Where the way from (x, y) to `goal` bends around the star, else None.

        A goal close to the star is flown to straight: who asks for it gets it.
        """
        near, here = self._clear, math.hypot(x, y) or 1.0
        ax, ay = goal.x - x, goal.y - y
        along = -(x * ax + y * ay)  # up to where the way is nearest to the centre, times its length
        cross = x * ay - y * ax
        if goal.length <= near or along <= 0.0 or cross * cross >= near * near * (ax * ax + ay * ay):
            return None
        ahead = math.copysign(math.acos(min(1.0, near / here)) + BEND, cross)
        return Vec.polar(math.atan2(y, x) + ahead, near / math.cos(BEND))

    def _drawn(self, own: Own, ux: float, uy: float) -> float:
        """How much the star pulls the ship on along (ux, uy), m/s^2."""
        if not self._clear:
            return 0.0
        gx, gy = self._pull(own["x"], own["y"])
        return max(0.0, ux * gx + uy * gy)

    def _pull(self, x: float, y: float) -> tuple[float, float]:
        """The star's pull on a ship, m/s^2."""
        rules, r2 = self._rules, x * x + y * y
        share = -1000.0 * rules.star_pull / ((r2 + rules.star_radius**2) * (math.sqrt(r2) or 1.0))
        return share * x, share * y

    def _approach(self, distance: float, pulled: float) -> float:
        """The speed (m/s) from which a ship going backwards, `pulled` on by so many m/s^2, stops within `distance`.

        Near the end it falls in proportion to the distance, from where that takes no more than the thrust there is.
        """
        rules = self._rules
        back, drag = max(rules.thrust_backward * MARGIN - pulled, LEAST), rules.drag
        eased = back / (EASE * EASE)
        if distance <= eased:
            return EASE * max(0.0, distance)
        distance -= eased / 2.0
        speed = math.sqrt(2.0 * back * distance)
        for _ in range(2):  # Newton's steps from the dragless solution
            error = distance - stopping_distance(speed, back, drag)
            speed += error * (back + drag * speed) / max(speed, 1.0)
        return speed

    def change(self, own: Own, vx: float, vy: float) -> tuple[float, float]:
        """(thrust, turn) to come to the velocity (vx, vy) soonest, by forward or by backward thrust."""
        rules, dt = self._rules, self._dt
        if not self._angles:
            self._tables()
        ux, uy = own["vx"], own["vy"]
        gx, gy = self._pull(own["x"], own["y"]) if self._clear else (0.0, 0.0)
        keep = 1.0 - rules.drag * HORIZON
        dx, dy = vx - keep * ux - gx * HORIZON, vy - keep * uy - gy * HORIZON
        size = math.hypot(dx, dy)
        if size < SETTLED:
            turn = self.turn(own, own["heading"]) if own["spin"] else 0.0
        else:
            forward = math.atan2(dy, dx)
            off = abs(angle_difference(forward, own["heading"]))
            ahead = _turning(off, rules.turn_acceleration) + size / rules.thrust_forward
            back = _turning(math.pi - off, rules.turn_acceleration) + size / rules.thrust_backward
            turn = self.turn(own, forward if ahead <= back else forward + math.pi)
        heading = own["heading"] + (self._keep * own["spin"] + turn * self._step) * dt
        cos, sin = math.cos(heading), math.sin(heading)
        if size >= SETTLED and abs(dx * cos + dy * sin) < ALIGNED * size:
            return 0.0, turn
        keep = 1.0 - rules.drag * dt
        along = (vx - keep * ux - gx * dt) * cos + (vy - keep * uy - gy * dt) * sin
        most = rules.thrust_forward if along > 0.0 else rules.thrust_backward
        return round(min(1.0, max(-1.0, along / (most * dt))), 2), turn


def _lead(x: float, y: float, vx: float, vy: float, speed: float, ahead: float) -> float:
    """The direction (rad) to fire in; straight at a target that cannot be reached."""
    time = meeting(x, y, vx, vy, speed, ahead) or 0.0
    return math.atan2(y + vy * time, x + vx * time)


def _turning(angle: float, acceleration: float) -> float:
    """About how long (s) a turn by `angle` takes: half of it to speed up, half to slow down."""
    return 2.0 * math.sqrt(angle / acceleration)
