"""Stands, and fires a shot a second at its enemy."""

from botkit import *


def tick(ship):
    if not ship.seen:
        ship.turn(1)
    elif ship.aim_at(ship.seen[0]) and ship.tick % 30 == 0:
        ship.fire()
