"""Brawler: fights in the middle of a melee, for the beacon's points and at the cost of its neighbours.

With enough energy it enters the beacon, however many ships are there, and flies to and fro in it, whichever way it
aims: a ship at rest is hit more often, and recharges less. It fights for the beacon with shield and heavy shots.
With little energy it avoids a crowd, and waits beside it until its energy has recharged.
"""

from botkit import *

COLOR = "#ffb020"
RANGE = 450  # m: beyond this a shot seldom hits
HEAVY = 200  # m: within this a heavy shot does not miss
CROWD = 300  # m from the beacon

rich = True
way = 1  # end of its path through the beacon towards which it flies: 1 or -1


def tick(ship):
    global rich
    rich = ship.energy > (30 if rich else 80)
    crowd = sum(enemy.pos.distance(ship.rally) < CROWD for enemy in ship.seen)
    if crowd > 2 and not rich:
        ship.fly_to(ship.rally + (ship.pos - ship.rally).unit * (CROWD + 100))
    elif ship.pos.distance(ship.rally) > CROWD:
        ship.fly_to(ship.rally)
    else:
        weave(ship)
    enemy = min(ship.enemies, key=lambda enemy: threat(ship, enemy), default=None)
    if enemy and enemy.distance < RANGE:
        power = 3 if ship.energy > 75 and enemy.distance < HEAVY else 1
        if ship.aim_at(enemy, power):
            ship.fire(power)
    ship.shield(ship.energy > 15 and any(shot.hits(ship, within=0.1) for shot in ship.projectiles))


def weave(ship):
    """Fly to and fro in the beacon, across the line to the nearest enemy."""
    global way
    line = ship.seen[0].pos - ship.rally if ship.seen else ship.pos
    goal = ship.rally + line.unit.left * (70 * way)
    if ship.pos.distance(goal) < 40:
        way = -way
    ship.move_to(goal, speed=100)


def threat(ship, enemy):
    """Lower is more urgent: near, damaged, in the beacon, and facing this ship."""
    facing = abs(angle_difference((ship.pos - enemy.pos).angle, enemy.heading)) < 0.4
    inside = enemy.pos.distance(ship.rally) < 130
    return enemy.distance * (0.6 if facing else 1.0) * (0.5 if inside else 1.0) * (0.5 + enemy.hull / 130)
