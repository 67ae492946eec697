from botkit import *


def tick(ship):
    ship.shield(any(threat.time < 0.07 for threat in ship.threats))
