from botkit import *


def tick(ship):
    for enemy in ship.enemies:
        time = enemy.distance / ship.rules.shot_speed[0]  # s until a shot is there
        point = ship.predict(enemy, time)
        ship.turn_to(point)
        off = angle_difference((point - ship.pos).angle, ship.heading)
        if abs(off) * enemy.distance < ship.rules.ship_radius:
            ship.fire()
