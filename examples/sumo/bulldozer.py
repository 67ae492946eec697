"""Bulldozer: always attacks, at full thrust, along the line that pushes the enemy out.

It flies between the centre and the enemy, then straight at it, and turns back before the edge. While the enemy holds
the centre, there is no such line: it keeps the distance of a run-up, and charges.
"""

from botkit import *

COLOR = "#d08030"
RUN_UP = 70  # m from which it charges


def tick(ship):
    edge = ship.safe_radius
    if not ship.seen:
        ship.fly_to((0, 0))
        return
    enemy = ship.seen[0]
    outward = ship.pos.dot(ship.velocity) > 0
    way = stopping_distance(ship.velocity.length, ship.rules.thrust_backward, ship.rules.drag)
    if outward and ship.pos.length + way > edge - 15:
        ship.fly_to((0, 0))
        return
    out = enemy.pos.unit if enemy.pos.length > 20 else (enemy.pos - ship.pos).unit
    behind = enemy.pos - out * RUN_UP
    if (enemy.pos - ship.pos).unit.dot(out) > 0.7:
        ahead = ship.predict(enemy, min(enemy.distance / 120, 0.5))
        ship.turn_to(ahead)
        if abs(angle_difference((ahead - ship.pos).angle, ship.heading)) < 0.6:
            ship.thrust()
    else:
        ship.fly_to(behind, speed=100)
