"""Plain: does not use the kit; one function maps an observation to a list of words.

It turns towards the nearest enemy and shoots when it is about ahead; without an enemy it heads for the beacon.
"""

import math


def bot_main(observation):
    ship = observation["ships"][0]
    enemies = observation["contacts"]["ship"]
    if enemies:
        x, y = enemies[0][2:4]
    elif observation["beacon"]:
        x, y = observation["beacon"]["x"], observation["beacon"]["y"]
    else:
        return {"actions": []}  # no enemy and no beacon
    off = math.atan2(y - ship["y"], x - ship["x"]) - ship["heading"] - 0.35 * ship["spin"]
    off = (off + math.pi) % math.tau - math.pi

    words = []
    if abs(off) > 0.05:
        words.append("LEFT" if off > 0 else "RIGHT")
    if abs(off) < 0.4 and math.hypot(x - ship["x"], y - ship["y"]) > 150:
        words.append("FORWARD")
    if enemies and abs(off) < 0.1:
        words.append("SHOOT")
    return {"actions": words}
