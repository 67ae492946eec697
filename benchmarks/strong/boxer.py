"""Boxer: closes in on a weaving path, and strafes round its enemy where no shot misses, heavily when it is rich."""

import random

from botkit import *

COLOR = "#ff7030"
ARM = 130  # m: the distance at which it boxes
PUNCH = [300, 240, 200]  # m, by power: it does not fire from farther away
ORDERS = [(thrust, strafe) for thrust in (0, 1, -1) for strafe in (0, 1, -1)]

way = 1  # side to which it weaves
until = 0  # tick at which it changes sides


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(8, 25)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 120 else None
    hurt = any(lands(ship, shot) for shot in ship.projectiles)
    ship.shield(hurt and ship.energy > (10 + needed(ship, enemy) if enemy else 10))
    if enemy is None:
        travel(ship, ship.rally)
    elif enemy.distance > 450 or enemy.age > 10:
        travel(ship, enemy.pos + enemy.velocity * min(1.0, enemy.distance / 400))
    else:
        punch(ship, enemy)
        away = (ship.pos - enemy.pos).unit
        room = enemy.distance - ARM
        want = enemy.velocity - away * (1.5 * room) + away.left * (way * min(110, max(0, room)))
        steer(ship, want if ship.pos.length < safe(ship) else ship.pos.unit * -120)


def punch(ship, enemy):
    """Aim where the enemy will be, and fire as heavily as energy and distance allow."""
    power = max(
        (p for p in (1, 2, 3) if enemy.distance < PUNCH[p - 1] and ship.energy > ship.rules.shot_cost[p - 1]), default=1
    )
    if ship.aim_at(enemy, power) and enemy.distance < PUNCH[0]:
        ship.fire(power)


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
    steer(ship, path.unit * min(190, 1.2 * path.length) + path.unit.left * (40 * way))


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
