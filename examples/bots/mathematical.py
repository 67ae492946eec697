"""Mathematical: fires the shot with the best expected damage, and only if it is good enough.

It measures the enemy's acceleration and leads the enemy with it. It weighs the damage of each power by the chance that
the enemy, thrusting freely, is still there when the shot arrives. It keeps the distance at which its shots are
effective, and shields when it computes that a shot will hit.
"""

from botkit import *

COLOR = "#ffe060"
RANGE = 340  # m

last = {}  # last seen velocity of each enemy, with its tick


def tick(ship):
    ship.shield(ship.energy > 70 and any(lands(ship, shot) for shot in ship.projectiles))
    if not ship.enemies:
        ship.fly_to(ship.seen[0] if ship.seen and ship.seen[0].age < 200 else ship.rally, speed=100)
        return
    enemy = ship.enemies[0]
    before, when = last.get(enemy.id, (enemy.velocity, 0))
    last[enemy.id] = enemy.velocity, ship.tick
    pull = (enemy.velocity - before) * 30 if when == ship.tick - 1 else Vec()

    power, worth = best_power(ship, enemy)
    time = flight(ship, enemy, power)
    point = enemy.pos + (enemy.velocity - ship.velocity) * time + pull * (0.25 * time * time)
    ship.turn_to(point)
    off = abs(angle_difference((point - ship.pos).angle, ship.heading))
    if worth > 0.4 and off < 12 / enemy.distance:
        ship.fire(power)
    closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
    room = enemy.distance - RANGE
    if abs(enemy.bearing) < 0.6 and not -100 < room < 100:
        ship.thrust((room * 0.5 - closing) / 30)


def lands(ship, shot):
    """Whether a shot is near enough, and on course, to hit in this tick."""
    if shot.side == ship.side or shot.distance > 40:
        return False
    away, drift = ship.pos - shot.pos, shot.velocity - ship.velocity
    return away.dot(drift) > 0 and abs(drift.unit.cross(away)) < ship.rules.ship_radius


def flight(ship, enemy, power):
    """Seconds until a shot of that power would meet the enemy on its present course; 9 when it never does."""
    time = intercept(enemy.pos - ship.pos, enemy.velocity - ship.velocity, ship.rules.shot_speed[power - 1], 12)
    return 9 if time is None or time > ship.rules.shot_moves[power - 1] / 30 else time


def best_power(ship, enemy):
    """(power, chance to hit) with the most damage per tick, as limited by the gun or by the energy."""
    rules = ship.rules
    best, most = (1, 0.0), 0.0
    across = max(0.3, abs((ship.pos - enemy.pos).unit.cross(Vec.polar(enemy.heading, 1))))
    for power in (1, 2, 3):
        cost, time = rules.shot_cost[power - 1], flight(ship, enemy, power)
        chance = min(1.0, enemy.radius / (1 + 0.3 * rules.thrust_forward * across * time * time))
        wait = rules.shot_wait[power - 1] if ship.energy > 3 * cost else 30 * cost / rules.recharge
        gain = chance * rules.shot_damage[power - 1] / wait
        if gain > most:
            most, best = gain, (power, chance)
    return best
