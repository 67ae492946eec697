"""Planner: flies 54 manoeuvres in its head in every tick, against the shots in flight, and orders the best one's start.

Between its own shots it turns aside, since thrust and strafe together leave a line of fire soonest at an angle to it.
"""

import math
import random

from botkit import *

COLOR = "#ffffff"
STEP, STEPS = 1 / 15, 14  # s, and number of steps of a plan
FIRST = 5  # steps of a plan's first phase
PRICE = 0.04  # points of hull that thrusting for a tick is worth in energy
REACT = 2 / 30  # s until an enemy that dodges a new shot changes its course
WAYS = [(thrust, strafe) for thrust in (1, 0, -1) for strafe in (1, 0, -1)]

wing, until = 1, 0  # the side to which it evades, and the tick at which it changes that
side = 1  # side to which the next shot of a pair goes
order = (0, 0)


def tick(ship):
    global wing, until
    if ship.tick >= until:
        wing, until = random.choice((1, -1)), ship.tick + random.randint(8, 20)
    foe = ship.seen[0] if ship.seen else None
    shots = [shot for shot in ship.projectiles if shot.side != ship.side]
    if foe and foe.age < 45:
        goal = attack(ship, foe)
        spot = station(ship, foe)
    else:
        spot = inside(ship, ship.rally)
        away = spot - ship.pos
        goal = away.angle if away.length > 40 else ship.heading + 1.5
    ship.turn_to(goal)
    ship.shield(ship.energy > reserve(ship, foe) and any(strikes(ship, shot) for shot in shots))
    thrust, strafe = plan(ship, foe, goal, spot, shots)
    ship.thrust(thrust)
    ship.strafe(strafe)


def station(ship, foe):
    """Return the place to shoot from: at the right distance, in the beacon when that decides."""
    rules, mine, others = (
        ship.rules,
        ship.points[ship.side],
        max(ship.points[: ship.side] + ship.points[ship.side + 1 :]),
    )
    distance = 0.9 * dodgeable(ship, 1)
    spot = foe.pos + (ship.pos - foe.pos).rotated(0.25 * wing).unit * distance
    if ship.beacon:
        beacon = ship.beacon
        hurry = others > mine + 3 or others > 0.5 * rules.beacon_points
        if hurry or foe.pos.distance(beacon.pos) > distance + beacon.radius or foe.hull + 15 < ship.hull:
            spot = beacon.pos + (spot - beacon.pos).unit * min((spot - beacon.pos).length, beacon.radius * 0.75)
    return inside(ship, spot)


def dodgeable(ship, power):
    """Return the distance beyond which a shot of that power can be dodged by strafing, m."""
    rules = ship.rules
    time = REACT + math.sqrt(2 * rules.ship_radius / rules.thrust_side)
    return rules.shot_speed[power - 1] * time


def inside(ship, spot):
    """Return the place nearest to `spot` inside the safe circle."""
    most = max(0.0, min(ship.safe_radius, ship.arena.radius) - 50)
    return spot if spot.length < most else spot.unit * most


def armed(ship, time):
    """Return the share of its damage that a shot does after that time of flight."""
    rules = ship.rules
    least = rules.shot_unarmed / 100
    return min(1.0, least + (1 - least) * time * 30 / rules.shot_arming)


def worth_of_energy(ship):
    """Return the points of hull that a point of energy saves as a shield: none if the ship is full anyway."""
    spare = (ship.rules.energy - ship.energy) / 5
    return min(1.0, spare) * 100 / ship.rules.shield_drain


def reserve(ship, foe):
    """Return the energy with which the heaviest shots wreck the enemy, less what recharges meanwhile."""
    rules = ship.rules
    price = rules.shot_cost[2] * (1 - rules.hit_refund / 100) - rules.recharge * rules.shot_wait[2] / 30
    return rules.shot_cost[2] + max(0.0, price) * foe.hull / rules.shot_damage[2] if foe else 0.0


def lead(ship, foe, power, ahead=0.0):
    """Return the vector from the ship to where a shot meets the enemy if it glides on, and the time of flight."""
    rules, late = ship.rules, foe.age / 30 + ahead
    away = foe.pos - ship.pos - ship.velocity * ahead
    time = foe.distance / rules.shot_speed[power - 1]
    for _ in range(4):
        glide = (1 - math.exp(-rules.drag * (time + late))) / rules.drag
        at = away + foe.velocity * glide - ship.velocity * time
        time = max(0.0, at.length - rules.ship_radius) / rules.shot_speed[power - 1]
    return at, time


def reach(ship, heading, line, time):
    """Return how far across a line of fire a ship with that heading can depart from gliding in that time, m."""
    turned = heading - line
    push = abs(math.sin(turned)) * ship.rules.thrust_forward + abs(math.cos(turned)) * ship.rules.thrust_side
    return push * max(0.0, time - REACT / 2) ** 2 / 2


def attack(ship, foe):
    """Fire if that is worth its energy; return the direction to face: to the next shot, or aside while it waits."""
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
    aim = (lead(ship, foe, power, 1 / 30)[0] + across).angle
    facing, target = Vec.polar(ship.heading), at + across
    if gain > 0 and abs(target.cross(facing)) < 5 and target.dot(facing) > 0 and foe.age < 3 and ship.cooling == 0:
        ship.fire(power)
        side = -side
        return aim
    return aim + 0.5 * wing if gain <= 0 and foe.distance < 600 else aim


def strikes(ship, shot):
    """Whether a shot hits within the next tick or two."""
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = max(0.0, min(0.05, -away.dot(drift) / drift.dot(drift)))
    return (away + drift * time).length < ship.rules.ship_radius + 2


def plan(ship, foe, goal, spot, shots):
    """Return the thrust and strafe that the best manoeuvre begins with."""
    global order
    rules = ship.rules
    bullets = [(s.x, s.y, *s.velocity, rules.shot_damage[s.power - 1]) for s in shots if nears(ship, s)]
    headings, turned = [], ship.heading
    for _ in range(STEPS):
        turned += max(-2.5 * STEP, min(2.5 * STEP, angle_difference(goal, turned)))
        headings.append((math.cos(turned), math.sin(turned)))
    best, chosen = 1e9, (0, 0)
    for first in WAYS:
        for then in (first, (first[0], -first[1])) if bullets else (first,):
            cost = (
                fly(ship, headings, first, then, spot, bullets)
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


def fly(ship, headings, first, then, spot, bullets):
    """Return the cost of flying a manoeuvre: expected damage, and how far from the velocity to `spot` it ends."""
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
    wx, wy = (spot.x - x) * 1.5, (spot.y - y) * 1.5
    fast = math.hypot(wx, wy)
    share = min(1.0, 150 / (fast + 1))
    cost += 0.3 * (math.hypot(vx, vy) < rules.still_speed + 5)
    return cost + 0.004 * math.hypot(wx * share - vx, wy * share - vy)
