"""Opportunist: keeps books on the enemy's energy and rehearses the fight: it attacks when it would win.

Otherwise it waits on the beacon's other side, and dodges what the enemy wastes.
"""

import random

from shared.flying import shield, steer, sure, travel
from shared.shooting import shoot

from botkit import *

COLOR = "#e0e040"

way = 1  # side to which it weaves
until = 0  # tick at which it may change sides
books = {"energy": 100.0, "shot": -1, "hull": 100.0}  # the enemy's energy, number of its latest shot, and own hull


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(15, 40)
    book(ship)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 150 else None
    shield(ship)
    if enemy is None:
        travel(ship, ship.rally)
        return
    away, reach = (ship.pos - enemy.pos).unit, ship.beacon.radius if ship.beacon else 100
    behind = ship.rally + (ship.rally - enemy.pos).unit * (0.6 * reach)  # the beacon's other side
    drift = away.left * (way * 1.5 * ship.rules.still_speed)
    if ship.pos.distance(ship.rally) > 2.5 * reach or enemy.age > 30:
        travel(ship, ship.rally)
    elif rehearse(ship, enemy) > 15:
        steer(ship, drift + (ship.rally - ship.pos) * 0.2 - away * (enemy.distance - 0.9 * sure(ship, 3)))
    else:
        steer(ship, drift + (behind - ship.pos) * 0.4)
    if enemy.age < 30 and enemy.distance < 600:
        shoot(ship, enemy, 0.85)


def book(ship):
    """Book the enemy's recharge, the shots it fired, and what it got back for those that hit."""
    rules = ship.rules
    still = bool(ship.enemies) and ship.enemies[0].velocity.length < rules.still_speed
    energy = books["energy"] + (rules.recharge_still if still else rules.recharge - 0.5 * rules.thrust_cost) / 30
    for shot in sorted(ship.projectiles, key=lambda shot: shot.id):
        if shot.side != ship.side and shot.id > books["shot"]:
            books["shot"] = shot.id
            energy -= rules.shot_cost[shot.power - 1]
    hurt, books["hull"] = books["hull"] - ship.hull, ship.hull
    energy += hurt * rules.shot_cost[0] / rules.shot_damage[0] * rules.hit_refund / 100
    books["energy"] = max(0.0, min(rules.energy, energy))


def rehearse(ship, enemy):
    """Own hull less the enemy's after an exchange of heavy shots that all hit, shielded while the energy lasts."""
    rules = ship.rules
    cost, harm, gained = rules.shot_cost[2], rules.shot_damage[2], rules.recharge * rules.shot_wait[2] / 30
    saved = harm * rules.shield_percent / 100
    hulls, energies = [ship.hull, enemy.hull], [ship.energy, books["energy"]]
    while min(hulls) > 0:
        for own in (0, 1):
            energies[own] += gained
            if energies[own] >= cost:
                energies[own] -= cost * (1 - rules.hit_refund / 100)
                shielded = energies[1 - own] > 40
                energies[1 - own] -= saved * rules.shield_drain / 100 * shielded
                hulls[1 - own] -= harm - saved * shielded
    return hulls[0] - hulls[1]
