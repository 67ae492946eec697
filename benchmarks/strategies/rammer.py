"""Rammer: the ship is the shot. Full speed at where the enemy will be, shield up on the way."""

from botkit import *


def tick(ship):
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    time = min(enemy.distance / 150, 1.5)
    ship.turn_to(enemy.pos + (enemy.velocity - ship.velocity * 0.5) * time)
    if abs(enemy.bearing) < 0.8:
        ship.thrust()
    if ship.aim_at(enemy, 3) and enemy.distance < 90:
        ship.fire(3)
    ship.turn_to(enemy.pos + (enemy.velocity - ship.velocity * 0.5) * time)
    ship.shield(enemy.distance < 350 and ship.energy > 40 and enemy.distance > 60)
