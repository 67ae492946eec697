"""Flies in narrow circles near where it started."""

from botkit import *

RADIUS = 100  # m

centre = None


def tick(ship):
    global centre
    if centre is None:
        centre = ship.pos + ship.pos.unit.left * RADIUS
    out = ship.pos - centre
    ship.turn_to(out.unit.left.angle + 0.1)
    ship.thrust(0.55)
    ship.strafe((ship.velocity.length / 110) ** 2 * 0.9 + (out.length - RADIUS) / 60)
