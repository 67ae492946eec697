import random

from botkit import *

RANGE = 250  # m

way, until = 1, 0  # side to which it strafes, and the tick at which that changes


def tick(ship):
    global way, until
    ship.shield(ship.energy > 40 and any(threat.time < 0.05 for threat in ship.threats))
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(15, 45)
    ship.move_to(enemy.pos + (ship.rally - enemy.pos).unit * RANGE, speed=80)
    ship.strafe(way)
    if ship.aim_at(enemy) and enemy.age == 0:
        ship.fire()
