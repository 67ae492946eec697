from botkit import *


def tick(ship):
    for enemy in ship.enemies:
        if ship.aim_at(enemy):
            ship.fire()
