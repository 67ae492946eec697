from botkit import *


def tick(ship):
    if ship.enemies:
        if ship.aim_at(ship.enemies[0]):
            ship.fire()
    elif ship.seen:
        ship.turn_to(ship.seen[0])
    else:
        ship.turn(1)
