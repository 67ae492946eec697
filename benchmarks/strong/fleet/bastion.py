"""Bastion: a tight line in the beacon that dodges, shields, and fires together at the enemy nearest to it.

Met on its way there, it closes up and fights where it is.
"""

from shared.flying import shield, steer, travel
from shared.volleys import aim

from botkit import *

COLOR = "#50a0ff"

prey = None  # id of the target


def tick(ship):
    global prey
    shield(ship)
    pack = sorted([ship, *ship.allies], key=lambda one: one.id)
    mine = sum((one.pos for one in pack), Vec()) / len(pack)
    near = bool(ship.seen) and min(enemy.pos.distance(mine) for enemy in ship.seen) < 400
    centre = mine if near else ship.rally
    theirs = sum((enemy.pos for enemy in ship.seen), Vec()) / max(1, len(ship.seen))
    front = (theirs - centre).unit if ship.seen else ship.pos.unit
    post = centre + front.left * ((pack.index(ship) - (len(pack) - 1) / 2) * 30)
    if not near and ship.pos.distance(post) > 200:
        travel(ship, post)
        return
    if ship.seen:
        target = min(ship.seen, key=lambda enemy: enemy.pos.distance(mine) + enemy.hull - 100 * (enemy.id == prey))
        prey = target.id
        aim(ship, target)
    else:
        ship.turn_to(ship.heading + 1.5)
    steer(ship, (post - ship.pos) * 0.8, 0.4)
