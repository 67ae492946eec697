"""What a ship senses: ships, shots, asteroids.

An observation holds contacts as rows of numbers. A contact wraps its row and works out what it is asked for only then,
since most bots look at few of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from botkit import hints
from botkit.vec import TAU, Vec

Row = list[Any]


class Own(TypedDict):
    """A ship of one's own, as an observation holds it."""

    id: int
    x: float  # m
    y: float  # m
    vx: float  # m/s
    vy: float  # m/s
    heading: float  # rad
    spin: float  # rad/s
    hull: float  # points
    energy: float  # points
    cooling: int  # ticks
    shield: bool
    ray: float  # m


class Place(TypedDict):
    """A disc in the arena, as an observation holds it."""

    x: float  # m
    y: float  # m
    radius: float  # m


COLUMNS = {
    "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
    "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
    "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
}  # the layout of rows that this kit knows


def bearing(eye: Own, x: float, y: float) -> float:
    """The bearing of a point from the ship `eye`: relative to its heading, in [-pi, pi), rad, left positive."""
    turned = (math.atan2(y - eye["y"], x - eye["x"]) - eye["heading"] + math.pi) % TAU
    return turned - math.pi if turned < TAU else -math.pi


class Contact:
    """Something that a ship senses, as it was in that tick.

    `distance` and `bearing` are from the ship whose list it was taken from, in the tick it was taken.
    """

    __slots__ = ("_eye", "_row")

    kind: str  # "ship", "projectile" or "asteroid"
    _X = 2  # the column of x; y, vx and vy follow

    def __init__(self, row: Row, eye: Own) -> None:
        self._row = row
        self._eye = eye

    @property
    def id(self) -> int:
        """Its number; projectiles' and asteroids' are never used again within a match."""
        return self._row[0]  # type: ignore[no-any-return]

    @property
    def side(self) -> int | None:
        """Whose it is; None for asteroids."""
        return self._row[1]  # type: ignore[no-any-return]

    @property
    def x(self) -> float:
        """Position, m, to the right of the arena's centre."""
        return self._row[self._X]  # type: ignore[no-any-return]

    @property
    def y(self) -> float:
        """Position, m, above the arena's centre."""
        return self._row[self._X + 1]  # type: ignore[no-any-return]

    @property
    def pos(self) -> Vec:
        """Position, m."""
        return Vec(self._row[self._X], self._row[self._X + 1])

    @property
    def velocity(self) -> Vec:
        """m/s."""
        return Vec(self._row[self._X + 2], self._row[self._X + 3])

    @property
    def radius(self) -> float:
        """m; shots are points, 0."""
        return self._row[-1]  # type: ignore[no-any-return]

    @property
    def distance(self) -> float:
        """From the ship's centre to this one's, m."""
        return math.hypot(self._row[self._X] - self._eye["x"], self._row[self._X + 1] - self._eye["y"])

    @property
    def bearing(self) -> float:
        """How far the ship would have to turn to the left to face it, rad in [-pi, pi)."""
        return bearing(self._eye, self._row[self._X], self._row[self._X + 1])

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> None:
            raise hints.missing(self.kind, name, type(self), self.kind)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id} at ({self.x:.0f}, {self.y:.0f})>"


class ShipContact(Contact):
    """Another ship."""

    __slots__ = ()

    kind = "ship"
    age: int = 0  # ticks since it was sensed; above 0 only in `ship.seen`

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> None:
            raise hints.missing("another ship", name, type(self), "ships")  # the bot's own can tell more

    @property
    def heading(self) -> float:
        """Where it points, rad."""
        return self._row[6]  # type: ignore[no-any-return]

    @property
    def hull(self) -> float:
        """What is left of it, 0..100 points."""
        return self._row[7]  # type: ignore[no-any-return]


class SeenShip(ShipContact):
    """An enemy as it was when it was last sensed; `distance` and `bearing` are from where the ship is now."""

    __slots__ = ("age",)

    def __init__(self, row: Row, eye: Own, age: int) -> None:
        self._row = row
        self._eye = eye
        self.age = age


class Ally(ShipContact):
    """Another ship of this side, of which everything is known."""

    __slots__ = ("_own",)

    def __init__(self, own: Own, eye: Own, side: int, radius: float) -> None:
        self._row = [own["id"], side, own["x"], own["y"], own["vx"], own["vy"], own["heading"], own["hull"], radius]
        self._eye = eye
        self._own = own

    @property
    def spin(self) -> float:
        """rad/s, left positive."""
        return self._own["spin"]

    @property
    def energy(self) -> float:
        """0..100 points."""
        return self._own["energy"]

    @property
    def cooling(self) -> int:
        """Ticks until its gun can fire, 0 = now."""
        return self._own["cooling"]

    @property
    def shielded(self) -> bool:
        """Whether its shield is up."""
        return self._own["shield"]


class Projectile(Contact):
    """A shot. `side` says whose: one's own are among them."""

    __slots__ = ()

    kind = "projectile"

    @property
    def radius(self) -> float:
        """0: shots are points."""
        return 0.0

    @property
    def power(self) -> int:
        """1, 2 or 3."""
        return self._row[6]  # type: ignore[no-any-return]


class Asteroid(Contact):
    """An asteroid."""

    __slots__ = ()

    kind = "asteroid"
    _X = 1

    @property
    def side(self) -> None:
        """None: it is nobody's."""
        return None


class Beacon:
    """The disc that gives points to a side that is alone in it."""

    __slots__ = ("_at", "_eye")

    def __init__(self, at: Place, eye: Own) -> None:
        self._at = at
        self._eye = eye

    @property
    def pos(self) -> Vec:
        """Its centre, m."""
        return Vec(self._at["x"], self._at["y"])

    @property
    def radius(self) -> float:
        """m."""
        return self._at["radius"]

    @property
    def distance(self) -> float:
        """From the ship's centre to the beacon's, m."""
        return math.hypot(self._at["x"] - self._eye["x"], self._at["y"] - self._eye["y"])

    @property
    def bearing(self) -> float:
        """How far the ship would have to turn to the left to face its centre, rad in [-pi, pi)."""
        return bearing(self._eye, self._at["x"], self._at["y"])


C = TypeVar("C", bound=Contact)


def wrap(kind: Callable[[Row, Own], C], rows: list[Row], eye: Own, again: bool) -> list[C]:
    """The rows as contacts of `eye`; sorted by (distance, id) if `again`, else in the observation's order."""
    if again and len(rows) > 1:
        at = kind._X  # type: ignore[attr-defined]
        x, y = eye["x"], eye["y"]
        rows = sorted(rows, key=lambda row: ((row[at] - x) ** 2 + (row[at + 1] - y) ** 2, row[0]))
    return [kind(row, eye) for row in rows]
