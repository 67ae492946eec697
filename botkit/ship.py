"""A bot's ship: its state, what it senses, and its orders."""

from __future__ import annotations

import math
from typing import Any

from botkit import check, hints
from botkit.contact import Contact, Own
from botkit.draw import TEXT_LENGTH, WHITE, Draw
from botkit.output import clean
from botkit.tactics import Tactics
from botkit.vec import Vec, as_point

MARK_MARGIN = 8.0  # m from a contact's edge to the circle around it
NAME_LENGTH = 24  # characters of a plot's name


class Ship(Tactics):
    """One ship of the bot, in one tick.

    Orders last for one tick; the last call wins. Numbers out of range are clamped; NaN raises ValueError and a wrong
    type TypeError, each naming the call.
    """

    __slots__ = ("_fire", "_shield", "_turn")

    def _missing(self, name: str) -> str:
        return hints.missing("ship", name, Ship, "ship")

    def _begin(self, own: Own) -> None:
        """Begin a tick with a new state and no orders."""
        self._own = own
        self._thrust = self._strafe = 0.0
        self._turn: float = 0.0
        self._fire = 0
        self._shield = False
        self._enemies = self._allies = self._projectiles = self._asteroids = self._seen = None

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

    def mark(self, text: object, at: Vec | Contact | Any = None, color: str = WHITE) -> None:
        """Mark this tick on the timeline with `str(text)`: at most 80 characters, and 4 marks per tick and side.

        With `at`, a point or a contact, the mark is also drawn there, as a circle with the text.
        """
        shown = clean(str(text))
        self._side.mark(shown if len(shown) <= TEXT_LENGTH else shown[: TEXT_LENGTH - 1] + "…")
        if at is not None:
            place = as_point(at, "ship.mark(at)")
            radius = getattr(at, "radius", 0.0) + MARK_MARGIN
            self.draw.circle(place, radius, color)
            self.draw.text(place + Vec(0.0, radius + MARK_MARGIN), shown, color)

    def __repr__(self) -> str:
        return f"<ship {self.id} at ({self.x:.0f}, {self.y:.0f})>"
