"""Evasive: survives by dodging. It keeps its distance, aims all the while, and strafes out of the path of each shot.

In between it weaves: it strafes to one side and then, at an unpredictable moment, to the other. When it has not seen
the enemy for long, it takes the beacon's points.
"""

import random

from botkit import *

COLOR = "#b0ff60"
DISTANCE = 300  # m, preferred distance: nearer, there is no time to dodge

way = 1  # side to which it strafes: 1 is left, -1 right
until = 0  # tick at which it changes sides


def tick(ship):
    global way, until
    if not ship.seen or ship.seen[0].age > 100:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(15, 45)
    if ship.aim_at(enemy) and enemy.age == 0:
        ship.fire()
    if ship.pos.length > min(ship.safe_radius, ship.arena.radius) - 100:
        ship.move_to(ship.rally)
    else:
        ship.keep_range(enemy, DISTANCE)
    ship.strafe(way)
    for threat in ship.threats[:1]:
        ship.sidestep(threat)
