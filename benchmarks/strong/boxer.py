"""Boxer: closes in on a weaving path, and fights where no shot misses, with the heaviest shots it can pay.

There it spares its thrust for the gun, and shields with what the gun does not need.
"""

import random

from botkit import *

COLOR = "#ff7030"
REACT = 2 / 30  # s until an enemy that dodges a shot thrusts aside
ORDERS = [(thrust, strafe) for thrust in (0, 1, -1) for strafe in (0, 1, -1)]

way = 1  # side to which it weaves
until = 0  # tick at which it may change sides


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(8, 25)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 120 else None
    shield(ship, enemy)
    if enemy is None:
        travel(ship, ship.rally)
        return
    if enemy.distance > 450 or enemy.age > 10:
        travel(ship, enemy.pos + enemy.velocity * min(1.0, enemy.distance / 400))
        return
    shoot(ship, enemy, 0.8)
    away, room = (ship.pos - enemy.pos).unit, enemy.distance - 0.7 * sure(ship, 3)
    want = enemy.velocity - away * (1.5 * room) + away.left * (way * min(110, max(0, room)))
    steer(ship, want if ship.pos.length < safe(ship) else ship.pos.unit * -120)


def shoot(ship, enemy, least):
    """Aim, and fire the heaviest shot whose chance to hit is at least `least`; while it is full, also a light one."""
    likely = [power for power in (3, 2, 1) if chance(ship, enemy, power) >= least]
    paid = [power for power in likely if ship.energy > ship.rules.shot_cost[power - 1]]
    power = paid[0] if paid else 1
    free = ship.energy > ship.rules.energy - 1.5 * ship.rules.shot_cost[0] and chance(ship, enemy, 1) > 0.25
    if ship.aim_at(enemy, power) and (paid or free):
        ship.fire(power)


def chance(ship, enemy, power):
    """The share of the places that the enemy can be in when the shot arrives that are within its hull."""
    rules = ship.rules
    time = intercept(enemy.pos - ship.pos, enemy.velocity - ship.velocity, rules.shot_speed[power - 1], enemy.radius)
    if time is None or time > rules.shot_moves[power - 1] / 30:
        return 0.0
    facing = abs((ship.pos - enemy.pos).unit.dot(Vec.polar(enemy.heading)))
    push = max(rules.thrust_side * facing, rules.thrust_forward * (1 - facing * facing) ** 0.5)
    time = max(0.0, time - REACT)
    return min(1.0, enemy.radius / (push * time * time / 2 + 0.1))


def travel(ship, goal):
    """Fly to a point inside the safe circle, round what is in the way."""
    goal = goal if goal.length < safe(ship) else goal.unit * safe(ship)
    for body in (*ship.arena.bodies, *ship.asteroids):
        path, away, clear = goal - ship.pos, body.pos - ship.pos, body.radius + 60
        if 0 < away.dot(path.unit) < path.length and abs(path.unit.cross(away)) < clear:
            goal = body.pos + path.unit.left * (clear * (1 if path.cross(away) < 0 else -1))
    path = goal - ship.pos
    ship.turn_to(goal if path.length > 20 else ship.heading + 1.5)
    steer(ship, path.unit * min(190, 1.2 * path.length))


def steer(ship, want, price=0.2):
    """Thrust and strafe towards the velocity `want`, out of the way of shots and bodies, sparing energy by `price`."""
    rules, ahead = ship.rules, Vec.polar(ship.heading)
    passing = [(*passes(ship, shot), 2 * shot.power) for shot in ship.projectiles if shot.side != ship.side]
    shots = [(time, miss, harm) for time, miss, harm in passing if 0 <= time < 0.9]
    bodies = [(body.pos - ship.pos, body.radius + 25) for body in (*ship.arena.bodies, *ship.asteroids[:2])]

    def cost(order):
        thrust, strafe = order
        push = ahead * (thrust * (rules.thrust_forward if thrust > 0 else rules.thrust_backward))
        push += ahead.left * (strafe * rules.thrust_side)
        total = (ship.velocity + push * 0.25 - want).length / 60 + price * (abs(thrust) + abs(strafe))
        for time, miss, harm in shots:
            total += harm * max(0.0, 1 - (miss - push * (time * time / 2)).length / 20)
        for away, clear in bodies:
            total += sum(max(0.0, clear - (away - (ship.velocity + push * (t / 2)) * t).length) for t in (0.4, 0.9))
        return total

    thrust, strafe = min(ORDERS, key=cost)
    ship.thrust(thrust)
    ship.strafe(strafe)


def passes(ship, shot):
    """When a shot is nearest to the ship, and where it is then, seen from the ship."""
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = -away.dot(drift) / (drift.dot(drift) or 1.0)
    return time, away + drift * time


def shield(ship, enemy):
    """Shield the hits of this tick, but with no energy that the gun needs to wreck the enemy."""
    rules, spare = ship.rules, ship.energy - 2 * ship.rules.shot_cost[2]
    if enemy:
        price = rules.shot_cost[2] * (1 - rules.hit_refund / 100) - rules.recharge * rules.shot_wait[2] / 30
        spare -= enemy.hull / rules.shot_damage[2] * max(0.0, price)
    for shot in ship.projectiles:
        away, drift = shot.pos - ship.pos, (shot.velocity - ship.velocity) / 30
        time = max(0.0, min(1.0, -away.dot(drift) / (drift.dot(drift) or 1.0)))
        if shot.side != ship.side and (away + drift * time).length < ship.rules.ship_radius + 1:
            ship.shield(spare > 0)


def sure(ship, power):
    """The distance within which an enemy that strafes does not leave a shot's way, m."""
    rules = ship.rules
    return rules.shot_speed[power - 1] * (2 * rules.ship_radius / rules.thrust_side) ** 0.5


def safe(ship):
    """How far from the centre the ship stays."""
    return min(ship.safe_radius, ship.arena.radius) - 50
