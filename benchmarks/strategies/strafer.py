"""Strafer: flies across the enemy's line of fire and shoots in passing."""

from botkit import *

way = 1


def tick(ship):
    global way
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    if ship.tick % 45 == 0:
        way = -way if ship.tick % 90 else way
    away = (ship.pos - enemy.pos).unit
    if ship.cooling < 6 and ship.energy > 15 and enemy.distance < 350:
        if ship.aim_at(enemy, 2 if ship.energy > 50 else 1):
            ship.fire(2 if ship.energy > 50 else 1)
        if abs(enemy.bearing) < 0.5:
            ship.thrust(0.5)
    else:
        goal = enemy.pos + away.rotated(0.7 * way) * 220
        ship.fly_to(goal, speed=110)
