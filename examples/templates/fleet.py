"""Fleet: one program flies all ships of its side. They fire at one enemy together, the one that is easiest to finish.

`tick` is called for each ship in turn; what all of them should know is kept in a global.
"""

from botkit import *

COLOR = "#60e0ff"
STAND = 170  # m that a ship likes to be from the target
RESERVE = 10  # energy that is not spent on the shield

target = None  # the id of the enemy that all fire at


def tick(ship):
    ship.shield(ship.energy > RESERVE and any(hits(ship, shot) for shot in ship.projectiles))
    enemy = choose(ship)
    if enemy is None:
        ship.fly_to(ship.rally + Vec(0, 40 * place(ship)), speed=100)
        return
    if ship.aim_at(enemy) and (enemy.distance < 400 or ship.energy > 60):
        ship.fire()
    if abs(enemy.bearing) < 0.6:
        closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
        ship.thrust(((enemy.distance - STAND) * 0.4 - closing) / 30)


def choose(ship):
    """The enemy that the fleet fires at: the weakest of those near its first ship, until it is gone."""
    global target
    for enemy in ship.enemies:
        if enemy.id == target:
            return enemy
    near = ship.enemies[:3]
    if not near:
        return None
    weakest = min(near, key=lambda enemy: (enemy.hull, enemy.distance))
    target = weakest.id
    return weakest


def place(ship):
    """The ship's place in the line: … -1, 0, 1 …"""
    ids = sorted([ship.id, *(ally.id for ally in ship.allies)])
    return ids.index(ship.id) - (len(ids) - 1) / 2


def hits(ship, shot):
    """Whether another side's shot hits within the next tick or two."""
    if shot.side == ship.side:
        return False
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = max(0.0, min(0.05, -away.dot(drift) / drift.dot(drift)))
    return (away + drift * time).length < ship.rules.ship_radius + 2
