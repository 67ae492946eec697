"""Flies to and fro on a straight line, across the line to where its enemy started."""

from botkit import *

HALF = 300  # m from the middle of its way to either end
SPEED = 70  # m/s

home = across = None
way = 1


def tick(ship):
    global home, across, way
    if home is None:
        home, across = ship.pos, ship.pos.unit.left
    end = home + across * (HALF * way)
    if ship.pos.distance(end) < 40:
        way = -way
    ship.move_to(end, SPEED)
