"""Aggressive: flies straight at the enemy at full thrust, and fires the heaviest shots at close range.

It never waits and never shields. When it loses sight of the enemy, it flies to where it last saw it.
"""

from botkit import *

COLOR = "#ff5030"
CLOSE = 400  # m


def tick(ship):
    if not ship.enemies:
        ship.fly_to(ship.seen[0] if ship.seen else ship.rally, speed=150)
        return
    enemy = ship.enemies[0]
    power = 3 if enemy.distance < CLOSE else 1
    if ship.aim_at(enemy, power):
        ship.fire(power)
    if abs(enemy.bearing) < 0.5:
        ship.thrust()
