"""Hit one that stands.

A target stands 230 m away and does nothing. Destroy it: five hits are enough. A shot leaves along the ship's heading,
and every shot costs 5 of 100 energy, so first turn, then fire. This ship fires at nothing, until it has no energy left.
"""

from botkit import *


def tick(ship):
    ship.fire()
