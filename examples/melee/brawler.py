"""Brawler: lives in the middle of a melee, from the beacon's points and at the cost of its neighbours.

It takes whoever is nearest, shoots no more than it must, and turns its back on a fight that two others are in already:
their shots pass through nobody's friends.
"""

from botkit import *

COLOR = "#ffb020"
STAND = 130  # m that it likes to be from its enemy
RANGE = 420  # m: farther than this a shot seldom hits


def tick(ship):
    ship.shield(ship.energy > 25 and any(lands(ship, shot) for shot in ship.projectiles))
    enemy = min(ship.enemies, key=lambda enemy: threat(ship, enemy), default=None)
    if enemy is None or enemy.distance > RANGE:
        ship.fly_to(ship.rally, speed=90)
        if enemy is None:
            return
    elif abs(enemy.bearing) < 0.7:
        closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
        ship.thrust(((enemy.distance - STAND) * 0.5 - closing) / 30)
    power = 3 if enemy.distance < 100 and ship.energy > 60 else 1
    if ship.aim_at(enemy, power) and enemy.distance < RANGE:
        ship.fire(power)


def threat(ship, enemy):
    """Lower is more pressing: near, hurt, and facing this ship."""
    facing = abs(angle_difference((ship.pos - enemy.pos).angle, enemy.heading)) < 0.4
    return enemy.distance * (0.6 if facing else 1.0) * (0.5 + enemy.hull / 200)


def lands(ship, shot):
    """Whether another side's shot is about to hit."""
    if shot.side == ship.side or shot.distance > 60:
        return False
    away, drift = ship.pos - shot.pos, shot.velocity - ship.velocity
    return away.dot(drift) > 0 and abs(drift.unit.cross(away)) < ship.rules.ship_radius
