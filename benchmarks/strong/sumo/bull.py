"""Bull: charges from the inside, heading half aside, since thrust and strafe together push harder than thrust alone."""

import math

from botkit import *

COLOR = "#d05030"
ORDERS = [(thrust, strafe) for thrust in (1, 0, -1) for strafe in (1, 0, -1)]


def tick(ship):
    rules = ship.rules
    if not ship.seen:
        drive(ship, ship.pos * -2)
        return
    enemy = ship.seen[0]
    ahead = enemy.pos + enemy.velocity * min(0.5, enemy.distance / 200)
    out = ahead.unit if ahead.length > 15 else (ahead - ship.pos).unit
    drift = ship.velocity.dot(ship.pos.unit)
    brakes = stopping_distance(max(0.0, drift), rules.thrust_forward, rules.drag)
    if ship.pos.length + brakes > ship.safe_radius - 5 and ship.pos.length > enemy.pos.length - 2 * rules.ship_radius:
        drive(ship, ship.pos.unit * -150)  # back from the edge, unless the enemy is between it and the ship
    elif (ahead - ship.pos).unit.dot(out) > 0.5:
        drive(ship, (ahead - ship.pos).unit * 250)
    else:
        aside = out.left if out.left.dot(ship.pos - ahead) > 0 else -out.left
        drive(ship, (ahead - out * 60 + aside * 40 - ship.pos) * 3)


def drive(ship, want):
    """Reach the velocity `want`: turn so that thrust and strafe add up along the change, and give what helps."""
    rules, change = ship.rules, want - ship.velocity
    half = math.atan2(rules.thrust_side, rules.thrust_forward)
    left, right = change.angle - half, change.angle + half
    nearer = abs(angle_difference(left, ship.heading)) < abs(angle_difference(right, ship.heading))
    ship.turn_to(left if nearer else right)
    ahead = Vec.polar(ship.heading)

    def error(order):
        thrust, strafe = order
        push = ahead * (thrust * (rules.thrust_forward if thrust > 0 else rules.thrust_backward))
        return (change - (push + ahead.left * (strafe * rules.thrust_side)) * 0.2).length

    thrust, strafe = min(ORDERS, key=error)
    ship.thrust(thrust)
    ship.strafe(strafe)
