"""Tracker: learns by least squares how the enemy's speed and push across foretell where it will be, and leads by that.

It predicts in every third tick and looks what came true; its errors tell the chance to hit, by which it fires.
"""

import random

from shared.dodging import armed, dodgeable, lead, move, reserve, strikes, toward, worth_of_energy
from shared.predicting import aside, observe, odds

from botkit import *

COLOR = "#ffd040"

way, until = 1, 0  # side to which it strafes, and the tick at which it changes that


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(7, 18)
    foe = ship.seen[0] if ship.seen else None
    threats = [shot for shot in ship.projectiles if shot.side != ship.side]
    if foe and foe.age < 45:
        observe(ship, foe)
        attack(ship, foe)
        wanted = station(ship, foe) + (foe.pos - ship.pos).unit.left * (60 * way)
    else:
        wanted = toward(ship, ship.rally)
        ship.turn_to(wanted.angle if wanted.length > 20 else ship.heading + 1.5)
    ship.shield(ship.energy > reserve(ship, foe) and any(strikes(ship, shot) for shot in threats))
    move(ship, wanted, threats)


def station(ship, foe):
    """Return the velocity to the place to shoot from: as near to the right distance as the beacon allows."""
    distance = 0.9 * dodgeable(ship, 1)
    spot = foe.pos + (ship.pos - foe.pos).unit * distance
    if ship.beacon:
        beacon = ship.beacon
        spot = beacon.pos + (spot - beacon.pos).unit * min((spot - beacon.pos).length, beacon.radius * 0.75)
    return toward(ship, spot)


def attack(ship, foe):
    """Turn to where the shot that is worth most would meet the enemy, and fire if that is worth its energy."""
    rules, plans = ship.rules, []
    value = worth_of_energy(ship, ship.rules.shield_percent)
    for power in [1] + [power for power in (2, 3) if ship.energy >= rules.shot_cost[power - 1]]:
        at, time = lead(ship, foe, power)
        chance = odds(ship, foe, at, time, power)
        price = rules.shot_cost[power - 1] * (1 - chance * rules.hit_refund / 100)
        gain = (chance * armed(ship, time) * rules.shot_damage[power - 1] - value * price) / rules.shot_wait[power - 1]
        plans.append((gain, power, time, at))
    gain, power, time, at = max(plans)
    across = at.unit.left * aside(foe, at.unit.left, time)
    ship.turn_to((lead(ship, foe, power, 1 / 30)[0] + across).angle)
    facing, target = Vec.polar(ship.heading), at + across
    if gain > 0 and abs(target.cross(facing)) < 5 and target.dot(facing) > 0 and foe.age < 3 and ship.cooling == 0:
        ship.fire(power)
