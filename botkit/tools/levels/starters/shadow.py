"""Stay 150 to 250 m from a ship that flies about.

Near the muzzle a shot does little damage, and from afar it is seldom a hit: whoever keeps the distance decides the
fight. Follow this ship for 30 s, never too near and never too far. There is no need to fire. This bot flies right at
it; it looks around for it when it has lost it, which is worth keeping.
"""

from botkit import *


def tick(ship):
    if ship.seen:
        ship.fly_to(ship.seen[0])
    else:
        ship.turn(1)
