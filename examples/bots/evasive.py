"""Evasive: lives by being elsewhere. It keeps its distance and runs across the enemy's line of fire, first to one side
and then, at a moment nobody can foresee, to the other. In between it turns and answers with a few light shots.

An enemy that it has lost sight of for long leaves it the beacon's points.
"""

import random

from botkit import *

COLOR = "#b0ff60"
DISTANCE = 400  # m that it likes to keep

way = 1  # which side it runs to: 1 or -1
until = 0  # the tick at which this spell of running or shooting ends
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
