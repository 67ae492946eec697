"""Keep your distance.

Near the muzzle a shot does little damage, and from afar it seldom hits: whoever keeps the distance decides the fight.
Stay 150 to 250 m from the other ship, which flies about, for as much of 20 s as you can. There is no need to fire.
This bot looks around for it, which is worth keeping, and flies right at it, which is not.
"""

from botkit import *


def tick(ship):
    if ship.seen:
        ship.fly_to(ship.seen[0])
    else:
        ship.turn(1)
