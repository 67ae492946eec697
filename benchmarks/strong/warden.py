"""Warden: circles in the beacon for its points and dodges there, so that the enemy has to come within sure range."""

import random

from botkit import *

COLOR = "#40c0ff"
ROUND = 0.5  # radius of its circle, in radii of the beacon
PACE = 60  # m/s on it
ORDERS = [(thrust, strafe) for thrust in (0, 1, -1) for strafe in (0, 1, -1)]

way = 1  # side to which it circles
until = 0  # tick at which it may turn round


def tick(ship):
    global way, until
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 90 else None
    hurt = any(lands(ship, shot) for shot in ship.projectiles)
    ship.shield(hurt and ship.energy > (12 + needed(ship, enemy) if enemy else 12))
    out = ship.pos - ship.rally
    inner = (ship.beacon.radius if ship.beacon else 100) * ROUND
    if out.length > 3 * inner:
        travel(ship, ship.rally)
    else:
        if ship.tick >= until:
            way, until = random.choice((1, -1)), ship.tick + random.randint(20, 60)
        want = out.unit.left * (way * PACE) - out.unit * (1.5 * (out.length - inner))
        if enemy is None:
            ship.turn(0.5)  # look around
        steer(ship, want)
    if enemy:
        shoot(ship, enemy)


def shoot(ship, enemy):
    """Fire the heaviest shot that hardly misses; from afar only with energy to waste."""
    rules = ship.rules
    sure = [
        power for power in (3, 2, 1) if chance(ship, enemy, power) > 0.7 and ship.energy > rules.shot_cost[power - 1]
    ]
    power = sure[0] if sure else 1
    near = enemy.distance < (700 if ship.pos.distance(ship.rally) < 150 else 350)
    if near and ship.aim_at(enemy, power) and (sure or ship.energy > 90):
        ship.fire(power)


def chance(ship, enemy, power):
    """The share of the places that the enemy can strafe to during the shot's flight that are within its hull."""
    rules = ship.rules
    time = intercept(enemy.pos - ship.pos, enemy.velocity - ship.velocity, rules.shot_speed[power - 1], enemy.radius)
    if time is None or time > rules.shot_moves[power - 1] / 30:
        return 0.0
    facing = abs((ship.pos - enemy.pos).unit.dot(Vec.polar(enemy.heading)))
    push = max(rules.thrust_side * facing, rules.thrust_forward * (1 - facing * facing) ** 0.5)
    return min(1.0, enemy.radius / (push * time * time / 2 + 0.1))


def needed(ship, enemy):
    """The energy with which the heaviest shots wreck the enemy, less what recharges meanwhile."""
    rules = ship.rules
    shots = enemy.hull / rules.shot_damage[2]
    return shots * (rules.shot_cost[2] * (1 - rules.hit_refund / 100) - rules.recharge * rules.shot_wait[2] / 30)


def travel(ship, goal):
    """Fly to a point, round what is in the way."""
    for body in (*ship.arena.bodies, *ship.asteroids):
        path, away, clear = goal - ship.pos, body.pos - ship.pos, body.radius + 60
        if 0 < away.dot(path.unit) < path.length and abs(path.unit.cross(away)) < clear:
            goal = body.pos + path.unit.left * (clear * (1 if path.cross(away) < 0 else -1))
    if goal.length > safe(ship):
        goal = goal.unit * safe(ship)
    ship.turn_to(goal)
    path = goal - ship.pos
    steer(ship, path.unit * min(190, 1.2 * path.length))


def steer(ship, want, price=0.2):
    """Thrust and strafe towards the velocity `want`, out of the way of shots and bodies, sparing energy by `price`."""
    rules, ahead = ship.rules, Vec.polar(ship.heading)
    shots = [(*passes(ship, shot), 2 * shot.power) for shot in hostile(ship, 0.9)]
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


def hostile(ship, within):
    """The enemy shots that pass the ship within so many seconds."""
    return [shot for shot in ship.projectiles if shot.side != ship.side and 0 <= passes(ship, shot)[0] <= within + 0.02]


def lands(ship, shot):
    """Whether an enemy shot hits in this tick."""
    away, drift = shot.pos - ship.pos, (shot.velocity - ship.velocity) / 30
    time = max(0.0, min(1.0, -away.dot(drift) / (drift.dot(drift) or 1.0)))
    return shot.side != ship.side and (away + drift * time).length < ship.rules.ship_radius + 1


def passes(ship, shot):
    """When a shot is nearest to the ship, and where it is then, seen from the ship."""
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = -away.dot(drift) / (drift.dot(drift) or 1.0)
    return time, away + drift * time


def safe(ship):
    """How far from the centre the ship stays."""
    return min(ship.safe_radius, ship.arena.radius) - 50
