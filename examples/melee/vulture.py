"""Vulture: stays out of the fights of others, and attacks weak ships, and late in the match.

It circles at the edge with full energy while the others wear each other down, and fires only at ships that come close,
or that are nearly destroyed and within reach. When few ships are left, or one has most of the beacon's points, it
flies to the beacon, still fresh, and stays.
"""

from botkit import *

COLOR = "#a0a0a0"
CLOSE = 250  # m: within this no ship is ignored
REACH = 450  # m: beyond this a shot seldom hits
WEAK = 40  # points of hull


def tick(ship):
    ship.shield(ship.energy > 40 and any(shot.hits(ship, within=0.1) for shot in ship.projectiles))
    time_to_come = len(ship.seen) < 5 or max(ship.points) > 0.7 * ship.rules.melee_beacon_points
    if not time_to_come:
        radius = min(ship.safe_radius, ship.arena.radius) * 0.75
        ship.fly_to(ship.pos.unit.rotated(0.3) * radius, speed=60)
    elif ship.pos.distance(ship.rally) > 80:
        ship.fly_to(ship.rally)
    prey = choose(ship, REACH if time_to_come else CLOSE)
    if prey:
        power = 3 if ship.energy > 50 and prey.distance < 200 else 1
        if ship.aim_at(prey, power):
            ship.fire(power)


def choose(ship, near):
    """The weakest enemy that is near, or nearly destroyed and within reach."""
    prey = [enemy for enemy in ship.enemies if enemy.distance < near or (enemy.hull < WEAK and enemy.distance < REACH)]
    return min(prey, key=lambda enemy: enemy.hull + enemy.distance / 8, default=None)
