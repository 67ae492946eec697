"""Flies from one random place to the next."""

import random

from botkit import *

REACH = 450  # m from the centre
SPEED = 100  # m/s

goal = None


def tick(ship):
    global goal
    if goal is None or ship.pos.distance(goal) < 60:
        goal = Vec.polar(random.uniform(0, TAU), REACH * random.random() ** 0.5)
    ship.fly_to(goal, SPEED)
