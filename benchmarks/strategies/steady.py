"""Steady: hunter without a shield, to see what the shield is worth."""

from botkit import *

STAND = 250  # m from its enemy at which it stands still, and keeps its energy for the gun
REACH = 800  # m: farther than this it does not follow
SURE = 0.75  # s of flight within which hardly anybody leaves a shot's way


def tick(ship):
    if not ship.enemies:
        ship.fly_to(ship.rally)
        return
    enemy = ship.enemies[0]
    if enemy.distance > REACH and ship.beacon and ship.beacon.distance > ship.beacon.radius / 2:
        ship.fly_to(ship.rally)
        return
    power = 2 if ship.energy > 60 and enemy.distance < 250 else 1
    if ship.aim_at(enemy, power):
        time = flight(ship, enemy, power)
        if time < (SURE if across(ship, enemy) > 0.5 else 2) or ship.energy > 80:
            ship.fire(power)
    closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
    if STAND + closing < enemy.distance < REACH and abs(enemy.bearing) < 0.5:
        ship.thrust()


def across(ship, enemy):
    return abs((ship.pos - enemy.pos).unit.cross(Vec.polar(enemy.heading, 1)))


def flight(ship, enemy, power):
    """Seconds until a shot of that power would meet the enemy on its present course."""
    away, drift = enemy.pos - ship.pos, enemy.velocity - ship.velocity
    time = intercept(away, drift, ship.rules.shot_speed[power - 1], ship.rules.ship_radius)
    return 9 if time is None else time
