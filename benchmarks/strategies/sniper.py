"""Sniper: stands off where its shots still reach, and backs away from who comes."""

from botkit import *


def tick(ship):
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    hits = ship.aim_at(enemy)
    if hits and enemy.distance < 560:
        ship.fire()
    if abs(enemy.bearing) < 0.6:
        closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
        ship.thrust(((enemy.distance - 480) * 0.4 - closing) / 30)
