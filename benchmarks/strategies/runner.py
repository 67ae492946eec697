"""Runner: never fights, and hopes for the clock."""

from botkit import *


def tick(ship):
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    away = (ship.pos - ship.seen[0].pos).unit
    goal = ship.pos + away * 200 + away.left * 150
    limit = min(ship.safe_radius, ship.arena.radius) - 80
    ship.fly_to(goal if goal.length < limit else goal.unit * limit, speed=190)
    ship.shield(ship.energy > 20 and any(s.side != ship.side and s.distance < 40 for s in ship.projectiles))
