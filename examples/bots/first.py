"""The first bot: aims at the nearest enemy and fires when the shot would hit, else flies to the beacon."""

from botkit import *


def tick(ship):
    if ship.enemies:
        if ship.aim_at(ship.enemies[0]):
            ship.fire()
    else:
        ship.fly_to(ship.rally)
