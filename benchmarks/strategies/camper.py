"""Camper: takes the beacon at once and shoots from there, without a shield."""

from botkit import *


def tick(ship):
    if ship.pos.distance(ship.rally) > 90:
        ship.fly_to(ship.rally)
    if ship.enemies and ship.enemies[0].distance < 450 and ship.aim_at(ship.enemies[0], 1):
        ship.fire(1)
