"""Matador: holds the middle and lets the other one charge.

It waits near the centre, steps aside when a charge comes, and pushes who has just run past it towards the edge.
Being nearer to the centre wins at the end, so it is the other one who must do something.
"""

from botkit import *

COLOR = "#e02040"
SAFE = 0.36  # of the ring's radius from the centre: farther out it goes back first


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
        ship.fly_to(ship.pos + aside * 80 - ship.pos * 0.3, speed=120)
    elif far_out and (enemy.distance < 150 or enemy.pos.length > 150):
        ship.turn_to(enemy.pos + enemy.velocity * 0.2)
        if abs(enemy.bearing) < 0.6 and ship.pos.length < 0.75 * ship.safe_radius:
            ship.thrust()
    elif ship.pos.length > SAFE * ship.safe_radius:
        ship.fly_to((0, 0), speed=80)
    else:
        ship.fly_to((0, 0))
        if abs(ship.velocity.length) < 20:
            ship.turn_to(enemy)
