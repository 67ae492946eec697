"""Plane geometry for bots: vectors, angles, interception."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NoReturn

from botkit import check, hints

TAU = math.tau  # a full turn, rad


class Vec(hints.Explained):
    """An immutable 2-D vector `x`, `y`: a point or a direction. Every operation returns a new one.

    `a + b`, `a - b`, `a * 2`, `a / 2`, `-a`, `a == b`, `x, y = a`. Metres or m/s, depending on use.
    """

    __slots__ = ("_x", "_y")

    _x: float
    _y: float

    def __init__(self, x: float = 0.0, y: float = 0.0) -> None:
        self._x = x
        self._y = y

    @classmethod
    def polar(cls, angle: float, length: float = 1.0) -> Vec:
        """Return the vector of that `length` in direction `angle` (rad)."""
        return cls(math.cos(angle) * length, math.sin(angle) * length)

    @property
    def x(self) -> float:
        """The component to the right."""
        return self._x

    @property
    def y(self) -> float:
        """The component upwards."""
        return self._y

    @property
    def length(self) -> float:
        """The length; also `abs(a)`."""
        return math.hypot(self._x, self._y)

    @property
    def angle(self) -> float:
        """The direction, rad in [-pi, pi); 0 for the zero vector."""
        angle = math.atan2(self._y, self._x)
        return angle if angle < math.pi else -math.pi

    @property
    def unit(self) -> Vec:
        """The unit vector in the same direction; the zero vector stays zero."""
        length = math.hypot(self._x, self._y)
        return Vec(self._x / length, self._y / length) if length else self

    @property
    def left(self) -> Vec:
        """The vector rotated by 90 degrees to the left."""
        return Vec(-self._y, self._x)

    def dot(self, other: Vec) -> float:
        """Return the dot product: |a| |b| cos of the angle between them."""
        if other.__class__ is not Vec:
            _no_vec("vec.dot(other)", other)
        return self._x * other._x + self._y * other._y

    def cross(self, other: Vec) -> float:
        """Return the 2-D cross product, |a| |b| sin of the angle to `other`: positive when `other` is to the left."""
        if other.__class__ is not Vec:
            _no_vec("vec.cross(other)", other)
        return self._x * other._y - self._y * other._x

    def rotated(self, angle: float) -> Vec:
        """Return the vector rotated to the left by `angle` (rad)."""
        cos, sin = math.cos(angle), math.sin(angle)
        return Vec(self._x * cos - self._y * sin, self._x * sin + self._y * cos)

    def distance(self, other: Any) -> float:
        """Return the distance to a point or a contact."""
        if other.__class__ is not Vec:
            other = as_point(other, "vec.distance(other)")
        return math.hypot(other._x - self._x, other._y - self._y)

    def __add__(self, other: Vec) -> Vec:
        if other.__class__ is not Vec:
            return NotImplemented
        return Vec(self._x + other._x, self._y + other._y)

    def __sub__(self, other: Vec) -> Vec:
        if other.__class__ is not Vec:
            return NotImplemented
        return Vec(self._x - other._x, self._y - other._y)

    def __mul__(self, factor: float) -> Vec:
        if not isinstance(factor, (int, float)):
            return NotImplemented
        return Vec(self._x * factor, self._y * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Vec:
        if not isinstance(divisor, (int, float)):
            return NotImplemented
        return Vec(self._x / divisor, self._y / divisor)

    def __neg__(self) -> Vec:
        return Vec(-self._x, -self._y)

    def __abs__(self) -> float:
        return math.hypot(self._x, self._y)

    def __iter__(self) -> Iterator[float]:
        yield self._x
        yield self._y

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vec) and self._x == other._x and self._y == other._y

    def __hash__(self) -> int:
        return hash((self._x, self._y))

    def _missing(self, name: str) -> str:
        return hints.missing("a Vec", name, Vec, "vec")

    def __repr__(self) -> str:
        return f"Vec({self._x:g}, {self._y:g})"


def _no_vec(call: str, value: object) -> NoReturn:
    check.fail(TypeError, call, "a Vec", value, "take its .pos or .velocity" if hasattr(value, "pos") else "")


def as_vec(value: Any, call: str) -> Vec:
    """Return `value`, a `Vec`.

    Raises:
        TypeError: it is not one; the message names `call`.
    """
    if value.__class__ is not Vec:
        check.fail(TypeError, call, "a Vec", value, "its .pos is one" if hasattr(value, "pos") else "")
    return value


def as_point(value: Any, call: str) -> Vec:
    """Return the position of `value`: a `Vec`, a pair of numbers, or anything with a `pos`.

    Raises:
        TypeError, ValueError: it has no finite position; the message names `call`.
    """
    if value.__class__ is not Vec:
        given, value = value, getattr(value, "pos", value)
        if isinstance(value, (tuple, list)) and len(value) == 2:
            value = Vec(*value)
        if value.__class__ is not Vec:
            meant = (
                "a pair of numbers is written (x, y)" if isinstance(given, (int, float)) else check.one_of_list(given)
            )
            check.fail(TypeError, call, "a point or a contact", given, meant)
    check.finite(value.x, call)
    check.finite(value.y, call)
    return value


def angle_difference(a: float, b: float) -> float:
    """Return the signed angle from direction `b` to direction `a`, rad in [-pi, pi); left is positive."""
    turned = math.fmod(a - b + math.pi, TAU)
    if turned < 0.0:
        turned += TAU
    return turned - math.pi if turned < TAU else -math.pi


def intercept(position: Vec, velocity: Vec, speed: float, ahead: float = 0.0) -> float | None:
    """Return the time at which a shot or ship that leaves now in a straight line meets a target of constant velocity.

    Args:
        position: of the target, relative to the pursuer (m).
        velocity: of the target (m/s); for a shot, relative to the firing ship, whose velocity the shot inherits.
        speed: of the pursuer (m/s).
        ahead: head start of the pursuer in its direction (m); a shot starts 12 m ahead of its ship.

    Returns:
        The earliest time (s, 0 or more) at which |position + velocity t| = ahead + speed t, or None if there is none.
        Aim at `position + velocity * time`.

    Raises:
        TypeError: `position` or `velocity` is not a `Vec`.
    """
    if position.__class__ is not Vec or velocity.__class__ is not Vec:
        as_vec(position, "intercept(position)")
        as_vec(velocity, "intercept(velocity)")
    return meeting(position._x, position._y, velocity._x, velocity._y, speed, ahead)


def meeting(x: float, y: float, vx: float, vy: float, speed: float, ahead: float) -> float | None:
    """Return `intercept` for plain numbers: the least t >= 0 with |(x, y) + (vx, vy) t| = ahead + speed t."""
    a = vx * vx + vy * vy - speed * speed
    b = x * vx + y * vy - ahead * speed  # half of the linear coefficient
    c = x * x + y * y - ahead * ahead
    if c <= 0.0:
        return 0.0  # already within the head start
    if a == 0.0:
        return -c / (2.0 * b) if b < 0.0 else None
    root = b * b - a * c
    if root < 0.0:
        return None
    q = -b - math.copysign(math.sqrt(root), b)  # no cancellation: the two roots are q / a and c / q
    times = [time for time in (q / a, c / q if q else -1.0) if time >= 0.0]
    return min(times) if times else None


def stopping_distance(speed: float, deceleration: float, drag: float = 0.0) -> float:
    """Return the stopping distance of a moving body (m).

    Args:
        speed: at the start (m/s); its sign is ignored.
        deceleration: by thrust (m/s^2), greater than 0.
        drag: fraction of the speed lost per second (/s): dv/dt = -deceleration - drag v.

    Raises:
        ValueError: `deceleration` is not greater than 0.
    """
    if not deceleration > 0.0:
        raise ValueError(f"stopping_distance: expected a deceleration above 0, not {deceleration!r}")
    speed = abs(speed)
    x = drag * speed / deceleration
    if x < 1e-4:  # the closed form suffers from cancellation; the first terms of its series do not
        return speed * speed / (2.0 * deceleration) * (1.0 - x * 2.0 / 3.0)
    return deceleration / (drag * drag) * (x - math.log1p(x))
