"""Opportunist: keeps books on the enemy's energy; it attacks who is poor, and withdraws and dodges when poor itself."""

import random

from botkit import *

COLOR = "#e0e040"
ORDERS = [(thrust, strafe) for thrust in (0, 1, -1) for strafe in (0, 1, -1)]

way = 1  # side to which it weaves
until = 0  # tick at which it may change sides
books = {"energy": 100.0, "last": -1, "hull": 100.0}  # what the enemy has left; number of its latest shot; own hull


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(10, 40)
    book(ship)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 150 else None
    hurt = any(lands(ship, shot) for shot in ship.projectiles)
    ship.shield(hurt and ship.energy > (10 + needed(ship, enemy) if enemy else 10))
    if enemy is None or enemy.age > 15:
        travel(ship, ship.rally)
        return
    shoot(ship, enemy)
    away = (ship.pos - enemy.pos).unit
    edge = ship.energy + ship.hull - books["energy"] - enemy.hull
    behind = ship.points[1 - ship.side] > ship.points[ship.side]
    press = edge > (-10 if behind else 10) or ship.energy > 95 or books["energy"] < 15
    want = away.left * (way * 70) - away * (1.5 * (enemy.distance - (110 if press else 360)))
    if not press and ship.beacon and enemy.pos.distance(ship.rally) > 350:
        want = (ship.rally - ship.pos) * 0.8
    steer(ship, want if ship.pos.length < safe(ship) else ship.pos.unit * -100)


def book(ship):
    """Book the enemy's recharge, the shots it fired, and what it got back for those that hit."""
    rules = ship.rules
    books["energy"] = min(rules.energy, books["energy"] + (rules.recharge - 1) / 30)
    for shot in ship.projectiles:
        if shot.side != ship.side and shot.id > books["last"]:
            books["last"] = shot.id
            books["energy"] -= rules.shot_cost[shot.power - 1]
    lost = books["hull"] - ship.hull
    books["hull"] = ship.hull
    books["energy"] += lost * rules.shot_cost[0] / rules.shot_damage[0] * rules.hit_refund / 100
    books["energy"] = max(0.0, min(rules.energy, books["energy"]))


def shoot(ship, enemy):
    """Aim, and fire the heaviest shot that is likely to hit."""
    rules = ship.rules
    likely = [
        power for power in (3, 2, 1) if chance(ship, enemy, power) > 0.6 and ship.energy > rules.shot_cost[power - 1]
    ]
    power = likely[0] if likely else 1
    if ship.aim_at(enemy, power) and likely:
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
