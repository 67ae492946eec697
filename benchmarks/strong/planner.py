"""Planner: flies dozens of manoeuvres in its head, against the shots in flight, and begins with the best.

It knows few of those shots, since they are sensed only from near: it adds those that an enemy that aims at it may have
fired. It aims as the tracker does.
"""

import math
import random

from shared.dodging import armed, dodgeable, lead, reserve, strikes, worth_of_energy
from shared.predicting import aside, observe, odds

from botkit import *

COLOR = "#ffffff"
STEP, STEPS = 1 / 15, 14  # s, and number of steps of a plan
FIRST = 5  # steps of a plan's first phase
PRICE = 0.05  # points of hull that thrusting for a tick is worth in energy
BELIEF = 0.15  # share of the damage of a shot that it only imagines
WAYS = [(thrust, strafe) for thrust in (1, 0, -1) for strafe in (1, 0, -1)]

wing, until = 1, 0  # the side to which it evades, and the tick at which it changes that
phantoms = []  # shots that the enemy may have fired: (tick, place, velocity)
order = (0, 0)  # thrust and strafe of the last tick


def tick(ship):
    global wing, until
    if ship.tick >= until:
        wing, until = random.choice((1, -1)), ship.tick + random.randint(8, 20)
    foe = ship.seen[0] if ship.seen else None
    shots = [shot for shot in ship.projectiles if shot.side != ship.side]
    if foe and foe.age < 45:
        observe(ship, foe)
        goal = attack(ship, foe)
        spot = station(ship, foe)
    else:
        spot = inside(ship, ship.rally)
        away = spot - ship.pos
        goal = away.angle if away.length > 40 else ship.heading + 1.5
    ship.turn_to(goal)
    ship.shield(ship.energy > reserve(ship, foe) and any(strikes(ship, shot) for shot in shots))
    wanted = (spot - ship.pos) * 1.5
    wanted = wanted.unit * min(150, wanted.length)
    if foe:
        wanted += (foe.pos - ship.pos).unit.left * (60 * wing)
    bullets = [(s.x, s.y, *s.velocity, ship.rules.shot_damage[s.power - 1]) for s in shots if nears(ship, s)]
    thrust, strafe = plan(ship, goal, wanted, bullets + imagine(ship, foe))
    ship.thrust(thrust)
    ship.strafe(strafe)


def station(ship, foe):
    """Return the place to shoot from: as near to the right distance as the beacon allows."""
    distance = 0.9 * dodgeable(ship, 1)
    spot = foe.pos + (ship.pos - foe.pos).unit * distance
    if ship.beacon:
        beacon = ship.beacon
        spot = beacon.pos + (spot - beacon.pos).unit * min((spot - beacon.pos).length, beacon.radius * 0.75)
    return inside(ship, spot)


def inside(ship, spot):
    """Return the place nearest to `spot` inside the safe circle."""
    most = max(0.0, min(ship.safe_radius, ship.arena.radius) - 50)
    return spot if spot.length < most else spot.unit * most


def attack(ship, foe):
    """Fire the shot that is worth most, if it is worth its energy; return the direction to where it would hit."""
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
    facing, target = Vec.polar(ship.heading), at + across
    if gain > 0 and abs(target.cross(facing)) < 5 and target.dot(facing) > 0 and foe.age < 3 and ship.cooling == 0:
        ship.fire(power)
    return (lead(ship, foe, power, 1 / 30)[0] + across).angle


def imagine(ship, foe):
    """Note the shot that an enemy who aims at the ship may just have fired; return those that are not in sight yet."""
    rules = ship.rules
    if foe and foe.age == 0 and ship.tick % 8 == 0:
        muzzle = Vec.polar(foe.heading)
        drift, away = muzzle * rules.shot_speed[0] + foe.velocity, ship.pos - foe.pos
        time = away.length / rules.shot_speed[0]
        if abs((away + (ship.velocity - foe.velocity) * time).cross(muzzle)) < 30 and away.dot(muzzle) > 0:
            phantoms.append((ship.tick, foe.pos + muzzle * rules.ship_radius, drift))
    found = []
    for phantom in list(phantoms):
        flown = (ship.tick - phantom[0]) / 30
        at = phantom[1] + phantom[2] * flown
        if at.distance(ship.pos) < rules.shot_sense_radius - 15 or flown * 30 > rules.shot_moves[0]:
            phantoms.remove(phantom)
        else:
            found.append((*at, *phantom[2], BELIEF * rules.shot_damage[0]))
    return found


