from botkit import *

still = 0  # ticks for which the enemy has stood


def tick(ship):
    global still
    if not ship.enemies:
        ship.turn(1)
        return
    enemy = ship.enemies[0]
    still = still + 1 if enemy.velocity.length < 10 else 0
    if ship.aim_at(enemy) and 0 < still < 20:
        ship.fire()
