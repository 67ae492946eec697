"""Turtle: sits in the beacon behind its shield, always up while an enemy looks at it."""

from botkit import *


def tick(ship):
    if ship.pos.distance(ship.rally) > 60:
        ship.fly_to(ship.rally)
    else:
        ship.brake()
    if ship.enemies:
        enemy = ship.enemies[0]
        facing = abs(angle_difference((ship.pos - enemy.pos).angle, enemy.heading)) < 0.3
        ship.shield(facing and enemy.distance < 600)
        if ship.aim_at(enemy) and ship.energy > 45 and enemy.distance < 350:
            ship.fire()
