"""The arithmetic behind `turn_to`, `aim_at`, `fly_to`, `move_to`, `keep_range` and `brake`, for the game's own tick.

A tick turns a ship by `spin <- keep spin + turn step` and `heading <- heading + spin dt`, then moves it by
`velocity <- (1 - drag dt) velocity + thrust dt + pull dt`, with thrust along the new heading and sideways; only a star
pulls.
"""

from __future__ import annotations

import math
from bisect import bisect_right

from botkit.arena import Rules
from botkit.contact import Contact, Own
from botkit.vec import TAU, Vec, angle_difference, meeting, stopping_distance

ALIGNED = 0.8  # cosine between the heading and the desired change of velocity, below which a ship does not thrust
HORIZON = 0.5  # s ahead for which drag and the star's pull count in the desired change of velocity
SETTLED = 0.5  # m/s: a ship does not turn for smaller changes of velocity
EASE = 1.5  # /s: near its destination, a ship's speed is this times the remaining distance
THERE = 2.0  # m: a ship nearer than this has arrived, and stops
MARGIN = 0.9  # fraction of the thrust available for braking that is planned with
LEAST = 5.0  # m/s^2: deceleration planned with at least, even where the star pulls harder than the ship thrusts
CLEAR = 3.0  # star radii: distance from the star's centre at which a path goes around it
BEND = 0.5  # rad around the star, from the tangent point of a path to its waypoint
SURE = 0.1  # m inside a target's edge that a hit must pass: observations and headings are rounded


