"""Dodger: tries nine ways to thrust in every tick, and takes one in which no shot hits it while it aims and fires."""

import math
import random

from botkit import *

COLOR = "#40e0ff"
PRICE = 0.04  # points of hull that thrusting for a tick is worth in energy
NEAR = 13.0  # m from a shot's path at which it hits, with a little to spare
CLEAR = 12.0  # m beyond that within which a shot still counts, less and less

way = 1  # side to which it strafes while nothing is in flight: 1 or -1
until = 0  # tick at which it changes that side
caution = 0.5  # how well the enemy dodges: 0 never, 1 always
hull = 100.0  # the enemy's, when last seen
flying = []  # own shots: (tick of arrival, chance that it was given)


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(8, 20)
    foe = ship.seen[0] if ship.seen else None
    threats = [shot for shot in ship.projectiles if shot.side != ship.side]
    goal = destination(ship, foe)
    wanted = (goal - ship.pos) * 1.5
    wanted = wanted.unit * min(wanted.length, 160)
    if foe and foe.age < 60:
        learn(ship, foe)
        wanted += (foe.pos - ship.pos).unit.left * (70 * way)
        attack(ship, foe)
    else:
        ship.turn_to(wanted.angle if wanted.length > 20 else ship.heading + 1.5)
    move(ship, wanted, threats)
    ship.shield(ship.energy > reserve(ship, foe) and any(due(ship, shot) for shot in threats))


def destination(ship, foe):
    """Where to be: in the beacon, on the side away from the enemy, but within the range at which shots hit."""
    centre = ship.rally
    if foe is None:
        return centre
    away = (centre - foe.pos).unit
    spot = centre + away * (0.6 * ship.beacon.radius if ship.beacon else 0)
    return spot if spot.length < ship.safe_radius - 40 else spot.unit * max(0, ship.safe_radius - 40)


def attack(ship, foe):
    """Turn to lead the enemy, with the power whose shot is worth most, and fire it if it is worth its energy."""
    rules, best, chosen = ship.rules, 0.0, None
    value = worth_of_energy(ship)
    for power in (1, 2, 3):
        aim, time = lead(ship, foe, power)
        chance = odds(ship, foe, time)
        price = rules.shot_cost[power - 1] * (1 - chance * rules.hit_refund / 100)
        worth = (chance * armed(ship, time) * rules.shot_damage[power - 1] - value * price) / rules.shot_wait[power - 1]
        if chosen is None or (worth > best and ship.energy >= rules.shot_cost[power - 1]):
            best, chosen = worth, (power, aim, time, chance)
    power, aim, time, chance = chosen
    ship.turn_to(aim.angle)
    off = abs(aim.cross(Vec.polar(ship.heading)))
    if best > 0 and off < 8 and aim.dot(Vec.polar(ship.heading)) > 0 and foe.age < 5 and ship.cooling == 0:
        ship.fire(power)
        flying.append((ship.tick + round(time * 30), chance))


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


def lead(ship, foe, power):
    """Return the vector to where a shot of that power meets the enemy, slowed down by drag, and the flight time."""
    rules, late = ship.rules, foe.age / 30
    time = foe.distance / rules.shot_speed[power - 1]
    for _ in range(4):
        glide = (1 - math.exp(-rules.drag * (time + late))) / rules.drag
        at = foe.pos + foe.velocity * glide - ship.pos - ship.velocity * time
        time = max(0.0, at.length - rules.ship_radius) / rules.shot_speed[power - 1]
    return at, time


def odds(ship, foe, time):
    """Return the chance that a shot hits: the hull's share of what the enemy can reach until it arrives."""
    rules = ship.rules
    if time * 30 > rules.shot_moves[0]:
        return 0.0
    turned = foe.heading - (foe.pos - ship.pos).angle
    reach = abs(math.sin(turned)) * rules.thrust_forward + abs(math.cos(turned)) * rules.thrust_side
    space = reach * max(0.0, time - 0.07) ** 2 / 2
    evaded = max(0.0, 1 - rules.ship_radius / max(space, 0.1))
    return 1 - evaded * caution


def learn(ship, foe):
    """Learn from the shots that should have arrived how well the enemy dodges."""
    global caution, hull
    hit = foe.hull < hull - 0.5
    hull = foe.hull
    for shot in list(flying):
        if (hit and abs(shot[0] - ship.tick) < 8) or ship.tick > shot[0] + 8:
            flying.remove(shot)
            caution += 0.1 * ((0.0 if hit else 1.0) - caution)
            hit = False


def due(ship, shot):
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
