from botkit import *


def tick(ship):
    if ship.threats:
        ship.sidestep(ship.threats[0])
    else:
        ship.brake()
