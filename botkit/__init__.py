"""The SDK for bots: `from botkit import *`.

A bot is a file with `def tick(ship)`; see docs/botkit.md. It needs only the standard library, because it also
runs inside the guest of the sandbox.
"""

# For type hints; `import *` leaves them out.
from botkit.arena import Arena as Arena
from botkit.arena import Rules as Rules
from botkit.contact import Ally as Ally
from botkit.contact import Asteroid as Asteroid
from botkit.contact import Beacon as Beacon
from botkit.contact import Contact as Contact
from botkit.contact import Projectile as Projectile
from botkit.contact import SeenShip as SeenShip
from botkit.contact import ShipContact as ShipContact
from botkit.match import Match as Match
from botkit.ship import Ship as Ship
from botkit.threat import Threat as Threat
from botkit.track import Track as Track
from botkit.vec import TAU, Vec, angle_difference, intercept, stopping_distance

__all__ = ["TAU", "Vec", "angle_difference", "intercept", "stopping_distance"]  # nothing that shadows builtins or math
