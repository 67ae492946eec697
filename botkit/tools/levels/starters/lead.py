"""Hit one that flies by.

The target flies to and fro, straight ahead most of the time. This ship aims at where it is, as in the last level; but a
shot takes almost a second, and then the target is somewhere else. Aim at where it will be.
"""

from botkit import *


def tick(ship):
    for enemy in ship.enemies:
        ship.turn_to(enemy)
        if abs(enemy.bearing) < 0.04:
            ship.fire()
