"""Pincer: two wings come from both flanks, so that who dodges one's shots flies into the other's."""

from shared.flying import shield, steer, sure, travel
from shared.volleys import FAR, aim

from botkit import *

COLOR = "#ffc040"

ANGLE = 1.0  # rad off the enemy's front at which a wing attacks


def tick(ship):
    shield(ship)
    if not ship.seen:
        travel(ship, ship.rally)
        return
    pack = sorted([ship, *ship.allies], key=lambda one: one.id)
    mine = sum((one.pos for one in pack), Vec()) / len(pack)
    theirs = sum((enemy.pos for enemy in ship.seen), Vec()) / len(ship.seen)
    wing = 1 if pack.index(ship) < len(pack) / 2 else -1
    target = min(ship.seen, key=lambda enemy: enemy.distance + 0.7 * enemy.hull + 0.3 * enemy.pos.distance(theirs))
    flank = theirs + ((mine - theirs).unit.rotated(ANGLE * wing)) * (0.9 * sure(ship, 1))
    if ship.pos.distance(theirs) > FAR + 100:
        travel(ship, flank)
    else:
        room = target.distance - 0.8 * sure(ship, 2)
        steer(ship, (target.pos - ship.pos).unit * (1.5 * room) + (flank - ship.pos).unit * 50)
    aim(ship, target)
