"""Marksman: keeps the distance from which light shots arrive in time, and brackets: aims to either side in turn.

Who dodges one shot of a pair flies into the other. It goes closer only for a beacon that the enemy would win with.
"""

import random

from shared.dodging import armed, dodgeable, lead, move, reach, reserve, strikes, toward, worth_of_energy

from botkit import *

COLOR = "#ff80ff"

way, until = 1, 0  # side to which it strafes, and the tick at which it changes that
side = 1  # side to which the next shot of a pair goes


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(7, 18)
    foe = ship.seen[0] if ship.seen else None
    threats = [shot for shot in ship.projectiles if shot.side != ship.side]
    if foe and foe.age < 45:
        attack(ship, foe)
        wanted = station(ship, foe) + (foe.pos - ship.pos).unit.left * (60 * way)
    else:
        wanted = toward(ship, ship.rally)
        ship.turn_to(wanted.angle if wanted.length > 20 else ship.heading + 1.5)
    ship.shield(ship.energy > reserve(ship, foe) and any(strikes(ship, shot) for shot in threats))
    move(ship, wanted, threats)


def station(ship, foe):
    """Return the velocity to the place to shoot from: at the right distance, in the beacon when that decides."""
    rules, mine, others = (
        ship.rules,
        ship.points[ship.side],
        max(ship.points[: ship.side] + ship.points[ship.side + 1 :]),
    )
    distance = 0.9 * dodgeable(ship, 1)
    spot = foe.pos + (ship.pos - foe.pos).unit * distance
    if ship.beacon:
        beacon = ship.beacon
        hurry = others > mine + 3 or others > 0.5 * rules.beacon_points
        if hurry or foe.pos.distance(beacon.pos) > distance + beacon.radius or foe.hull + 15 < ship.hull:
            spot = beacon.pos + (spot - beacon.pos).unit * min((spot - beacon.pos).length, beacon.radius * 0.75)
    return toward(ship, spot)


def attack(ship, foe):
    """Turn to one side or the other of where a shot meets the enemy, and fire if that is worth its energy."""
    global side
    rules, plans = ship.rules, []
    for power in [1] + [power for power in (2, 3) if ship.energy >= rules.shot_cost[power - 1]]:
        at, time = lead(ship, foe, power)
        spread = reach(ship, foe.heading, at.angle, time)
        chance = min(1.0, 0.8 * rules.ship_radius / max(spread, 0.1)) * (time * 30 <= rules.shot_moves[power - 1])
        price = rules.shot_cost[power - 1] * (1 - chance * rules.hit_refund / 100)
        gain = (
            chance * armed(ship, time) * rules.shot_damage[power - 1] - worth_of_energy(ship) * price
        ) / rules.shot_wait[power - 1]
        plans.append((gain, power, spread, at))
    gain, power, spread, at = max(plans)
    beyond = max(0.0, spread - 0.8 * rules.ship_radius)
    across = at.unit.left * (side * min(beyond, rules.ship_radius))
    ship.turn_to((lead(ship, foe, power, 1 / 30)[0] + across).angle)
    facing, target = Vec.polar(ship.heading), at + across
    if gain > 0 and abs(target.cross(facing)) < 5 and target.dot(facing) > 0 and foe.age < 3 and ship.cooling == 0:
        ship.fire(power)
        side = -side
