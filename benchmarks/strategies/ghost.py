"""Ghost: comes from behind. It keeps silent and out of the enemy's sight until it is close, then fires all it has."""

from botkit import *


def tick(ship):
    if not ship.seen:
        ship.fly_to(ship.rally)
        return
    enemy = ship.seen[0]
    looks = abs(angle_difference((ship.pos - enemy.pos).angle, enemy.heading)) < 0.7
    if enemy.distance < 230 or (ship.energy < 100 and enemy.distance < 400):
        power = 3 if ship.energy > 50 and enemy.distance < 200 else 1
        if ship.aim_at(enemy, power):
            ship.fire(power)
        if abs(enemy.bearing) < 0.6:
            closing = (ship.velocity - enemy.velocity).dot((enemy.pos - ship.pos).unit)
            ship.thrust(((enemy.distance - 130) * 0.5 - closing) / 30)
    elif looks:
        ship.fly_to(enemy.pos + (ship.pos - enemy.pos).unit.rotated(0.6) * 500, speed=140)
    else:
        behind = enemy.pos - Vec.polar(enemy.heading, 150)
        ship.fly_to(behind, speed=140)
