"""Banker: stands still and wastes no energy: full it fires heavily and shields, poor it fires light and sure."""

from botkit import *


def tick(ship):
    ship.shield(ship.energy > 75 and any(s.side != ship.side and s.distance < 30 for s in ship.projectiles))
    if not ship.enemies:
        ship.fly_to(ship.seen[0] if ship.seen and ship.seen[0].age < 150 else ship.rally, speed=120)
        return
    enemy = ship.enemies[0]
    power = 3 if ship.energy > 60 and enemy.distance < 330 else 1
    if ship.aim_at(enemy, power) and (enemy.distance < 420 or ship.energy > 70):
        ship.fire(power)
    closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
    if abs(enemy.bearing) < 0.5 and enemy.distance - closing > 300:
        ship.thrust()
