from botkit import *

start = None  # where the ship was at first


def tick(ship):
    global start
    if start is None:
        start = ship.pos
    ship.fly_to(start.rotated(TAU * ship.time / 40))
