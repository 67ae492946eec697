"""What a ship knows in a tick: its own state, what it senses, and the match."""

from __future__ import annotations

from typing import Any

from botkit import hints
from botkit.arena import Arena, Rules
from botkit.contact import Ally, Asteroid, Beacon, Own, Projectile, SeenShip, ShipContact, wrap
from botkit.state import SideState
from botkit.vec import Vec

RALLY_MARGIN = 50.0  # m inside the final safe circle


class Senses(hints.Explained):
    """What a ship knows, in one tick: the base of `botkit.ship.Ship`, which sets the state."""

    __slots__ = ("_allies", "_asteroids", "_enemies", "_own", "_projectiles", "_seen", "_side")

    _own: Own
    _enemies: list[ShipContact] | None
    _allies: list[Ally] | None
    _projectiles: list[Projectile] | None
    _asteroids: list[Asteroid] | None
    _seen: list[SeenShip] | None

    def __init__(self, side: SideState) -> None:
        self._side = side

    # ---- identity and time

    @property
    def id(self) -> int:
        """The ship's number in the match."""
        return self._own["id"]

    @property
    def side(self) -> int:
        """The number of its side, from 0."""
        return self._side.match.side

    @property
    def tick(self) -> int:
        """The current tick; 0 is the start."""
        return self._side.tick

    @property
    def time(self) -> float:
        """Seconds since the start of the match."""
        return self._side.tick / self._side.match.tick_rate

    # ---- its own state

    @property
    def x(self) -> float:
        """Position, m, to the right of the arena's centre."""
        return self._own["x"]

    @property
    def y(self) -> float:
        """Position, m, above the arena's centre."""
        return self._own["y"]

    @property
    def pos(self) -> Vec:
        """Position, m."""
        return Vec(self._own["x"], self._own["y"])

    @property
    def velocity(self) -> Vec:
        """Velocity, m/s."""
        return Vec(self._own["vx"], self._own["vy"])

    @property
    def heading(self) -> float:
        """Direction it faces, rad in [-pi, pi), counter-clockwise from +x."""
        return self._own["heading"]

    @property
    def spin(self) -> float:
        """Angular velocity, rad/s; left is positive."""
        return self._own["spin"]

    @property
    def hull(self) -> float:
        """Remaining hull, 0..100 points."""
        return self._own["hull"]

    @property
    def energy(self) -> float:
        """Remaining energy, 0..100 points."""
        return self._own["energy"]

    @property
    def cooling(self) -> int:
        """Ticks until the gun can fire; 0 means now."""
        return self._own["cooling"]

    @property
    def shielded(self) -> bool:
        """Whether the shield was up in the last tick."""
        return self._own["shield"]

    @property
    def ray(self) -> float:
        """Distance along its heading to the first asteroid, star, ship or wall, m."""
        return self._own["ray"]

    # ---- what it senses

    @property
    def enemies(self) -> list[ShipContact]:
        """Enemy ships sensed in this tick, nearest first."""
        if self._enemies is None:
            self._enemies = wrap(ShipContact, self._rows("ship"), self._own, self._needs_sorting)
        return self._enemies

    @property
    def allies(self) -> list[Ally]:
        """The other living ships of its side, nearest first."""
        if self._allies is None:
            side, own = self._side, self._own
            radius = side.match.rules.ship_radius
            found = [Ally(other, own, side.match.side, radius) for other in side.now["ships"] if other is not own]
            self._allies = sorted(found, key=lambda ally: (ally.distance, ally.id))
        return self._allies

    @property
    def projectiles(self) -> list[Projectile]:
        """Shots sensed in this tick, including its own side's (see `side`), nearest first."""
        if self._projectiles is None:
            self._projectiles = wrap(Projectile, self._rows("projectile"), self._own, self._needs_sorting)
        return self._projectiles

    @property
    def asteroids(self) -> list[Asteroid]:
        """Asteroids sensed in this tick, nearest first."""
        if self._asteroids is None:
            self._asteroids = wrap(Asteroid, self._rows("asteroid"), self._own, self._needs_sorting)
        return self._asteroids

    @property
    def seen(self) -> list[SeenShip]:
        """The latest contact with each living enemy that its side has ever sensed, nearest first.

        `age` is the number of ticks since then: 0 if sensed in this tick.
        """
        if self._seen is None:
            side, own = self._side, self._own
            alive = side.now["alive"]
            latest = [track._states[-1] for id, track in side.tracks.ships.items() if id in alive]
            found = [SeenShip(row, own, side.tick - tick) for tick, row in latest]
            self._seen = sorted(found, key=lambda ship: (ship.distance, ship.id)) if len(found) > 1 else found
        return self._seen

    def _rows(self, kind: str) -> list[list[Any]]:
        return self._side.now["contacts"][kind]

    @property
    def _needs_sorting(self) -> bool:
        """Whether rows must be sorted for this ship: they arrive sorted for the first ship of the side."""
        return self._own is not self._side.now["ships"][0]

    # ---- the match

    @property
    def arena(self) -> Arena:
        """The arena: `name radius bodies zone_radius`."""
        return self._side.match.arena

    @property
    def rules(self) -> Rules:
        """The rule values by name; lists by power start at power 1."""
        return self._side.match.rules

    @property
    def beacon(self) -> Beacon | None:
        """The beacon, which scores points: `pos radius distance bearing`; None if the arena has none."""
        at = self._side.now["beacon"]
        return None if at is None else Beacon(at, self._own)

    @property
    def points(self) -> list[float]:
        """The points of each side."""
        return self._side.now["points"]

    @property
    def safe_radius(self) -> float:
        """Radius of the safe circle around (0, 0), m; ships outside it take damage."""
        return self._side.now["safe_radius"]

    @property
    def rally(self) -> Vec:
        """A sensible default destination.

        The centre of the beacon, or without one the nearest point 50 m inside the final safe circle.
        """
        at = self._side.now["beacon"]
        if at is not None:
            return Vec(at["x"], at["y"])
        return self.pos.unit * min(self.pos.length, max(self.arena.zone_radius - RALLY_MARGIN, 0.0))
