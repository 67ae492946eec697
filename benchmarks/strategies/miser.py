"""Miser: light shots alone, from where they hit, and never a wasted one."""

from botkit import *


def tick(ship):
    if not ship.enemies:
        ship.fly_to(ship.seen[0] if ship.seen and ship.seen[0].age < 150 else ship.rally, speed=120)
        return
    enemy = ship.enemies[0]
    if ship.aim_at(enemy) and enemy.distance < 330:
        ship.fire()
    if abs(enemy.bearing) < 0.6:
        closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
        ship.thrust(((enemy.distance - 170) * 0.5 - closing) / 30)
