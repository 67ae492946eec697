"""Hunter: wastes no energy. It leads every shot, shields only in the ticks in which it is hit, and holds the beacon.

Energy becomes damage, dealt or absorbed. So it fires light shots, which cost about as much as recharges; it uses heavy
shots and the shield only with energy to spare, and fires from afar only at an enemy that cannot leave the line of fire.
It approaches an enemy within reach; it does not chase one that keeps away, since the beacon wins too.
"""

from botkit import *

NAME = "Hunter"
COLOR = "#ff40c0"
STAND = 250  # m from its enemy at which it stops, to keep its energy for the gun
REACH = 800  # m: it does not follow an enemy farther away
SURE = 0.75  # s of flight within which hardly any ship leaves a shot's path
RESERVE = 70  # energy that it does not spend on the shield


def tick(ship):
    ship.shield(ship.energy > RESERVE and any(hits(ship, shot) for shot in ship.projectiles))
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
    """Share of its thrust that takes the enemy out of the line of fire: 0 if it faces the ship, 1 at a right angle."""
    return abs((ship.pos - enemy.pos).unit.cross(Vec.polar(enemy.heading, 1)))


def hits(ship, shot):
    """Whether another side's shot hits within the next tick or two."""
    if shot.side == ship.side:
        return False
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = max(0.0, min(0.05, -away.dot(drift) / drift.dot(drift)))
    return (away + drift * time).length < ship.rules.ship_radius + 2


def flight(ship, enemy, power):
    """Seconds until a shot of that power would meet the enemy on its present course."""
    away, drift = enemy.pos - ship.pos, enemy.velocity - ship.velocity
    time = intercept(away, drift, ship.rules.shot_speed[power - 1], ship.rules.ship_radius)
    return 9 if time is None else time
