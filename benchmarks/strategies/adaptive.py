"""Adaptive: rich and near it strikes hard, poor it keeps away, shields what it foresees, ends what is weak."""

from botkit import *


def tick(ship):
    ship.shield(ship.energy > 12 and any(comes(ship, shot) for shot in ship.projectiles))
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    rich = ship.energy > 40 or enemy.hull < 16
    stand = 140 if rich else 330
    power = 3 if enemy.distance < 150 and ship.energy > 45 else 1
    if ship.aim_at(enemy, power) and enemy.distance < 400 and (rich or enemy.distance < 220):
        ship.fire(power)
    if abs(enemy.bearing) < 0.6:
        closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
        ship.thrust(((enemy.distance - stand) * 0.5 - closing) / 30)


def comes(ship, shot):
    if shot.side == ship.side or shot.distance > 40:
        return False
    away, drift = ship.pos - shot.pos, shot.velocity - ship.velocity
    return away.dot(drift) > 0 and abs(drift.unit.cross(away)) < ship.rules.ship_radius
