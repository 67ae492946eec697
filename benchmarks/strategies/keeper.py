"""Keeper: stands in the beacon, shields with what it can spare, and looks around while it is alone there."""

from botkit import *


def tick(ship):
    ship.shield(ship.energy > 60 and any(lands(ship, shot) for shot in ship.projectiles))
    inside = ship.pos.distance(ship.rally) < 90
    ship.fly_to(ship.rally)
    if ship.enemies:
        if inside or ship.enemies[0].distance < 350:
            if ship.aim_at(ship.enemies[0]) and (ship.enemies[0].distance < 400 or ship.energy > 80):
                ship.fire()
            ship.thrust(0)
    elif inside:
        ship.turn(0.4)


def lands(ship, shot):
    if shot.side == ship.side:
        return False
    away, drift = ship.pos - shot.pos, shot.velocity - ship.velocity
    time = away.dot(drift) / drift.dot(drift)
    return 0 < time < 0.07 and (away - drift * time).length < 14
