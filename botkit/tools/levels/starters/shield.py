"""Shield yourself when it counts.

Your engines have failed: you can turn, and no more. A turret fires a shot a second at you, for 20 s. A raised shield
absorbs three quarters of the damage, but costs 10 energy per second, and you recharge only 2. This ship keeps it up all
the time, and after 8 s it is out of energy. Raise the shield only in the ticks in which a shot lands.
"""

from botkit import *


def tick(ship):
    ship.shield()
