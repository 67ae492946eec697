"""Phalanx: a line that holds the beacon. Its ships keep their places abreast, face the enemy together, and all fire at
the enemy nearest to the beacon, damaged ones first; they never chase.

A side that is alone in the beacon gains points, so the enemy has to come. A ship that is hit hard shields and still
keeps its place: the line is worth more than the ship.
"""

from botkit import *

COLOR = "#60a0ff"
GAP = 45  # m between neighbours

front = Vec(1, 0)  # direction that the line faces
looked = -1


def tick(ship):
    global front, looked
    if looked != ship.tick:
        looked = ship.tick
        if ship.seen:
            front = (ship.seen[0].pos - ship.rally).unit
    line = sorted([ship.id, *(ally.id for ally in ship.allies)])
    place = line.index(ship.id) - (len(line) - 1) / 2
    post = ship.rally - front.left * (place * GAP)
    if ship.pos.distance(post) > 30:  # within that distance a ship is free to aim
        ship.fly_to(post)
    ship.shield(ship.energy > 20 and any(shot.hits(ship, within=0.1) for shot in ship.projectiles))
    if ship.enemies:
        target = min(ship.enemies, key=lambda enemy: enemy.pos.distance(ship.rally) + enemy.hull)
        power = 2 if target.distance < 180 and ship.energy > 50 else 1
        if ship.aim_at(target, power) and target.distance < 650:
            ship.fire(power)
    elif ship.pos.distance(ship.rally) < 150:
        ship.turn_to(front.angle)
