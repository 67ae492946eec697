"""Vulture: stays out of the fights of others and comes for the weak.

It circles at the edge of what goes on, lets the others wear each other down, and turns on whoever has the least hull
left; only who comes close to it is answered at once. In the end the zone brings everyone together.
"""

from botkit import *

COLOR = "#a0a0a0"
CLOSE = 220  # m: nearer than this nobody is ignored
WEAK = 60  # hull


def tick(ship):
    prey = choose(ship)
    if prey is None:
        out = ship.pos.unit if ship.pos.length else Vec(1, 0)
        radius = min(ship.safe_radius, ship.arena.radius) * 0.75
        ship.fly_to(out.rotated(0.5) * radius, speed=110)
        if ship.enemies:
            ship.shield(any(comes(ship, shot) for shot in ship.projectiles))
        return
    away = prey.pos - ship.pos
    ship.fly_to(prey.pos - away.unit * 140, speed=120)
    power = 2 if ship.energy > 70 and prey.distance < 200 else 1
    if abs(prey.bearing) < 0.9 and ship.aim_at(prey, power) and prey.distance < 420:
        ship.fire(power)
    ship.shield(ship.energy > 15 and any(comes(ship, shot) for shot in ship.projectiles))


def choose(ship):
    """The weakest enemy that is close or nearly dead; None when it is wiser to wait."""
    near = [enemy for enemy in ship.enemies if enemy.distance < CLOSE]
    weak = [enemy for enemy in ship.enemies if enemy.hull < WEAK]
    if len(ship.seen) < 3:
        near = ship.enemies
    return min(near or weak, key=lambda enemy: (enemy.hull, enemy.distance), default=None)


def comes(ship, shot):
    """Whether another side's shot is about to hit."""
    if shot.side == ship.side:
        return False
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = -away.dot(drift) / (drift.dot(drift) or 1)
    return 0 <= time < 0.12 and (away + drift * time).length < ship.rules.ship_radius + 2
