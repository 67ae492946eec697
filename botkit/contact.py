"""What a ship senses: ships, shots, asteroids.

An observation holds contacts as rows of numbers. A contact wraps its row and computes its properties on demand, since
most bots look at few of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NotRequired, TypedDict, TypeVar

from botkit import check, hints
from botkit.track import Row, Track, Tracks, state_of
from botkit.vec import TAU, Vec


class Own(TypedDict):
    """The state of one of the side's own ships, as an observation holds it."""

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
    tracks: NotRequired[Tracks]  # those of its side, which adds them


class Place(TypedDict):
    """A disc in the arena, as an observation holds it."""

    x: float  # m
    y: float  # m
    radius: float  # m


COLUMNS = {
    "ship": ["id", "side", "x", "y", "vx", "vy", "heading", "hull", "radius"],
    "projectile": ["id", "side", "x", "y", "vx", "vy", "power"],
    "asteroid": ["id", "x", "y", "vx", "vy", "radius"],
}  # the row layout that this version supports


def bearing(eye: Own, x: float, y: float) -> float:
    """Return the bearing of a point from the ship `eye`, relative to its heading: rad in [-pi, pi), left positive."""
    turned = (math.atan2(y - eye["y"], x - eye["x"]) - eye["heading"] + math.pi) % TAU
    return turned - math.pi if turned < TAU else -math.pi


class Contact(hints.Explained):
    """Something that a ship senses, as it was in that tick.

    `distance` and `bearing` are relative to the ship that sensed it, in the tick it was sensed.
    """

    __slots__ = ("_eye", "_row")

    kind: str  # "ship", "projectile" or "asteroid"
    _X = 2  # the column of x; y, vx and vy follow

    def __init__(self, row: Row, eye: Own) -> None:
        self._row = row
        self._eye = eye

    @property
    def id(self) -> int:
        """The contact's number; the numbers of projectiles and asteroids are never reused within a match."""
        return self._row[0]  # type: ignore[no-any-return]

    @property
    def side(self) -> int | None:
        """The number of its side; None for asteroids."""
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
        """Velocity, m/s."""
        return Vec(self._row[self._X + 2], self._row[self._X + 3])

    @property
    def radius(self) -> float:
        """Radius, m; 0 for shots."""
        return self._row[-1]  # type: ignore[no-any-return]

    @property
    def distance(self) -> float:
        """Distance between the centres, m."""
        return math.hypot(self._row[self._X] - self._eye["x"], self._row[self._X + 1] - self._eye["y"])

    @property
    def bearing(self) -> float:
        """Direction relative to the ship's heading, rad in [-pi, pi); left is positive."""
        return bearing(self._eye, self._row[self._X], self._row[self._X + 1])

    def _missing(self, name: str) -> str:
        return hints.missing(self.kind, name, type(self), self.kind)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id} at ({self.x:.0f}, {self.y:.0f})>"


class ShipContact(Contact):
    """Another ship."""

    __slots__ = ()

    kind = "ship"
    age: int = 0  # ticks since it was sensed; above 0 only in `ship.seen`

    def _missing(self, name: str) -> str:
        return hints.missing("another ship", name, type(self), "ships")  # the bot's own ship has more properties

    @property
    def heading(self) -> float:
        """Direction it faces, rad."""
        return self._row[6]  # type: ignore[no-any-return]

    @property
    def hull(self) -> float:
        """Remaining hull, 0..100 points."""
        return self._row[7]  # type: ignore[no-any-return]

    @property
    def track(self) -> Track:
        """How it has flown so far: `ticks positions acceleration turn_rate`."""
        return self._eye["tracks"].ships[self._row[0]]


class SeenShip(ShipContact):
    """An enemy as it was last sensed; `distance` and `bearing` are relative to the ship's current position."""

    __slots__ = ("age",)

    def __init__(self, row: Row, eye: Own, age: int) -> None:
        self._row = row
        self._eye = eye
        self.age = age


