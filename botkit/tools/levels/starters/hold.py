"""Hold the beacon under fire.

Here 10 points win: ten seconds alone in the beacon. A raider circles it, never comes in, and fires at you all the
while. Whoever stands is hit by every shot, and recharges at a third of the rate. Collect the points, and keep your
hull. This ship sits in the middle and takes what comes.
"""

from botkit import *


def tick(ship):
    ship.fly_to(ship.rally)
