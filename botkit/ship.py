"""A bot's ship: what it tells, and what it is told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from botkit import check, hints
from botkit.arena import Arena, Rules
from botkit.contact import Ally, Asteroid, Beacon, Contact, Own, Projectile, SeenShip, ShipContact, wrap
from botkit.draw import Draw
from botkit.output import clean
from botkit.state import SideState
from botkit.vec import Vec, as_point

RALLY_MARGIN = 50.0  # m inside the last safe circle
NAME_LENGTH = 24  # characters of a plot's name


class Ship:
    """One ship of this program, in one tick.

    Orders hold for this tick alone; asked twice, the last one wins. Numbers out of range are clamped; NaN and wrong
    types raise ValueError and TypeError that name the call.
    """

    __slots__ = (
        "_allies",
        "_asteroids",
        "_enemies",
        "_fire",
        "_own",
        "_projectiles",
        "_seen",
        "_shield",
        "_side",
        "_thrust",
        "_turn",
    )

    def __init__(self, side: SideState) -> None:
        self._side = side

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> None:
            raise hints.missing("ship", name, Ship, "ship")

    def _begin(self, own: Own) -> None:
        """A new tick: new facts, no orders."""
        self._own = own
        self._thrust: float = 0.0
        self._turn: float = 0.0
        self._fire = 0
        self._shield = False
        self._enemies: list[ShipContact] | None = None
        self._allies: list[Ally] | None = None
        self._projectiles: list[Projectile] | None = None
        self._asteroids: list[Asteroid] | None = None
        self._seen: list[SeenShip] | None = None

    def _order(self) -> str:
        """The orders as the inside of a JSON object, only those that do something."""
        parts = []
        if self._thrust:
            parts.append(f'"thrust":{self._thrust}')
        if self._turn:
            parts.append(f'"turn":{self._turn}')
        if self._fire:
            parts.append(f'"fire":{self._fire}')
        if self._shield:
            parts.append('"shield":true')
        return ",".join(parts)

    # ---- who and when

    @property
    def id(self) -> int:
        """Its number in the match."""
        return self._own["id"]

    @property
    def side(self) -> int:
        """The side it is on, 0-based."""
        return self._side.match.side

    @property
    def tick(self) -> int:
        """The state shown, 0 is the start."""
        return self._side.tick

    @property
    def time(self) -> float:
        """Seconds since the start."""
        return self._side.tick / self._side.match.tick_rate

    # ---- itself

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
        """m/s."""
        return Vec(self._own["vx"], self._own["vy"])

    @property
    def heading(self) -> float:
        """Where it points, rad in [-pi, pi), counter-clockwise from +x."""
        return self._own["heading"]

    @property
    def spin(self) -> float:
        """How fast it turns, rad/s, left positive."""
        return self._own["spin"]

    @property
    def hull(self) -> float:
        """What is left of it, 0..100 points."""
        return self._own["hull"]

    @property
    def energy(self) -> float:
        """0..100 points."""
        return self._own["energy"]

    @property
    def cooling(self) -> int:
        """Ticks until an order to fire would be obeyed, 0 = now."""
        return self._own["cooling"]

    @property
    def shielded(self) -> bool:
        """Whether its shield was up in the last tick."""
        return self._own["shield"]

    @property
    def ray(self) -> float:
        """Distance from its centre along its heading to the first asteroid, star, ship or wall, m."""
        return self._own["ray"]

    # ---- what it senses

    @property
    def enemies(self) -> list[ShipContact]:
        """Ships of other sides that are sensed now, nearest first."""
        if self._enemies is None:
            self._enemies = wrap(ShipContact, self._rows("ship"), self._own, self._again)
        return self._enemies

    @property
    def allies(self) -> list[Ally]:
        """The side's other living ships, nearest first."""
        if self._allies is None:
            side, own = self._side, self._own
            radius = side.match.rules.ship_radius
            found = [Ally(other, own, side.match.side, radius) for other in side.now["ships"] if other is not own]
            self._allies = sorted(found, key=lambda ally: (ally.distance, ally.id))
        return self._allies

    @property
    def projectiles(self) -> list[Projectile]:
        """Shots that are sensed now, this side's own too (`side` says whose), nearest first."""
        if self._projectiles is None:
            self._projectiles = wrap(Projectile, self._rows("projectile"), self._own, self._again)
        return self._projectiles

    @property
    def asteroids(self) -> list[Asteroid]:
        """Asteroids that are sensed now, nearest first."""
        if self._asteroids is None:
            self._asteroids = wrap(Asteroid, self._rows("asteroid"), self._own, self._again)
        return self._asteroids

    @property
    def seen(self) -> list[SeenShip]:
        """The last contact with every enemy still alive that this side ever sensed, nearest first.

        `age` says how many ticks ago that was: 0 for those sensed now.
        """
        if self._seen is None:
            side, own = self._side, self._own
            alive = side.now["alive"]
            found = [SeenShip(row, own, side.tick - tick) for id, (row, tick) in side.last.items() if id in alive]
            self._seen = sorted(found, key=lambda ship: (ship.distance, ship.id)) if len(found) > 1 else found
        return self._seen

    def _rows(self, kind: str) -> list[list[Any]]:
        return self._side.now["contacts"][kind]

    @property
    def _again(self) -> bool:
        """Whether rows must be sorted for this ship: they come sorted for the side's first."""
        return self._own is not self._side.now["ships"][0]

    # ---- the match

    @property
    def arena(self) -> Arena:
        """Where the match takes place: `name radius bodies`."""
        return self._side.match.arena

    @property
    def rules(self) -> Rules:
        """The rule numbers by their names; lists by power begin at power 1."""
        return self._side.match.rules

    @property
    def beacon(self) -> Beacon | None:
        """The disc that gives points: `pos radius distance bearing`; None in an arena without one."""
        at = self._side.now["beacon"]
        return None if at is None else Beacon(at, self._own)

    @property
    def points(self) -> list[float]:
        """Each side's points, by side."""
        return self._side.now["points"]

    @property
    def safe_radius(self) -> float:
        """Farther than this from (0, 0) the zone burns, m."""
        return self._side.now["safe_radius"]

    @property
    def rally(self) -> Vec:
        """Where to go with nothing better to do.

        The beacon's centre, or without one the nearest point 50 m inside the last safe circle.
        """
        at = self._side.now["beacon"]
        if at is not None:
            return Vec(at["x"], at["y"])
        return self.pos.unit * min(self.pos.length, max(self.arena.zone_radius - RALLY_MARGIN, 0.0))

    # ---- orders

    def thrust(self, amount: float = 1.0) -> None:
        """Thrust along the heading: -1 (backward, weaker) .. 1 (forward)."""
        self._thrust = round(check.within(amount, -1, 1, "ship.thrust(amount)"), 2)

    def turn(self, amount: float) -> None:
        """Turn: -1 (right) .. 1 (left)."""
        self._turn = round(check.within(amount, -1, 1, "ship.turn(amount)"), 2)

    def turn_to(self, target: float | Vec | Contact | Any) -> None:
        """Turns to face an absolute angle (rad), a point or a contact, and to stand still there."""
        own = self._own
        if isinstance(target, (int, float)):
            goal = check.finite(target, "ship.turn_to(target)")
        else:
            at = as_point(target, "ship.turn_to(target)")
            goal = math.atan2(at.y - own["y"], at.x - own["x"])
        self._turn = self._side.steering.turn(own, goal)

    def aim_at(self, contact: Contact, power: int = 1) -> bool:
        """Turns so as to lead `contact` with a shot of `power` 1, 2 or 3.

        An aged contact (`seen`) is taken to have gone on straight.

        Returns:
            Whether such a shot fired now would hit it on its present course. Whether the gun is ready and paid for
            is another matter: see `cooling` and `energy`.
        """
        if not isinstance(contact, Contact):
            meant = "turn_to takes points" if isinstance(contact, (Vec, tuple)) else check.one_of_list(contact)
            check.wrong(TypeError, "ship.aim_at(contact)", "a contact", contact, meant)
        power = check.whole(power, 1, 3, "ship.aim_at(power)")
        self._turn, hits = self._side.steering.aim(self._own, contact, power)
        return hits

    def fly_to(self, point: Vec | Contact | Any, speed: float | None = None) -> None:
        """Steers to a point or contact: to stop there, or, if `speed` (m/s) is given, to pass it at that speed.

        Sets both thrust and turn; a `turn_to` or `aim_at` after it keeps the thrust.
        """
        goal = as_point(point, "ship.fly_to(point)")
        if speed is not None:
            speed = check.within(speed, 0.0, 1e6, "ship.fly_to(speed)")
        self._thrust, self._turn = self._side.steering.fly(self._own, goal, speed)

    def brake(self) -> None:
        """Steers to stand still as soon as can be. Sets both thrust and turn."""
        self._thrust, self._turn = self._side.steering.change(self._own, 0.0, 0.0)

    def fire(self, power: int = 1) -> None:
        """Fires a shot of `power` 1, 2 or 3 along the present heading, if the gun is ready; 0 holds fire."""
        self._fire = check.whole(power, 0, 3, "ship.fire(power)")

    def shield(self, on: bool = True) -> None:
        """Holds the shield up in this tick."""
        self._shield = check.switch(on, "ship.shield(on)")

    # ---- for the viewer

    def log(self, *values: object) -> None:
        """A line of the bot's log, written like `print` writes: at most 4,096 characters a tick and side."""
        self._side.log.write(" ".join(map(str, values)) + "\n")

    @property
    def draw(self) -> Draw:
        """Drawings over the arena: its `line`, `circle` and `text`."""
        return self._side.draw

    def plot(self, name: str, value: float) -> None:
        """A number to plot over time under `name`: at most 16 names a tick and side."""
        call = "ship.plot(name, value)"
        self._side.plot(clean(check.text(name, call)[:NAME_LENGTH]), check.finite(value, call))

    def __repr__(self) -> str:
        return f"<ship {self.id} at ({self.x:.0f}, {self.y:.0f})>"
