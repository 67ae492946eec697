"""Warden: circles in the beacon for its points and dodges there, so that the enemy has to come within sure range.

It turns round at random, and fires only shots that hardly miss.
"""

import random

from shared.flying import shield, steer, sure, travel
from shared.shooting import shoot

from botkit import *

COLOR = "#40c0ff"

way = 1  # side to which it weaves
until = 0  # tick at which it may change sides


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(15, 40)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 90 else None
    shield(ship)
    out, inner = ship.pos - ship.rally, 0.5 * (ship.beacon.radius if ship.beacon else 100)
    near = enemy is not None and enemy.distance < sure(ship, 1)
    if out.length > 3 * inner and not near:
        travel(ship, ship.rally)
    else:
        if enemy is None:
            ship.turn(0.5)  # look around
        steer(ship, out.unit.left * (way * 1.5 * ship.rules.still_speed) - out.unit * (1.5 * (out.length - inner)))
    if enemy and (enemy.distance < 600 or out.length < 2 * inner):
        shoot(ship, enemy, 0.85)
