"""Dodger: tries nine ways to thrust in every tick, and takes one in which no shot hits it while it aims and fires."""

import math
import random

from shared.dodging import armed, move, reserve, worth_of_energy

from botkit import *

COLOR = "#40e0ff"

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
