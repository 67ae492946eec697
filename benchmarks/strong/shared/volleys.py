"""The shots of a fleet's ships at their target."""

from shared.flying import sure

from botkit import *

FAR = 450  # m: it does not fire from farther away


def aim(ship, target):
    """Lead the target, and fire the heaviest shot that it cannot strafe away from, or a light one from farther away."""
    certain = [power for power in (3, 2, 1) if target.distance < sure(ship, power)]
    paid = [power for power in certain if ship.energy > ship.rules.shot_cost[power - 1]]
    power = paid[0] if paid else 1
    if ship.aim_at(target, power) and target.age < 10 and (paid or (target.distance < FAR and ship.energy > 60)):
        ship.fire(power)
