"""Swarm: all ships rush one enemy, to where no shot misses, and fire their heaviest; then the next."""

from shared.flying import shield, steer, sure, travel
from shared.volleys import FAR, aim

from botkit import *

COLOR = "#ff5040"

prey = None  # id of the target
chosen = -1  # tick in which it was chosen


def tick(ship):
    global prey, chosen
    shield(ship)
    if not ship.seen:
        travel(ship, ship.rally)
        return
    if chosen != ship.tick:
        pack = [ship, *ship.allies]
        centre = sum((one.pos for one in pack), Vec()) / len(pack)
        far = {enemy.id: enemy.pos.distance(centre) + enemy.hull - 150 * (enemy.id == prey) for enemy in ship.seen}
        prey, chosen = min(far, key=far.get), ship.tick
    target = next(enemy for enemy in ship.seen if enemy.id == prey)
    if target.distance > FAR or target.age > 15:
        travel(ship, target.pos)
    else:
        away = (ship.pos - target.pos).unit
        steer(ship, target.velocity - away * (1.5 * (target.distance - 0.6 * sure(ship, 3))))
    near = ship.enemies[0] if ship.enemies else target
    aim(ship, near if near.distance < 0.6 * target.distance and near.distance < sure(ship, 3) else target)
