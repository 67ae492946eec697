"""Fly to the beacon, and stay.

The beacon is the circle near the middle. A side that is alone in it gains a point per second, and here 3 points win.
Nobody is in your way. This ship only thrusts, and flies past: give it somewhere to go.
"""

from botkit import *


def tick(ship):
    ship.thrust()
