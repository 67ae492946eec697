"""A bot's ship: its state, what it senses, and its orders."""

from __future__ import annotations

import math
from typing import Any

from botkit import check, hints
from botkit.arena import Arena, Rules
from botkit.contact import Ally, Asteroid, Beacon, Contact, Own, Projectile, SeenShip, ShipContact, wrap
from botkit.draw import TEXT_LENGTH, Draw
from botkit.output import clean
from botkit.state import SideState
from botkit.vec import Vec, as_point

RALLY_MARGIN = 50.0  # m inside the final safe circle
NAME_LENGTH = 24  # characters of a plot's name


class Ship(hints.Explained):
    """One ship of the bot, in one tick.

    Orders last for one tick; the last call wins. Numbers out of range are clamped; NaN raises ValueError and a wrong
    type TypeError, each naming the call.
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
        "_strafe",
        "_thrust",
        "_turn",
    )

    def __init__(self, side: SideState) -> None:
        self._side = side

    def _missing(self, name: str) -> str:
        return hints.missing("ship", name, Ship, "ship")

    def _begin(self, own: Own) -> None:
        """Begin a tick with a new state and no orders."""
        self._own = own
        self._thrust: float = 0.0
        self._turn: float = 0.0
        self._strafe: float = 0.0
        self._fire = 0
        self._shield = False
        self._enemies: list[ShipContact] | None = None
        self._allies: list[Ally] | None = None
        self._projectiles: list[Projectile] | None = None
        self._asteroids: list[Asteroid] | None = None
        self._seen: list[SeenShip] | None = None

    def _order(self) -> str:
        """Return the non-default orders as the inside of a JSON object."""
        parts = []
        if self._thrust:
            parts.append(f'"thrust":{self._thrust}')
        if self._turn:
            parts.append(f'"turn":{self._turn}')
        if self._fire:
            parts.append(f'"fire":{self._fire}')
        if self._shield:
            parts.append('"shield":true')
        if self._strafe:
            parts.append(f'"strafe":{self._strafe}')
        return ",".join(parts)

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
            found = [SeenShip(row, own, side.tick - tick) for id, (row, tick) in side.last.items() if id in alive]
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

    # ---- orders

    def thrust(self, amount: float = 1.0) -> None:
        """Set the thrust along the heading: -1 (backward, weaker) .. 1 (forward)."""
        self._thrust = round(check.number_between(amount, -1, 1, "ship.thrust(amount)"), 2)

    def strafe(self, amount: float = 1.0) -> None:
        """Set the sideways thrust: -1 (right) .. 1 (left). The heading stays free to aim."""
        self._strafe = round(check.number_between(amount, -1, 1, "ship.strafe(amount)"), 2)

    def turn(self, amount: float) -> None:
        """Set the turn: -1 (right) .. 1 (left)."""
        self._turn = round(check.number_between(amount, -1, 1, "ship.turn(amount)"), 2)

    def turn_to(self, target: float | Vec | Contact | Any) -> None:
        """Turn to face an absolute angle (rad), a point or a contact, and stop turning there."""
        own = self._own
        if isinstance(target, (int, float)):
            goal = check.finite(target, "ship.turn_to(target)")
        else:
            at = as_point(target, "ship.turn_to(target)")
            goal = math.atan2(at.y - own["y"], at.x - own["x"])
        self._turn = self._side.steering.turn(own, goal)

    def aim_at(self, contact: Contact, power: int = 1) -> bool:
        """Turn to lead `contact` with a shot of `power` 1, 2 or 3.

        An older contact (from `seen`) is extrapolated in a straight line.

        Returns:
            Whether a shot fired now would hit it on its current course. This ignores whether the gun is ready and
            there is enough energy: see `cooling` and `energy`.
        """
        if not isinstance(contact, Contact):
            meant = "turn_to takes points" if isinstance(contact, (Vec, tuple)) else check.one_of_list(contact)
            check.fail(TypeError, "ship.aim_at(contact)", "a contact", contact, meant)
        power = check.integer(power, 1, 3, "ship.aim_at(power)")
        self._turn, hits = self._side.steering.aim(self._own, contact, power)
        return hits

    def fly_to(self, point: Vec | Contact | Any, speed: float | None = None) -> None:
        """Steer to a point or contact and stop there, or pass it at `speed` (m/s) if given.

        Sets both thrust and turn; a later `turn_to` or `aim_at` keeps the thrust.
        """
        goal = as_point(point, "ship.fly_to(point)")
        if speed is not None:
            speed = check.number_between(speed, 0.0, 1e6, "ship.fly_to(speed)")
        self._thrust, self._turn = self._side.steering.fly(self._own, goal, speed)

    def move_to(self, point: Vec | Contact | Any, speed: float | None = None) -> None:
        """Move to a point or contact without turning, and stop there, or pass it at `speed` (m/s) if given.

        Sets both thrust and strafe, so that the ship can turn to aim meanwhile. `move_to(ship.pos)` stops it.
        """
        goal = as_point(point, "ship.move_to(point)")
        if speed is not None:
            speed = check.number_between(speed, 0.0, 1e6, "ship.move_to(speed)")
        self._thrust, self._strafe = self._side.steering.move(self._own, goal, speed)

    def brake(self) -> None:
        """Steer to a stop as soon as possible. Sets both thrust and turn."""
        self._thrust, self._turn = self._side.steering.change(self._own, 0.0, 0.0)

    def fire(self, power: int = 1) -> None:
        """Fire a shot of `power` 1, 2 or 3 along the current heading, if the gun is ready; 0 holds fire."""
        self._fire = check.integer(power, 0, 3, "ship.fire(power)")

    def shield(self, on: bool = True) -> None:
        """Raise the shield for this tick."""
        self._shield = check.boolean(on, "ship.shield(on)")

    # ---- for the viewer

    def log(self, *values: object) -> None:
        """Add a line to the bot's log, like `print`: at most 4,096 characters per tick and side."""
        self._side.log.write(" ".join(map(str, values)) + "\n")

    @property
    def draw(self) -> Draw:
        """Drawings over the arena: `line`, `circle` and `text`."""
        return self._side.draw

    def plot(self, name: str, value: float) -> None:
        """Plot a number over time under `name`: at most 16 names per tick and side."""
        call = "ship.plot(name, value)"
        self._side.plot(clean(check.text(name, call)[:NAME_LENGTH]), check.finite(value, call))

    def mark(self, text: object) -> None:
        """Mark this tick on the timeline with `str(text)`: at most 80 characters, and 4 marks per tick and side."""
        shown = clean(str(text))
        self._side.mark(shown if len(shown) <= TEXT_LENGTH else shown[: TEXT_LENGTH - 1] + "…")

    def __repr__(self) -> str:
        return f"<ship {self.id} at ({self.x:.0f}, {self.y:.0f})>"
