"""Turret: stops as far away as its shots reach, and fires light ones at what stands still or comes straight at it."""

from botkit import *

STAND = 520  # m


def tick(ship):
    if not ship.enemies:
        ship.fly_to(ship.seen[0] if ship.seen and ship.seen[0].age < 200 else ship.rally, speed=100)
        return
    enemy = ship.enemies[0]
    sure = enemy.distance < 300 or enemy.velocity.cross((ship.pos - enemy.pos).unit) ** 2 < 900
    if ship.aim_at(enemy) and (sure or ship.energy > 85):
        ship.fire()
    closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
    if abs(enemy.bearing) < 0.5 and enemy.distance - closing > STAND:
        ship.thrust()
