"""Circles the beacon, never enters it, and fires at who is in it."""

from botkit import *

AWAY = 260  # m from the centre of the beacon
SPEED = 110  # m/s

way = 1


def tick(ship):
    global way
    centre = ship.rally
    if ship.tick % 75 == 0:
        way = -way
    spot = centre + (ship.pos - centre).unit.rotated(0.5 * way) * AWAY
    ship.move_to(spot, SPEED)
    if not ship.seen:
        ship.turn_to(centre)
        return
    enemy = ship.seen[0]
    time = enemy.distance / ship.rules.shot_speed[0]
    point = ship.predict(enemy, time) - ship.velocity * time
    ship.turn_to(point)
    if abs(angle_difference((point - ship.pos).angle, ship.heading)) < 10 / enemy.distance:
        ship.fire()
    for threat in ship.threats[:1]:
        ship.sidestep(threat)
