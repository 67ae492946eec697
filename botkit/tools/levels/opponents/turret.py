"""Stands, and fires at its enemy: it leads by the thrust and the turn that it sees."""

from botkit import *


def tick(ship):
    if not ship.seen:
        ship.turn(1)
        return
    enemy = ship.seen[0]
    time = enemy.distance / ship.rules.shot_speed[0]
    point = ship.predict(enemy, time)
    ship.turn_to(point)
    if abs(angle_difference((point - ship.pos).angle, ship.heading)) < 10 / enemy.distance:
        ship.fire()
