"""Flies around the star once in 40 s, counter-clockwise, and looks inwards."""

from botkit import *

start = None


def tick(ship):
    global start
    if start is None:
        start = ship.pos
    ship.move_to(start.rotated(TAU * ship.time / 40))
    ship.turn_to((0, 0))
