"""Opportunist: keeps books on the enemy's energy and rehearses the fight: it attacks when it would win.

Otherwise it waits on the beacon's other side, and dodges what the enemy wastes.
"""

import random

from botkit import *

COLOR = "#e0e040"
ORDERS = [(thrust, strafe) for thrust in (0, 1, 0.3, -0.5, -1) for strafe in (0, 0.5, -0.5, 1, -1)]

way = 1  # side to which it weaves
until = 0  # tick at which it may change sides
seen = {"tick": -9, "velocity": Vec(), "pull": Vec()}  # when the enemy was seen, its velocity and acceleration
books = {"energy": 100.0, "shot": -1, "hull": 100.0}  # the enemy's energy, number of its latest shot, and own hull


def tick(ship):
    global way, until
    if ship.tick >= until:
        way, until = random.choice((1, -1)), ship.tick + random.randint(15, 40)
    book(ship)
    enemy = ship.seen[0] if ship.seen and ship.seen[0].age < 150 else None
    shield(ship)
    if enemy is None:
        travel(ship, ship.rally)
        return
    away, reach = (ship.pos - enemy.pos).unit, ship.beacon.radius if ship.beacon else 100
    behind = ship.rally + (ship.rally - enemy.pos).unit * (0.6 * reach)  # the beacon's other side
    drift = away.left * (way * 1.5 * ship.rules.still_speed)
    if ship.pos.distance(ship.rally) > 2.5 * reach or enemy.age > 30:
        travel(ship, ship.rally)
    elif rehearse(ship, enemy) > 15:
        steer(ship, drift + (ship.rally - ship.pos) * 0.2 - away * (enemy.distance - 0.9 * sure(ship, 3)))
    else:
        steer(ship, drift + (behind - ship.pos) * 0.4)
    if enemy.age < 30 and enemy.distance < 600:
        shoot(ship, enemy, 0.85)


def book(ship):
    """Book the enemy's recharge, the shots it fired, and what it got back for those that hit."""
    rules = ship.rules
    still = bool(ship.enemies) and ship.enemies[0].velocity.length < rules.still_speed
    energy = books["energy"] + (rules.recharge_still if still else rules.recharge - 0.5 * rules.thrust_cost) / 30
    for shot in sorted(ship.projectiles, key=lambda shot: shot.id):
        if shot.side != ship.side and shot.id > books["shot"]:
            books["shot"] = shot.id
            energy -= rules.shot_cost[shot.power - 1]
    hurt, books["hull"] = books["hull"] - ship.hull, ship.hull
    energy += hurt * rules.shot_cost[0] / rules.shot_damage[0] * rules.hit_refund / 100
    books["energy"] = max(0.0, min(rules.energy, energy))


def rehearse(ship, enemy):
    """Own hull less the enemy's after an exchange of heavy shots that all hit, shielded while the energy lasts."""
    rules = ship.rules
    cost, harm, gained = rules.shot_cost[2], rules.shot_damage[2], rules.recharge * rules.shot_wait[2] / 30
    saved = harm * rules.shield_percent / 100
    hulls, energies = [ship.hull, enemy.hull], [ship.energy, books["energy"]]
    while min(hulls) > 0:
        for own in (0, 1):
            energies[own] += gained
            if energies[own] >= cost:
                energies[own] -= cost * (1 - rules.hit_refund / 100)
                shielded = energies[1 - own] > 40
                energies[1 - own] -= saved * rules.shield_drain / 100 * shielded
                hulls[1 - own] -= harm - saved * shielded
    return hulls[0] - hulls[1]


