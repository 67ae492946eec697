"""Hit one that turns.

The target flies in narrow circles. aim_at foresees a straight course, and misses most of the time. Whoever turns can
be foreseen, too: the kit has measured how it thrusts and turns. Ask where it will be when a shot gets there.
"""

from botkit import *


def tick(ship):
    for enemy in ship.enemies:
        if ship.aim_at(enemy):
            ship.fire()
