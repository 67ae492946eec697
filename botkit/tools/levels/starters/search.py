"""Find one that is out of sight.

A ship senses others within 250 m all round, but farther away only in a cone, 30 degrees to either side of its heading.
The target is outside of both. This ship hits what it sees, and waits for the rest: look around.
"""

from botkit import *


def tick(ship):
    for enemy in ship.enemies:
        if ship.aim_at(enemy):
            ship.fire()
