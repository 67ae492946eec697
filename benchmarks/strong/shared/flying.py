"""Flight of several strong bots: to a place, at a velocity out of the way of shots and bodies, with the shield."""

from botkit import *

ORDERS = [(thrust, strafe) for thrust in (0, 1, 0.3, -0.5, -1) for strafe in (0, 0.5, -0.5, 1, -1)]


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
    passing = [(*passes(ship, shot), 2 * shot.power) for shot in ship.projectiles[:24] if shot.side != ship.side]
    shots = [(time, miss, harm) for time, miss, harm in passing if 0 <= time < 0.9]
    bodies = [(body.pos - ship.pos, body.radius + 25) for body in (*ship.arena.bodies, *ship.asteroids[:2])]
    bodies += [(ally.pos - ship.pos, 35.0) for ally in ship.allies[:2]]

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
    """Shield the hits of this tick while there is energy for a heavy shot as well."""
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