class Steering:
    """Steers ships under the rules of one match.

    Args:
        star: whether there is a star at the centre, which attracts ships.
    """

    __slots__ = ("_angles", "_clear", "_dt", "_keep", "_rules", "_spins", "_step")

    def __init__(self, rules: Rules, tick_rate: int, star: bool = False) -> None:
        self._rules = rules
        self._clear = CLEAR * rules.star_radius if star else 0.0
        self._dt = 1.0 / tick_rate
        self._spins: list[float] = []
        self._angles: list[float] = []
        self._keep = self._step = 0.0

    def _tables(self) -> None:
        """Compute the stopping tables: from spin `_spins[k]`, a ship stops in k ticks of full turn.

        `_angles[k]` is the angle until then, from one tick before it has that spin. Interpolation between is exact.
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
        """Return the turn order (-1..1) that brings the heading to `goal` (rad) soonest, and stops it there.

        Args:
            rate: angular velocity of the goal (rad/s), which the ship matches.
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
        """Return the highest spin after this tick from which a ship can still stop within `angle`."""
        angles, spins = self._angles, self._spins
        k = bisect_right(angles, angle) - 1
        if k + 1 >= len(angles):
            return spins[-1]
        return spins[k] + (spins[k + 1] - spins[k]) * (angle - angles[k]) / (angles[k + 1] - angles[k])

    def _stopping_angle(self, spin: float) -> float:
        """Return the angle that a ship turns by while it stops its `spin`."""
        angles, spins = self._angles, self._spins
        k = min(bisect_right(spins, spin) - 1, len(spins) - 2)
        before = angles[k - 1] if k else 0.0
        return before + (angles[k] - before) * (spin - spins[k]) / (spins[k + 1] - spins[k])

    def aim(self, own: Own, target: Contact, power: int) -> tuple[float, bool]:
        """Return the turn order that leads `target` with a shot of `power`, and whether a shot fired now would hit.

        The shot leaves along the current heading, `ship_radius` ahead of the ship, with the ship's velocity added. The
        target is extrapolated in a straight line, without drag. Obstacles in between are ignored.
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
        """Return (thrust, turn) to reach `goal` around the star: to stop there, or at `speed` (m/s) if given."""
        return self.change(own, *self._course(own, goal, speed, self._rules.thrust_backward))

    def move(self, own: Own, goal: Vec, speed: float | None) -> tuple[float, float]:
        """Return (thrust, strafe) to reach `goal` as `fly` does, whatever the heading.

        The turn ordered in this tick, which changes the heading by less than a degree, is ignored.
        """
        rules, dt = self._rules, self._dt
        if not self._angles:
            self._tables()
        vx, vy = self._course(own, goal, speed, min(rules.thrust_backward, rules.thrust_side))
        gx, gy = self._pull(own["x"], own["y"]) if self._clear else (0.0, 0.0)
        keep = 1.0 - rules.drag * dt
        dx, dy = vx - keep * own["vx"] - gx * dt, vy - keep * own["vy"] - gy * dt
        heading = own["heading"] + self._keep * own["spin"] * dt
        cos, sin = math.cos(heading), math.sin(heading)
        ahead = dx * cos + dy * sin
        thrust = _share(ahead, (rules.thrust_forward if ahead > 0.0 else rules.thrust_backward) * dt)
        strafe = _share(dy * cos - dx * sin, rules.thrust_side * dt)
        most = max(1.0, abs(thrust), abs(strafe))  # by which both are reduced, to keep the direction
        return round(thrust / most, 2), round(strafe / most, 2)

    def keep(self, own: Own, goal: Vec, velocity: Vec, distance: float) -> tuple[float, float]:
        """Return (thrust, strafe) to reach a distance from a target of that velocity along the line to it, and stay.

        Where the star is in between, they are those of `move`.
        """
        rules, dt = self._rules, self._dt
        if not self._angles:
            self._tables()
        if self._clear and self._corner(own["x"], own["y"], goal) is not None:
            return self.move(own, goal, None)
        x, y = goal.x - own["x"], goal.y - own["y"]
        far = math.hypot(x, y)
        heading = own["heading"] + self._keep * own["spin"] * dt
        cos, sin = math.cos(heading), math.sin(heading)
        ux, uy = (x / far, y / far) if far else (cos, sin)
        inward = 1.0 if far > distance else -1.0
        along, its = own["vx"] * ux + own["vy"] * uy, velocity.x * ux + velocity.y * uy
        left = abs(far - distance) - max(0.0, inward * (along - its)) * dt
        back = min(rules.thrust_backward, rules.thrust_side)
        speed = self._approach(left, self._drawn(own, inward * ux, inward * uy), back)
        gx, gy = self._pull(own["x"], own["y"]) if self._clear else (0.0, 0.0)
        change = its + inward * speed - (1.0 - rules.drag * dt) * along - (gx * ux + gy * uy) * dt
        ahead, aside = change * (ux * cos + uy * sin), change * (uy * cos - ux * sin)
        thrust = _share(ahead, (rules.thrust_forward if ahead > 0.0 else rules.thrust_backward) * dt)
        strafe = _share(aside, rules.thrust_side * dt)
        most = max(1.0, abs(thrust), abs(strafe))
        return round(thrust / most, 2), round(strafe / most, 2)

    def _course(self, own: Own, goal: Vec, speed: float | None, back: float) -> tuple[float, float]:
        """Return the velocity with which to fly to `goal` around the star: to stop there, or at `speed` if given.

        Args:
            back: thrust available for braking, m/s^2.
        """
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
            speed = (
                self._approach(left, self._drawn(own, x / distance, y / distance), back) if distance > THERE else 0.0
            )
        factor = speed / distance if distance else 0.0
        return x * factor, y * factor

    def _corner(self, x: float, y: float, goal: Vec) -> Vec | None:
        """Return the waypoint of a path from (x, y) to `goal` that goes around the star, or None for a straight path.

        The path to a goal close to the star, or in front of it, is straight.
        """
        near, here = self._clear, math.hypot(x, y) or 1.0
        ax, ay = goal.x - x, goal.y - y
        along = -(x * ax + y * ay)  # to the point nearest to the centre, times the length of the path
        cross = x * ay - y * ax
        squared = ax * ax + ay * ay
        if goal.length <= near or not 0.0 < along < squared or cross * cross >= near * near * squared:
            return None
        ahead = math.copysign(math.acos(min(1.0, near / here)) + BEND, cross)
        return Vec.polar(math.atan2(y, x) + ahead, near / math.cos(BEND))

    def _drawn(self, own: Own, ux: float, uy: float) -> float:
        """Return the component of the star's pull along (ux, uy), m/s^2; 0 if it is negative."""
        if not self._clear:
            return 0.0
        gx, gy = self._pull(own["x"], own["y"])
        return max(0.0, ux * gx + uy * gy)

    def _pull(self, x: float, y: float) -> tuple[float, float]:
        """Return the star's pull on a ship, m/s^2."""
        rules, r2 = self._rules, x * x + y * y
        share = -1000.0 * rules.star_pull / ((r2 + rules.star_radius**2) * (math.sqrt(r2) or 1.0))
        return share * x, share * y

    def _approach(self, distance: float, pulled: float, thrust: float) -> float:
        """Return the speed (m/s) from which a thrust, against a pull of `pulled` m/s^2, stops within `distance`.

        Near the end, the speed is proportional to the distance, as soon as the available thrust is enough for that.
        """
        back, drag = max(thrust * MARGIN - pulled, LEAST), self._rules.drag
        eased = back / (EASE * EASE)
        if distance <= eased:
            return EASE * max(0.0, distance)
        distance -= eased / 2.0
        speed = math.sqrt(2.0 * back * distance)
        for _ in range(2):  # Newton's method, from the solution without drag
            error = distance - stopping_distance(speed, back, drag)
            speed += error * (back + drag * speed) / max(speed, 1.0)
        return speed

    def change(self, own: Own, vx: float, vy: float) -> tuple[float, float]:
        """Return (thrust, turn) to reach the velocity (vx, vy) soonest, by forward or by backward thrust."""
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
    """Return the direction (rad) to fire in; straight at a target that cannot be reached."""
    time = meeting(x, y, vx, vy, speed, ahead) or 0.0
    return math.atan2(y + vy * time, x + vx * time)


def _share(change: float, most: float) -> float:
    """Return a change of velocity as a multiple of the most in a tick; 0 if that is 0."""
    return change / most if most else 0.0


def _turning(angle: float, acceleration: float) -> float:
    """Return the approximate duration (s) of a turn by `angle`: half of it to speed up, half to slow down."""
    return 2.0 * math.sqrt(angle / acceleration)
