from botkit import *


def tick(ship):
    for enemy in ship.enemies:
        ship.turn_to(enemy)
        if abs(enemy.bearing) < 0.04:
            ship.fire()