def plan(ship, goal, wanted, bullets):
    """Return the thrust and strafe that the best manoeuvre begins with."""
    global order
    headings, turned = [], ship.heading
    for _ in range(STEPS):
        turned += max(-2.5 * STEP, min(2.5 * STEP, angle_difference(goal, turned)))
        headings.append((math.cos(turned), math.sin(turned)))
    best, chosen = 1e9, (0, 0)
    for first in WAYS:
        for then in (first, (first[0], -first[1])) if bullets else (first,):
            cost = (
                fly(ship, headings, first, then, wanted, bullets)
                - 0.03 * (first == order)
                + PRICE * (abs(first[0]) + abs(first[1]))
            )
            if cost < best:
                best, chosen = cost, first
    order = chosen
    return chosen


def nears(ship, shot):
    """Whether a shot could come near the ship within a plan."""
    away, drift = ship.pos - shot.pos, shot.velocity - ship.velocity
    time = away.dot(drift) / (drift.dot(drift) + 1)
    return -0.05 < time < STEP * STEPS + 0.4 and (away - drift * time).length < 40 + 80 * time


def fly(ship, headings, first, then, wanted, bullets):
    """Return the cost of flying a manoeuvre: damage to expect, and how far its start misses the velocity `wanted`."""
    rules, cost = ship.rules, 0.0
    (x, y), (vx, vy) = ship.pos, ship.velocity
    keep, edge = 1 - rules.drag * STEP, min(ship.safe_radius, ship.arena.radius) - 25
    misses = [1e9] * len(bullets)
    pulled = 1000 * rules.star_pull * STEP if ship.arena.bodies else 0.0
    for step, (cos, sin) in enumerate(headings):
        thrust, strafe = first if step < FIRST else then
        ahead = STEP * thrust * (rules.thrust_forward if thrust > 0 else rules.thrust_backward)
        aside = STEP * strafe * rules.thrust_side
        nx, ny = vx * keep + cos * ahead - sin * aside, vy * keep + sin * ahead + cos * aside
        if pulled:
            r2 = x * x + y * y
            share = pulled / ((r2 + rules.star_radius**2) * math.sqrt(r2 + 1))
            nx, ny = nx - x * share, ny - y * share
        mx, my = (vx + nx) / 2, (vy + ny) / 2
        time = step * STEP
        for k, (bx, by, wx, wy, _) in enumerate(bullets):
            dx, dy, ux, uy = bx + wx * time - x, by + wy * time - y, wx - mx, wy - my
            u = -(dx * ux + dy * uy) / (ux * ux + uy * uy + 1)
            if u > -STEP:
                u = 0.0 if u < 0.0 else STEP if u > STEP else u
                miss = (dx + ux * u) ** 2 + (dy + uy * u) ** 2
                if miss < misses[k]:
                    misses[k] = miss
        x, y, vx, vy = x + mx * STEP, y + my * STEP, nx, ny
        if step == FIRST:
            cost += 0.004 * math.hypot(wanted.x - vx, wanted.y - vy) + 0.15 * (
                math.hypot(vx, vy) < rules.still_speed + 5
            )
        if step % 4 == 3:
            cost += 0.1 * max(0.0, math.hypot(x, y) - edge)
            for rock in ship.asteroids:
                over = (
                    rock.radius
                    + 22
                    - math.hypot(x - rock.x - rock.velocity.x * time, y - rock.y - rock.velocity.y * time)
                )
                cost += 0.1 * max(0.0, over)
            for body in ship.arena.bodies:
                cost += 0.2 * max(0.0, body.radius + 40 - math.hypot(x - body.pos.x, y - body.pos.y))
    for miss, bullet in zip(misses, bullets, strict=True):
        off = math.sqrt(miss) - 13.0
        cost += bullet[4] * ((1 - off * 0.005) if off < 0 else max(0.0, 0.5 - off / 24))
    return cost