class Ally(ShipContact):
    """Another ship of the same side, with its full state."""

    __slots__ = ("_own",)

    def __init__(self, own: Own, eye: Own, side: int, radius: float) -> None:
        self._row = [own["id"], side, own["x"], own["y"], own["vx"], own["vy"], own["heading"], own["hull"], radius]
        self._eye = eye
        self._own = own

    @property
    def spin(self) -> float:
        """Angular velocity, rad/s; left is positive."""
        return self._own["spin"]

    @property
    def energy(self) -> float:
        """Remaining energy, 0..100 points."""
        return self._own["energy"]

    @property
    def cooling(self) -> int:
        """Ticks until its gun can fire; 0 means now."""
        return self._own["cooling"]

    @property
    def shielded(self) -> bool:
        """Whether its shield is up."""
        return self._own["shield"]

    @property
    def track(self) -> Track:
        """Its present state alone, with its turn rate, but without its thrust."""
        return self._eye["tracks"].of_ally(self._row, self._own["spin"])


class Projectile(Contact):
    """A shot in flight. `side` is the side that fired it, possibly the ship's own."""

    __slots__ = ()

    kind = "projectile"

    @property
    def radius(self) -> float:
        """Always 0: shots are points."""
        return 0.0

    @property
    def power(self) -> int:
        """The power of the shot: 1, 2 or 3."""
        return self._row[6]  # type: ignore[no-any-return]

    def hits(self, ship: Any, within: float | None = None) -> bool:
        """Return whether it will hit a ship, one's own or another, if that one glides on, without thrust.

        Asteroids and other ships in between are ignored. Shots never hit ships of their own side.

        Args:
            within: time to look ahead, s; by default, the whole flight.
        """
        if within is not None:
            within = check.number_between(within, 0.0, 1e6, "projectile.hits(within)")
        tracks, own, row = self._eye["tracks"], getattr(ship, "_own", None), self._row
        if isinstance(own, dict):  # a Ship or an Ally
            state = own["x"], own["y"], own["vx"], own["vy"]
        elif isinstance(ship, ShipContact):
            state = tracks.motion.glided(state_of(ship._row), ship.age)
        else:
            check.fail(TypeError, "projectile.hits(ship)", "a ship", ship, check.one_of_list(ship))
        if ship.side == row[1]:
            return False
        radius = tracks.motion.rules.ship_radius
        passing = tracks.motion.passing(state_of(row), row[6], state, radius)
        return passing is not None and (within is None or passing.reaches(radius) <= within)


class Asteroid(Contact):
    """An asteroid."""

    __slots__ = ()

    kind = "asteroid"
    _X = 1

    @property
    def side(self) -> None:
        """Always None: asteroids belong to no side."""
        return None


class Beacon(hints.Explained):
    """The disc that scores points for a side that is alone in it."""

    __slots__ = ("_at", "_eye")

    def __init__(self, at: Place, eye: Own) -> None:
        self._at = at
        self._eye = eye

    @property
    def pos(self) -> Vec:
        """Position of its centre, m."""
        return Vec(self._at["x"], self._at["y"])

    @property
    def radius(self) -> float:
        """Radius, m."""
        return self._at["radius"]

    @property
    def distance(self) -> float:
        """Distance from the ship to its centre, m."""
        return math.hypot(self._at["x"] - self._eye["x"], self._at["y"] - self._eye["y"])

    @property
    def bearing(self) -> float:
        """Direction of its centre relative to the ship's heading, rad in [-pi, pi); left is positive."""
        return bearing(self._eye, self._at["x"], self._at["y"])

    def _missing(self, name: str) -> str:
        return hints.missing("the beacon", name, Beacon, "beacon")

    def __repr__(self) -> str:
        return f"<beacon at ({self._at['x']:.0f}, {self._at['y']:.0f})>"


C = TypeVar("C", bound=Contact)


def wrap(kind: Callable[[Row, Own], C], rows: list[Row], eye: Own, sort: bool) -> list[C]:
    """Return the rows as contacts of `eye`, sorted by (distance, id) if `sort`, else in their own order."""
    if sort and len(rows) > 1:
        at = kind._X  # type: ignore[attr-defined]
        x, y = eye["x"], eye["y"]
        rows = sorted(rows, key=lambda row: ((row[at] - x) ** 2 + (row[at + 1] - y) ** 2, row[0]))
    return [kind(row, eye) for row in rows]
