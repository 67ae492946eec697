"""Bulldozer: always at the enemy, at full thrust, along the line that pushes it out.

It keeps itself between the centre and the enemy, then goes straight at it; near the edge it turns back in time.
"""

from botkit import *

COLOR = "#d08030"


def tick(ship):
    edge = ship.arena.radius
    if not ship.seen:
        ship.fly_to((0, 0))
        return
    enemy = ship.seen[0]
    speed = ship.velocity.length
    if (
        ship.pos.length + stopping_distance(speed, ship.rules.thrust_backward, ship.rules.drag) > edge - 15
        and ship.pos.dot(ship.velocity) > 0
        and enemy.distance > 60
    ):
        ship.fly_to((0, 0))
        return
    out = enemy.pos.unit if enemy.pos.length > 1 else (enemy.pos - ship.pos).unit
    behind = enemy.pos - out * 60  # from here a push goes outward
    lined_up = (enemy.pos - ship.pos).unit.dot(out) > 0.7
    if lined_up or enemy.distance < 40:
        ahead = enemy.pos + enemy.velocity * min(enemy.distance / 120, 0.5)
        ship.turn_to(ahead)
        if abs(angle_difference((ahead - ship.pos).angle, ship.heading)) < 0.6:
            ship.thrust()
    else:
        ship.fly_to(behind, speed=100)
