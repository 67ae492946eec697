"""Dashes to and fro for two seconds, then stands for two."""

import random

from botkit import *

way, until = 1, 0


def tick(ship):
    global way, until
    if ship.tick % 120 >= 60:
        ship.move_to(ship.pos)
        return
    if ship.tick >= until:
        way, until = -way, ship.tick + random.randint(10, 20)
    ship.turn_to(ship.pos * -1)
    ship.strafe(way)
