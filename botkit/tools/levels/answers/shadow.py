from botkit import *


def tick(ship):
    if ship.seen:
        enemy = ship.seen[0]
        ship.turn_to(enemy)
        ship.keep_range(enemy, 200)
    else:
        ship.turn(1)
