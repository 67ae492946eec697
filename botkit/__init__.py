"""The kit for bots: `from botkit import *`.

A bot is a file with `def tick(ship)`; see docs/bots.md. Standard library only: it lives inside the sandbox's guest too.
"""

from botkit.contact import Contact as Contact  # for type hints: these four are not part of `import *`
from botkit.contact import ShipContact as ShipContact
from botkit.ship import Ship as Ship
from botkit.side import Match as Match
from botkit.vec import TAU, Vec, angle_difference, intercept, stopping_distance

__all__ = ["TAU", "Vec", "angle_difference", "intercept", "stopping_distance"]  # nothing that shadows builtins or math
