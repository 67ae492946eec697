"""Defensive circle: flies in circles inside the beacon for its points, and shields itself against incoming shots.

It leaves its circle only to fire back at a nearby enemy, and never chases one.
"""

from botkit import *

COLOR = "#40c0ff"
ROUND = 70  # m, radius of its circle
NEAR = 450  # m
SPEED = 35  # m/s


def tick(ship):
    centre = ship.rally
    if ship.enemies and ship.enemies[0].distance < NEAR:
        if ship.aim_at(ship.enemies[0], power=1):
            ship.fire(1)
        if ship.pos.distance(centre) > ROUND:
            ship.thrust(0.3 if abs(angle_difference((centre - ship.pos).angle, ship.heading)) < 1 else 0)
    else:
        out = (ship.pos - centre).angle
        ship.fly_to(centre + Vec.polar(out + 0.8, ROUND), SPEED)
    ship.shield(any(threatens(ship, shot) for shot in ship.projectiles) and ship.energy > 20)


def threatens(ship, shot):
    """Whether another side's shot passes close within the next tenth of a second."""
    if shot.side == ship.side:
        return False
    away, drift = ship.pos - shot.pos, shot.velocity - ship.velocity
    ahead = away.dot(drift)
    return 0 < ahead < 0.1 * drift.dot(drift) and abs(drift.cross(away)) < 20 * drift.length
