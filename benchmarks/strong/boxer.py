"""Boxer: closes in on a weaving path, and fights where the heaviest shots just do not miss.

It keeps strafing, since who is still recharges less, and draws the fight into the beacon.
"""

import random

from shared.flying import safe, shield, steer, sure, travel
from shared.shooting import shoot

from botkit import *

COLOR = "#ff7030"

way = 1  # side to which it weaves
until = 0  # tick at which it may change sides


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(15, 40)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 120 else None
    shield(ship)
    if enemy is None:
        travel(ship, ship.rally)
        return
    if enemy.distance > 450 or enemy.age > 10:
        travel(ship, enemy.pos + enemy.velocity * min(1.0, enemy.distance / 400))
        return
    shoot(ship, enemy, 0.85)
    away, room = (ship.pos - enemy.pos).unit, enemy.distance - 0.9 * sure(ship, 3)
    want = (ship.rally - ship.pos) * 0.4 - away * (0.7 * room) + away.left * (way * 1.6 * ship.rules.still_speed)
    steer(ship, want if ship.pos.length < safe(ship) else ship.pos.unit * -120)
