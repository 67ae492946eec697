"""Mathematical: fires the shot with the best expected damage, and only if it is good enough.

It leads the enemy by the thrust and the turn rate of its track. It weighs the damage of each power, which grows in
flight, by the chance that the enemy, thrusting freely, is still there when the shot arrives. It circles the enemy at
the distance at which its shots are effective, aiming all the while, and shields when it computes that a shot will hit.
"""

from botkit import *

COLOR = "#ffe060"
RANGE = 280  # m
SPEED = 90  # m/s: faster than a ship that stands still, which recharges less

way = 1  # direction in which it circles the enemy: 1 is counter-clockwise


def tick(ship):
    global way
    ship.shield(ship.energy > 70 and any(shot.hits(ship, within=0.05) for shot in ship.projectiles))
    if not ship.enemies:
        ship.fly_to(ship.seen[0] if ship.seen and ship.seen[0].age < 200 else ship.rally, speed=100)
        return
    enemy = ship.enemies[0]
    power, worth = best_power(ship, enemy)
    time = min(flight(ship, enemy, power), 2)
    point = ship.predict(enemy, time) - ship.velocity * time
    ship.turn_to(point)
    off = abs(angle_difference((point - ship.pos).angle, ship.heading))
    if worth > 0.25 and off < 12 / enemy.distance:
        ship.fire(power)
    spot = enemy.pos + (ship.pos - enemy.pos).unit.rotated(0.4 * way) * RANGE
    if spot.length > min(ship.safe_radius, ship.arena.radius) - 60:
        way = -way
    ship.move_to(spot, SPEED)


def flight(ship, enemy, power):
    """Seconds until a shot of that power would meet the enemy on its present course; 9 when it never does."""
    time = intercept(enemy.pos - ship.pos, enemy.velocity - ship.velocity, ship.rules.shot_speed[power - 1], 12)
    return 9 if time is None or time > ship.rules.shot_moves[power - 1] / 30 else time


def best_power(ship, enemy):
    """(power, chance to hit) with the most damage per tick, as limited by the gun or by the energy."""
    rules = ship.rules
    best, most = (1, 0.0), 0.0
    for power in (1, 2, 3):
        cost, time = rules.shot_cost[power - 1], flight(ship, enemy, power)
        chance = min(1.0, enemy.radius / (1 + 0.2 * rules.thrust_side * time * time))
        least = rules.shot_unarmed / 100  # of its damage, at the muzzle
        armed = min(1.0, least + (1 - least) * 30 * time / rules.shot_arming)
        wait = rules.shot_wait[power - 1] if ship.energy > 3 * cost else 30 * cost / rules.recharge
        gain = chance * armed * rules.shot_damage[power - 1] / wait
        if gain > most:
            most, best = gain, (power, chance)
    return best
