"""Prediction of where the enemy goes, learned by least squares from what came true."""

from shared.dodging import lead, reach

from botkit import *

PRIOR = 8.0  # predictions' worth of belief in what the enemy can reach, before any has come true
WINDOW = 60  # latest predictions whose errors count

waves = []  # predictions: (tick, place if the enemy glides on, direction across, features, time, what was predicted)
sums = [900.0, 0.0, 900.0, 0.0, 0.0]  # of the squares and products of the two features, and of each with what came true
errors = []  # of the latest predictions, m per second of flight squared
last = None  # the enemy's velocity one tick ago
pushed = Vec()  # its acceleration, smoothed, m/s^2


def observe(ship, foe):
    """Measure the enemy's acceleration, look which predictions came true, and make a new one."""
    global last, pushed
    if last is not None and foe.age == 0:
        pushed = pushed * 0.5 + (foe.velocity * 30 - last * (30 - ship.rules.drag)) * 0.5
    last = foe.velocity if foe.age == 0 else None
    for due, glided, across, features, time, predicted in [wave for wave in waves if wave[0] <= ship.tick]:
        waves.remove((due, glided, across, features, time, predicted))
        if foe.age == 0:
            went, (f, g) = (foe.pos - glided).dot(across), features
            sums[:] = [
                0.985 * old + new for old, new in zip(sums, (f * f, f * g, g * g, f * went, g * went), strict=True)
            ]
            errors.append((went - predicted) / time**2)
    del errors[:-WINDOW]
    if foe.age == 0 and ship.tick % 3 == 0:
        at, time = lead(ship, foe, 1)
        if 0.1 < time < 1.2:
            across = at.unit.left
            place = ship.pos + ship.velocity * time + at
            made = (foe_features(foe, across, time), time, aside(foe, across, time))
            waves.append((ship.tick + round(time * 30), place, across, *made))


def foe_features(foe, across, time):
    """Return how far the enemy's speed across would carry it in that time, and how far its acceleration, m."""
    return foe.velocity.dot(across) * time, pushed.dot(across) * time * time / 2


def aside(foe, across, time):
    """Return how far from gliding on the enemy will probably go across the line to it, m."""
    ff, fg, gg, fw, gw = sums
    f, g = foe_features(foe, across, time)
    whole = ff * gg - fg * fg + 1.0
    return (f * (fw * gg - gw * fg) + g * (gw * ff - fw * fg)) / whole


def odds(ship, foe, at, time, power):
    """Return the chance that a shot hits, by the errors of the latest predictions."""
    if time * 30 > ship.rules.shot_moves[power - 1]:
        return 0.0
    room = 0.85 * ship.rules.ship_radius
    believed = PRIOR * min(1.0, room / max(reach(ship, foe.heading, at.angle, time), 0.1))
    return (believed + sum(abs(error) * time**2 < room for error in errors)) / (PRIOR + len(errors))
