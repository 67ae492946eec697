"""Torero: holds the centre facing the enemy, strafes aside when it charges, and pushes it on from behind."""

import math

from botkit import *

COLOR = "#c030a0"
ORDERS = [(thrust, strafe) for thrust in (1, 0, -1) for strafe in (1, 0, -1)]


def tick(ship):
    if not ship.seen:
        ship.turn(0.5)
        drive(ship, ship.pos * -2)
        return
    rules, enemy = ship.rules, ship.seen[0]
    towards, drift = ship.pos - enemy.pos, enemy.velocity - ship.velocity
    time = towards.dot(drift) / (drift.dot(drift) or 1.0)
    miss = towards - drift * time
    inside = ship.pos.length < enemy.pos.length
    line = enemy.pos + enemy.velocity * 0.15 - ship.pos
    half = math.atan2(rules.thrust_side, rules.thrust_forward)
    if inside and line.unit.dot(enemy.pos.unit) > 0.5 and drift.dot(enemy.pos) > -40 * enemy.pos.length:
        turn_near(ship, line.angle - half, line.angle + half)  # push it outwards
        drive(ship, line.unit * 250)
    elif 0 < time < 1.0 and drift.length > 50 and ship.pos.length < 0.6 * ship.safe_radius:
        aside = towards.unit.left  # of its charge, to the side to which it is off already
        if aside.dot(miss if miss.length > 5 else Vec.polar(ship.heading)) < 0:
            aside = -aside
        turn_near(ship, aside.angle - half, aside.angle + half)
        drive(ship, aside * 200 if miss.length < 3 * rules.ship_radius else Vec())
    else:
        turn_near(ship, towards.angle + math.pi / 2, towards.angle - math.pi / 2)
        drive(ship, ship.pos * -2)


def turn_near(ship, one, other):
    """Turn to the nearer one of two angles."""
    nearer = abs(angle_difference(one, ship.heading)) < abs(angle_difference(other, ship.heading))
    ship.turn_to(one if nearer else other)


def drive(ship, want):
    """Give the thrust and strafe that come nearest to the velocity `want`, whatever the heading."""
    rules, ahead = ship.rules, Vec.polar(ship.heading)

    def error(order):
        thrust, strafe = order
        push = ahead * (thrust * (rules.thrust_forward if thrust > 0 else rules.thrust_backward))
        push += ahead.left * (strafe * rules.thrust_side)
        return (ship.velocity + push * 0.2 - want).length + 2 * (abs(thrust) + abs(strafe))

    thrust, strafe = min(ORDERS, key=error)
    ship.thrust(thrust)
    ship.strafe(strafe)
