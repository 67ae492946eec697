"""Matador: holds the centre and lets the enemy charge.

It waits near the centre, facing the enemy, strafes out of the way of a charge, and pushes the enemy that has just
passed it towards the edge.
The ship nearer to the centre wins at the end, so the enemy has to act.
"""

from botkit import *

COLOR = "#e02040"
SAFE = 0.36  # share of the ring's radius: farther from the centre, it returns first


def tick(ship):
    if not ship.seen:
        ship.fly_to((0, 0))
        return
    enemy = ship.seen[0]
    towards = ship.pos - enemy.pos
    closing = (enemy.velocity - ship.velocity).dot(towards.unit)
    far_out = enemy.pos.length > ship.pos.length + 20
    if closing > 45 and enemy.distance < 140 and not far_out:
        aside = enemy.velocity.unit.left
        if aside.dot(towards) < 0:
            aside = -aside
        ship.move_to(ship.pos + aside * 80 - ship.pos * 0.3, speed=120)
        ship.turn_to(enemy)
    elif far_out and (enemy.distance < 150 or enemy.pos.length > 150):
        ship.turn_to(ship.predict(enemy, 0.2))
        if abs(enemy.bearing) < 0.6 and ship.pos.length < 0.75 * ship.safe_radius:
            ship.thrust()
    elif ship.pos.length > SAFE * ship.safe_radius:
        ship.fly_to((0, 0), speed=80)
    else:
        ship.fly_to((0, 0))
        if abs(ship.velocity.length) < 20:
            ship.turn_to(enemy)
