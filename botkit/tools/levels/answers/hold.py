from botkit import *

way = 1  # end of its way through the beacon to which it flies: 1 or -1


def tick(ship):
    global way
    ship.shield(any(threat.time < 0.07 for threat in ship.threats))
    across = Vec(0, 1)
    if ship.seen:
        across = (ship.seen[0].pos - ship.rally).unit.left
    goal = ship.rally + across * (70 * way)
    if ship.pos.distance(goal) < 40:
        way = -way
    ship.move_to(goal, speed=120)
