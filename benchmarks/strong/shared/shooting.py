"""Shooting of several strong bots: which shot is worth its energy, and where to."""

from botkit import *

seen = {"tick": -9, "velocity": Vec(), "pull": Vec()}  # when the enemy was seen, its velocity and acceleration


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