def shoot(ship, enemy, least):
    """Aim, and fire the shot that does most damage a second, or if poor, a point of energy: at least `least`."""
    rules, best, most = ship.rules, 0, 0.0
    watch(enemy, ship.tick)
    for power in (1, 2, 3):
        cost, (chance, share) = rules.shot_cost[power - 1], odds(ship, enemy, power)
        harm, price = chance * share * rules.shot_damage[power - 1], cost * (1 - chance * rules.hit_refund / 100)
        gain = harm / (rules.shot_wait[power - 1] if ship.energy > 40 else price)
        if harm >= least * price and gain > most:
            best, most = power, gain
    full = ship.energy > rules.energy - 1.5 * rules.shot_cost[0] and odds(ship, enemy, 1)[0] > 0.25
    ahead, line = Vec.polar(ship.heading), lead(ship, enemy, best or 1)[0]
    ship.turn_to(lead(ship, enemy, best or 1, 1 / 30)[0].angle)
    if (best or full) and ahead.dot(line) > 0 and abs(ahead.cross(line)) < 4:
        ship.fire(best or 1)


def watch(enemy, now):
    """Measure the enemy's acceleration."""
    if enemy.age == 0:
        steps = now - seen["tick"]
        change = (enemy.velocity - seen["velocity"]) * (30 / steps) if 0 < steps < 4 else Vec()
        seen.update(tick=now, velocity=enemy.velocity, pull=seen["pull"] * 0.7 + change * 0.3)


def lead(ship, enemy, power, later=0.0):
    """Where a shot meets the enemy, seen from the ship, and the time of flight."""
    rules, late, time = ship.rules, enemy.age / 30 + later, 0.5
    for _ in range(3):
        gone = late + time
        at = enemy.pos + enemy.velocity * gone + seen["pull"] * (0.3 * gone * gone)
        at -= ship.pos + ship.velocity * (later + time)
        time = max(0.0, at.length - rules.ship_radius) / rules.shot_speed[power - 1]
    return at, time


def odds(ship, enemy, power):
    """The chance that a shot hits an enemy that weaves, and the share of its damage that it then does."""
    rules, time = ship.rules, lead(ship, enemy, power)[1]
    if time > rules.shot_moves[power - 1] / 30:
        return 0.0, 0.0
    unarmed = rules.shot_unarmed / 100
    share = unarmed + (1 - unarmed) * min(1.0, time * 30 / rules.shot_arming)
    return min(1.0, 0.8 * enemy.radius / (rules.thrust_side * time * time / 2 + 0.1)), share


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


def steer(ship, want, price=0.3):
    """Thrust and strafe towards the velocity `want`, out of the way of shots and bodies, sparing energy by `price`."""
    rules, ahead = ship.rules, Vec.polar(ship.heading)
    passing = [(*passes(ship, shot), 2 * shot.power) for shot in ship.projectiles if shot.side != ship.side]
    shots = [(time, miss, harm) for time, miss, harm in passing if 0 <= time < 0.9]
    bodies = [(body.pos - ship.pos, body.radius + 25) for body in (*ship.arena.bodies, *ship.asteroids[:2])]

    def cost(order):
        thrust, strafe = order
        push = ahead * (thrust * (rules.thrust_forward if thrust > 0 else rules.thrust_backward))
        push += ahead.left * (strafe * rules.thrust_side)
        soon = ship.velocity * (1 - rules.drag / 4) + push * 0.25
        total = (soon - want).length / 60 + price * (abs(thrust) + abs(strafe))
        total += max(0.0, 1.3 * rules.still_speed - soon.length) / 30  # who is still recharges less
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


def shield(ship):
    """Shield the hits of this tick with the energy that two heavy shots leave."""
    for shot in ship.projectiles:
        away, drift = shot.pos - ship.pos, (shot.velocity - ship.velocity) / 30
        time = max(0.0, min(1.0, -away.dot(drift) / (drift.dot(drift) or 1.0)))
        if shot.side != ship.side and (away + drift * time).length < ship.rules.ship_radius + 1:
            ship.shield(ship.energy > 2 * ship.rules.shot_cost[2])


def sure(ship, power):
    """The distance within which a shot hits an enemy that strafes aside, m."""
    rules = ship.rules
    return rules.shot_speed[power - 1] * (2 * rules.ship_radius / rules.thrust_side) ** 0.5


def safe(ship):
    """How far from the centre the ship stays."""
    return min(ship.safe_radius, ship.arena.radius) - 50
