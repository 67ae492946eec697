"""Evasive: survives by dodging. It keeps its distance and flies across the enemy's line of fire, first to one side and
then, at an unpredictable moment, to the other. In between it turns and fires a few light shots.

When it has not seen the enemy for long, it takes the beacon's points.
"""

import random

from botkit import *

COLOR = "#b0ff60"
DISTANCE = 400  # m, preferred distance

way = 1  # side to which it runs: 1 or -1
until = 0  # tick at which this phase of running or shooting ends
running = True


def tick(ship):
    global way, until, running
    if not ship.seen or ship.seen[0].age > 100:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    rich = ship.energy > 80 and enemy.distance < DISTANCE
    if ship.tick >= until:
        running = ship.energy < 25 or not (running or rich)
        way = random.choice((1, -1))
        until = ship.tick + random.randint(30, 60)
    if running or (enemy.distance < DISTANCE / 2 and ship.energy < 50):
        away = (ship.pos - enemy.pos).unit
        goal = ship.pos + away.left * (200 * way) + away * (DISTANCE - enemy.distance)
        limit = min(ship.safe_radius, ship.arena.radius) - 100
        ship.fly_to(goal if goal.length < limit else goal.unit * limit, speed=150)
    elif ship.aim_at(enemy):
        ship.fire()
    ship.shield(ship.energy > 40 and any(shot.side != ship.side and shot.distance < 35 for shot in ship.projectiles))
