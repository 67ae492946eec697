"""Saver: wastes nothing. It fires only shots that hardly miss, and flies just fast enough to recharge.

It waits in the beacon, on the side away from the enemy, and dodges.
"""

import random

from shared.flying import shield, steer, sure, travel
from shared.shooting import shoot

from botkit import *

COLOR = "#b0ff60"

way = 1  # side to which it weaves
until = 0  # tick at which it may change sides


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(15, 40)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 150 else None
    shield(ship)
    if enemy is None:
        travel(ship, ship.rally)
        return
    away, reach = (ship.rally - enemy.pos).unit, ship.beacon.radius if ship.beacon else 100
    post = ship.rally + away * (0.6 * reach)
    near = enemy.distance < sure(ship, 1)
    if not near and ship.pos.distance(post) > reach:
        travel(ship, post)
    else:
        drift = (ship.pos - enemy.pos).unit.left * (1.5 * way * ship.rules.still_speed)
        steer(ship, drift + (post - ship.pos) * 0.4)
    if enemy.age < 30 and (near or ship.pos.distance(post) < 400):
        shoot(ship, enemy, 0.85)
