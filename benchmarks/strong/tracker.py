"""Tracker: records where the enemy is when each shot arrives, and aims where it most often went.

Without a record it aims at the middle of what the enemy can reach: a shot in flight long enough always misses one who
dodges, so it keeps to the distance from which light shots still arrive in time.
"""

import math
import random

from botkit import *

COLOR = "#ffd040"
REACT = 2 / 30  # s until an enemy that dodges a new shot changes its course
PRICE = 0.04  # points of hull that thrusting for a tick is worth in energy
NEAR = 13.0  # m from a shot's path at which it hits, with a little to spare
CLEAR = 12.0  # m beyond that within which a shot still counts, less and less
PRIOR = 3.0  # shots' worth of belief in the middle, before there is a record

way, until = 1, 0  # side to which it strafes, and the tick at which it changes that
record = []  # (tick, where the enemy went): 0 straight on, 1 as far as it could to its present side, -1 to the other
waves = []  # shots on their way: (tick, enemy's straight place then, direction across, reach, side)
last = None  # the enemy's velocity one tick ago
side = 1  # side to which the enemy accelerates, across the line to it


def tick(ship):
    global way, until, last
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(7, 18)
    foe = ship.seen[0] if ship.seen else None
    threats = [shot for shot in ship.projectiles if shot.side != ship.side]
    if foe and foe.age < 45:
        observe(ship, foe)
        attack(ship, foe)
        wanted = station(ship, foe) + (foe.pos - ship.pos).unit.left * (60 * way)
        last = foe.velocity if foe.age == 0 else None
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


def dodgeable(ship, power):
    """Return the distance beyond which a shot of that power can be dodged by strafing, m."""
    rules = ship.rules
    time = REACT + math.sqrt(2 * rules.ship_radius / rules.thrust_side)
    return rules.shot_speed[power - 1] * time


def toward(ship, spot):
    """Return the velocity that brings the ship to a place inside the safe circle and stops it there."""
    most = min(ship.safe_radius, ship.arena.radius) - 50
    way_there = (spot if spot.length < most else spot.unit * max(most, 0)) - ship.pos
    return way_there.unit * min(160, 1.5 * way_there.length)


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
    x, y = foe.pos - ship.pos - ship.velocity * ahead
    time = foe.distance / rules.shot_speed[power - 1]
    for _ in range(4):
        glide = (1 - math.exp(-rules.drag * (time + late))) / rules.drag
        at = Vec(x, y) + foe.velocity * glide - ship.velocity * time
        time = max(0.0, at.length - rules.ship_radius) / rules.shot_speed[power - 1]
    return at, time


def reach(ship, foe, at, time):
    """Return how far across the line to it the enemy can depart from gliding in that time, m."""
    turned = foe.heading - at.angle
    push = abs(math.sin(turned)) * ship.rules.thrust_forward + abs(math.cos(turned)) * ship.rules.thrust_side
    return push * max(0.0, time - REACT / 2) ** 2 / 2


def observe(ship, foe):
    """Note to which side the enemy accelerates, and where it is when a shot arrives."""
    global side
    if last is not None:
        pushed = (foe.velocity - last * (1 - ship.rules.drag / 30)).cross((foe.pos - ship.pos).unit)
        side = -1 if pushed > 0.5 else 1 if pushed < -0.5 else side
    for wave in [wave for wave in waves if wave[0] <= ship.tick]:
        waves.remove(wave)
        if foe.age < 3:
            went = (foe.pos - wave[1]).dot(wave[2]) / max(wave[3], 1.0) * wave[4]
            record.append((ship.tick, max(-1.5, min(1.5, went))))


def choose(room):
    """Return where to aim, -1 .. 1 of the enemy's reach, and the chance to hit there.

    Args:
        room: radius of the enemy in units of its reach.
    """
    best = (0.0, 0.0)
    total = PRIOR + len(record[-40:])
    for step in range(-5, 6):
        at = step / 5
        belief = PRIOR * min(1.0, room) * (1.0 - 0.2 * abs(at))
        hits = belief + sum(1 for _, went in record[-40:] if abs(went - at) < room)
        if hits / total > best[1] + 0.001 * abs(at):
            best = (at, hits / total)
    return best


