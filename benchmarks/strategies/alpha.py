"""Alpha striker: saves its energy for heavy shots from close by."""

from botkit import *


def tick(ship):
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    power = 3 if enemy.distance < 260 else 2
    hits = ship.aim_at(enemy, power)
    if hits and enemy.distance < 320 and (ship.energy > 36 or enemy.distance < 130):
        ship.fire(power)
    if abs(enemy.bearing) < 0.6:
        closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
        ship.thrust(((enemy.distance - 110) * 0.5 - closing) / 30)
