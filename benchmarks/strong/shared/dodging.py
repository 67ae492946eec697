"""Dodging of several strong bots: what a shot can still reach, what it may cost, and the orders that avoid most."""

import math

from botkit import *

REACT = 2 / 30  # s until an enemy that dodges a new shot changes its course
PRICE = 0.04  # points of hull that thrusting for a tick is worth in energy
NEAR = 13.0  # m from a shot's path at which it hits, with a little to spare
CLEAR = 12.0  # m beyond that within which a shot still counts, less and less


def dodgeable(ship, power):
    """Return the distance beyond which a shot of that power can be dodged by strafing, m."""
    rules = ship.rules
    time = REACT + math.sqrt(2 * rules.ship_radius / rules.thrust_side)
    return rules.shot_speed[power - 1] * time


def toward(ship, spot):
    """Return the velocity that brings the ship to a place inside the safe circle and stops it there."""
    most = min(ship.safe_radius, ship.arena.radius) - 50
    way_there = (spot if spot.length < most else spot.unit * max(most, 0)) - ship.pos
    return way_there.unit * min(160, 1.5 * way_there.length)


def armed(ship, time):
    """Return the share of its damage that a shot does after that time of flight."""
    rules = ship.rules
    least = rules.shot_unarmed / 100
    return min(1.0, least + (1 - least) * time * 30 / rules.shot_arming)


def worth_of_energy(ship, percent=100):
    """Return the points of hull that a point of energy saves as a shield: none if the ship is full anyway."""
    spare = (ship.rules.energy - ship.energy) / 5
    return min(1.0, spare) * percent / ship.rules.shield_drain


def reserve(ship, foe):
    """Return the energy with which the heaviest shots wreck the enemy, less what recharges meanwhile."""
    rules = ship.rules
    price = rules.shot_cost[2] * (1 - rules.hit_refund / 100) - rules.recharge * rules.shot_wait[2] / 30
    return rules.shot_cost[2] + max(0.0, price) * foe.hull / rules.shot_damage[2] if foe else 0.0


def lead(ship, foe, power, ahead=0.0):
    """Return the vector from the ship to where a shot meets the enemy if it glides on, and the time of flight."""
    rules, late = ship.rules, foe.age / 30 + ahead
    away = foe.pos - ship.pos - ship.velocity * ahead
    time = foe.distance / rules.shot_speed[power - 1]
    for _ in range(4):
        glide = (1 - math.exp(-rules.drag * (time + late))) / rules.drag
        at = away + foe.velocity * glide - ship.velocity * time
        time = max(0.0, at.length - rules.ship_radius) / rules.shot_speed[power - 1]
    return at, time


def reach(ship, heading, line, time):
    """Return how far across a line of fire a ship with that heading can depart from gliding in that time, m."""
    turned = heading - line
    push = abs(math.sin(turned)) * ship.rules.thrust_forward + abs(math.cos(turned)) * ship.rules.thrust_side
    return push * max(0.0, time - REACT / 2) ** 2 / 2


def strikes(ship, shot):
    """Whether a shot hits within the next tick or two."""
    away, drift = shot.pos - ship.pos, shot.velocity - ship.velocity
    time = max(0.0, min(0.05, -away.dot(drift) / drift.dot(drift)))
    return (away + drift * time).length < ship.rules.ship_radius + 2


def move(ship, wanted, threats):
    """Give the thrust and strafe with the least damage to expect, and among those the velocity nearest to `wanted`."""
    rules, (px, py), (vx, vy) = ship.rules, ship.pos, ship.velocity
    cos, sin = math.cos(ship.heading + ship.spin * 0.1), math.sin(ship.heading + ship.spin * 0.1)
    pull = Vec()
    if ship.arena.bodies:
        pull = ship.pos.unit * (-1000 * rules.star_pull / (ship.pos.dot(ship.pos) + rules.star_radius**2))
    least = None
    for thrust in (1, 0, -1):
        ahead = thrust * (rules.thrust_forward if thrust > 0 else rules.thrust_backward)
        for strafe in (1, 0, -1):
            aside = strafe * rules.thrust_side
            ax, ay = cos * ahead - sin * aside + pull.x, sin * ahead + cos * aside + pull.y
            nx, ny = vx * 0.8 + ax * 0.3, vy * 0.8 + ay * 0.3
            cost = math.hypot(nx - wanted.x, ny - wanted.y) * 0.004 + PRICE * (abs(thrust) + abs(strafe))
            cost += 0.15 * (math.hypot(nx, ny) < rules.still_speed + 5)
            for shot in threats:
                cost += danger(rules, shot, px, py, vx, vy, ax, ay)
            for time in (0.3, 0.7, 1.2):
                at = Vec(px + vx * time * 0.8 + ax * time * time * 0.45, py + vy * time * 0.8 + ay * time * time * 0.45)
                cost += max(0.0, at.length - min(ship.safe_radius, ship.arena.radius) + 30) * 0.05
                for rock in ship.asteroids:
                    cost += max(0.0, rock.radius + 24 - (at - rock.pos - rock.velocity * time).length) * 0.1
                for body in ship.arena.bodies:
                    cost += max(0.0, body.radius + 45 - (at - body.pos).length) * 0.2
            if least is None or cost < least:
                least, chosen = cost, (thrust, strafe)
    ship.thrust(chosen[0])
    ship.strafe(chosen[1])


def danger(rules, shot, px, py, vx, vy, ax, ay):
    """Return the damage to expect from a shot if the ship accelerates by (ax, ay)."""
    wx, wy = shot.velocity
    rx, ry = px - shot.x, py - shot.y
    ux, uy = wx - vx, wy - vy
    time = (rx * ux + ry * uy) / (ux * ux + uy * uy + 1)
    if time < 0 or time * 30 > rules.shot_moves[shot.power - 1]:
        return 0.0
    moved, pushed = time - rules.drag * time * time / 2, time * time / 2
    miss = abs((rx + vx * moved + ax * pushed) * wy - (ry + vy * moved + ay * pushed) * wx) / math.hypot(wx, wy) - NEAR
    if miss > CLEAR:
        return 0.0
    return rules.shot_damage[shot.power - 1] * (1 - miss * 0.005 if miss < 0 else 0.6 * (1 - miss / CLEAR))
