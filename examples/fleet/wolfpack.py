"""Wolfpack: five ships, one target. All fire at the same enemy until it is destroyed, then at the next.

The target is the enemy that the pack as a whole can reach soonest, weak ones first. At some distance from it the ships
weave, each in its own time, since a ship at rest is hit more often and recharges less. The ship nearest to the beacon
goes there, so that the enemy gains no points while the pack hunts. Ships under fire shield.
"""

from botkit import *

COLOR = "#e04060"
DISTANCE = 280  # m from the target

prey = None  # id of the target
chosen = -1  # tick in which it was chosen


def tick(ship):
    global prey, chosen
    if chosen != ship.tick:
        before, prey, chosen = prey, choose(ship), ship.tick
        if prey != before:
            ship.mark(f"hunts {prey}")  # on the viewer's timeline
    ship.shield(ship.energy > 10 and any(shot.hits(ship, within=0.1) for shot in ship.projectiles))
    target = next((enemy for enemy in ship.enemies if enemy.id == prey), None)
    if target is None:
        last = next((enemy for enemy in ship.seen if enemy.id == prey), None)
        ship.fly_to(last or ship.rally, speed=100)
        if ship.enemies and ship.aim_at(ship.enemies[0]):
            ship.fire()
        return
    if ship.beacon and guards(ship):
        ship.move_to(ship.rally)
    else:
        ship.keep_range(target, DISTANCE)
        ship.strafe(1 if (ship.tick + 20 * ship.id) % 60 < 30 else -1)
    power = 2 if ship.energy > 60 and target.distance < 220 else 1
    if ship.aim_at(target, power) and target.distance < 650:
        ship.fire(power)


def guards(ship):
    """Whether it is the ship of the pack that is nearest to the beacon."""
    return all(ship.pos.distance(ship.rally) <= ally.pos.distance(ship.rally) for ally in ship.allies)


def choose(ship):
    """The id of the enemy to hunt: near to all of the pack, and damaged."""
    pack = [ship, *ship.allies]

    def cost(enemy):
        return sum(enemy.pos.distance(one.pos) for one in pack) / len(pack) + enemy.hull - 200 * (enemy.id == prey)

    return min(ship.seen, key=cost).id if ship.seen else None
