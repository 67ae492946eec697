"""Get out of the way.

A turret fires at you as fast as it can, for 15 s, and it never runs out of energy. It leads well. You cannot flee, as
the arena is small, and you cannot destroy it: here ships have 1,000 hull. Be hit as seldom as you can. A shot is sensed
200 m away, which leaves half a second. This ship only draws the shots that will hit it: watch it.
"""

from botkit import *


def tick(ship):
    for threat in ship.threats:
        ship.draw.line(threat.shot, ship, "#ff4040")