def attack(ship, foe):
    """Turn to where the shot that is worth most would meet the enemy, and fire if that is worth its energy."""
    rules, plans = ship.rules, []
    value = worth_of_energy(ship)
    for power in [1] + [power for power in (2, 3) if ship.energy >= rules.shot_cost[power - 1]]:
        at, time = lead(ship, foe, power)
        spread = reach(ship, foe, at, time)
        aim, chance = choose(0.9 * rules.ship_radius / max(spread, 0.1))
        if time * 30 > rules.shot_moves[power - 1]:
            chance = 0.0
        price = rules.shot_cost[power - 1] * (1 - chance * rules.hit_refund / 100)
        gain = (chance * armed(ship, time) * rules.shot_damage[power - 1] - value * price) / rules.shot_wait[power - 1]
        plans.append((gain, chance, power, aim, spread, time, at))
    gain, chance, power, aim, spread, time, at = max(plans)
    across = at.unit.left * (side * aim * spread)
    ship.turn_to((lead(ship, foe, power, 1 / 30)[0] + across).angle)
    facing, target = Vec.polar(ship.heading), at + across
    off = abs(target.cross(facing))
    if gain > 0 and chance > 0.25 and off < 5 and target.dot(facing) > 0 and foe.age < 3 and ship.cooling == 0:
        ship.fire(power)
        waves.append((ship.tick + round(time * 30), at + ship.pos + ship.velocity * time, at.unit.left, spread, side))


def strikes(ship, shot):
    """Whether a shot hits within the next tick or two."""
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = max(0.0, min(0.05, -away.dot(drift) / drift.dot(drift)))
    return (away + drift * time).length < ship.rules.ship_radius + 2


def move(ship, wanted, threats):
    """Give the thrust and strafe with the least damage to expect, and among those the velocity nearest to `wanted`."""
    rules, (px, py), (vx, vy) = ship.rules, ship.pos, ship.velocity
    cos, sin = math.cos(ship.heading + ship.spin * 0.1), math.sin(ship.heading + ship.spin * 0.1)
    pull = Vec()
    if ship.arena.bodies:
        pull = ship.pos.unit * (-1000 * rules.star_pull / (ship.pos.dot(ship.pos) + rules.star_radius**2))
    least = None
    for thrust in (1, 0, -1):
        ahead = thrust * (rules.thrust_forward if thrust > 0 else rules.thrust_backward)
        for strafe in (1, 0, -1):
            aside = strafe * rules.thrust_side
            ax, ay = cos * ahead - sin * aside + pull.x, sin * ahead + cos * aside + pull.y
            nx, ny = vx * 0.8 + ax * 0.3, vy * 0.8 + ay * 0.3
            cost = math.hypot(nx - wanted.x, ny - wanted.y) * 0.004 + PRICE * (abs(thrust) + abs(strafe))
            cost += 0.15 * (math.hypot(nx, ny) < rules.still_speed + 5)
            for shot in threats:
                cost += danger(rules, shot, px, py, vx, vy, ax, ay)
            for time in (0.3, 0.7, 1.2):
                at = Vec(px + vx * time * 0.8 + ax * time * time * 0.45, py + vy * time * 0.8 + ay * time * time * 0.45)
                cost += max(0.0, at.length - min(ship.safe_radius, ship.arena.radius) + 30) * 0.05
                for rock in ship.asteroids:
                    cost += max(0.0, rock.radius + 24 - (at - rock.pos - rock.velocity * time).length) * 0.1
                for body in ship.arena.bodies:
                    cost += max(0.0, body.radius + 45 - (at - body.pos).length) * 0.2
            if least is None or cost < least:
                least, chosen = cost, (thrust, strafe)
    ship.thrust(chosen[0])
    ship.strafe(chosen[1])


def danger(rules, shot, px, py, vx, vy, ax, ay):
    """Return the damage to expect from a shot if the ship accelerates by (ax, ay)."""
    wx, wy = shot.velocity
    rx, ry = px - shot.x, py - shot.y
    ux, uy = wx - vx, wy - vy
    time = (rx * ux + ry * uy) / (ux * ux + uy * uy + 1)
    if time < 0 or time * 30 > rules.shot_moves[shot.power - 1]:
        return 0.0
    moved, pushed = time - rules.drag * time * time / 2, time * time / 2
    miss = abs((rx + vx * moved + ax * pushed) * wy - (ry + vy * moved + ay * pushed) * wx) / math.hypot(wx, wy) - NEAR
    if miss > CLEAR:
        return 0.0
    return rules.shot_damage[shot.power - 1] * (1 - miss * 0.005 if miss < 0 else 0.6 * (1 - miss / CLEAR))
