"""Wolfpack: five ships, one prey. All fire at the same enemy until it is gone, then at the next.

The prey is the enemy that the pack as a whole can reach soonest, weak ones first. The ships come from different
sides, so that the prey cannot turn to all of them; whoever is low on hull hangs back and shields.
"""

from botkit import *

COLOR = "#e04060"
STAND = 150  # m from the prey
HURT = 30  # hull

prey = None  # its id
chosen = -1  # the tick in which it was chosen


def tick(ship):
    global prey, chosen
    if chosen != ship.tick:
        prey, chosen = choose(ship), ship.tick
    target = next((enemy for enemy in ship.enemies if enemy.id == prey), None)
    if target is None:
        last = next((enemy for enemy in ship.seen if enemy.id == prey), None)
        ship.fly_to(last or ship.rally, speed=100)
        if ship.enemies and ship.aim_at(ship.enemies[0]):
            ship.fire()
        return
    if ship.hull < HURT:
        ship.fly_to(target.pos + (ship.pos - target.pos).unit * 450)
        ship.shield(
            ship.energy > 10 and any(shot.side != ship.side and shot.distance < 50 for shot in ship.projectiles)
        )
    else:
        post = (ship.id % 5 - 2) * 0.5
        ship.fly_to(target.pos + (ship.pos - target.pos).unit.rotated(post) * STAND, speed=80)
    power = 2 if ship.energy > 60 and target.distance < 220 else 1
    if ship.aim_at(target, power) and not friend_in_the_way(ship, target) and target.distance < 480:
        ship.fire(power)


def choose(ship):
    """The id of the enemy to hunt: hurt and near to all of the pack."""
    pack = [ship, *ship.allies]

    def cost(enemy):
        return sum(enemy.pos.distance(one.pos) for one in pack) / len(pack) + 4 * enemy.hull - 200 * (enemy.id == prey)

    return min(ship.seen, key=cost).id if ship.seen else None


def friend_in_the_way(ship, target):
    """Own shots pass through friends, but a friend this close ahead is about to be rammed."""
    return any(ally.distance < 40 and abs(ally.bearing) < 0.2 for ally in ship.allies) and target.distance > 60
