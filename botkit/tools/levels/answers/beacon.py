from botkit import *


def tick(ship):
    ship.fly_to(ship.rally)
