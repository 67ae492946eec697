"""Tracker: learns by least squares how the enemy's speed and push across foretell where it will be, and leads by that.

It predicts in every third tick and looks what came true; its errors tell the chance to hit, by which it fires.
"""

import math
import random

from botkit import *

COLOR = "#ffd040"
REACT = 2 / 30  # s until an enemy that dodges a new shot changes its course
PRICE = 0.04  # points of hull that thrusting for a tick is worth in energy
NEAR = 13.0  # m from a shot's path at which it hits, with a little to spare
CLEAR = 12.0  # m beyond that within which a shot still counts, less and less
PRIOR = 8.0  # predictions' worth of belief in what the enemy can reach, before any has come true
WINDOW = 60  # latest predictions whose errors count

way, until = 1, 0  # side to which it strafes, and the tick at which it changes that
waves = []  # predictions: (tick, place if the enemy glides on, direction across, features, time, what was predicted)
sums = [900.0, 0.0, 900.0, 0.0, 0.0]  # of the squares and products of the two features, and of each with what came true
errors = []  # of the latest predictions, m per second of flight squared
last = None  # the enemy's velocity one tick ago
pushed = Vec()  # its acceleration, smoothed, m/s^2


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
    return min(1.0, spare) * ship.rules.shield_percent / ship.rules.shield_drain


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
    """Measure the enemy's acceleration, look which predictions came true, and make a new one."""
    global last, pushed
    if last is not None and foe.age == 0:
        pushed = pushed * 0.5 + (foe.velocity * 30 - last * (30 - ship.rules.drag)) * 0.5
    last = foe.velocity if foe.age == 0 else None
    for due, glided, across, features, time, predicted in [wave for wave in waves if wave[0] <= ship.tick]:
        waves.remove((due, glided, across, features, time, predicted))
        if foe.age == 0:
            went, (f, g) = (foe.pos - glided).dot(across), features
            sums[:] = [
                0.985 * old + new for old, new in zip(sums, (f * f, f * g, g * g, f * went, g * went), strict=True)
            ]
            errors.append((went - predicted) / time**2)
    del errors[:-WINDOW]
    if foe.age == 0 and ship.tick % 3 == 0:
        at, time = lead(ship, foe, 1)
        if 0.1 < time < 1.2:
            across = at.unit.left
            place = ship.pos + ship.velocity * time + at
            made = (foe_features(foe, across, time), time, aside(foe, across, time))
            waves.append((ship.tick + round(time * 30), place, across, *made))


def foe_features(foe, across, time):
    """Return how far the enemy's speed across would carry it in that time, and how far its acceleration, m."""
    return foe.velocity.dot(across) * time, pushed.dot(across) * time * time / 2


def aside(foe, across, time):
    """Return how far from gliding on the enemy will probably go across the line to it, m."""
    ff, fg, gg, fw, gw = sums
    f, g = foe_features(foe, across, time)
    whole = ff * gg - fg * fg + 1.0
    return (f * (fw * gg - gw * fg) + g * (gw * ff - fw * fg)) / whole


def odds(ship, foe, at, time, power):
    """Return the chance that a shot hits, by the errors of the latest predictions."""
    if time * 30 > ship.rules.shot_moves[power - 1]:
        return 0.0
    room = 0.85 * ship.rules.ship_radius
    believed = PRIOR * min(1.0, room / max(reach(ship, foe, at, time), 0.1))
    return (believed + sum(abs(error) * time**2 < room for error in errors)) / (PRIOR + len(errors))


def attack(ship, foe):
    """Turn to where the shot that is worth most would meet the enemy, and fire if that is worth its energy."""
    rules, plans = ship.rules, []
    value = worth_of_energy(ship)
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
