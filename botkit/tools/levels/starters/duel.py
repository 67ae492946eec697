"""Beat hunter.

The real game, by the real rules, against one of the examples: hunter leads its shots, wastes no energy, shields in time
and holds the beacon. It stops to fire, though. You have met all that it takes: look around, keep a distance, move while
you aim, dodge or shield. This ship does none of it.
"""

from botkit import *


def tick(ship):
    if ship.enemies:
        if ship.aim_at(ship.enemies[0]):
            ship.fire()
    else:
        ship.fly_to(ship.rally)
