"""A policy with named parameters, which the exploiter searches: for many ships at once, each with numbers of its own.

It is what `exploit_bot.py` does, as arrays. It keeps no memory, and knows only what its ship senses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from botkit.gym.observation.layout import LENGTH, Floats, Layout
from botkit.gym.opponents.dodging import Dodging, weave
from botkit.gym.opponents.scripted import Seen, actions_of
from botkit.gym.opponents.steering import BatchSteering, F, Vector
from systems.rules import DT

REACT = 2 / 30  # s until an enemy that dodges a new shot changes its course
BRACKET = 7.0  # ticks for which it aims to the same side
SETTLE = 50.0  # m inside the edge to which it keeps
INNER = 0.6  # beacon radii from its centre within which a ship is taken to hold it


@dataclass(frozen=True)
class Parameter:
    """A number of the policy: its name, its bounds and what it is."""

    name: str
    least: float
    most: float
    what: str


PARAMETERS = (
    Parameter("DISTANCE", 40, 700, "m to the enemy that it keeps"),
    Parameter("SHYNESS", -200, 400, "m farther without any energy"),
    Parameter("LEADING", -200, 400, "m farther while its hull is the stronger"),
    Parameter("GREED", 0, 1, "share of the way from there to the beacon that it takes"),
    Parameter("HURRY", 0, 1, "share of the points that win with which the enemy makes it go there at once"),
    Parameter("KEENNESS", 0.5, 3, "1/s of that way, which is its speed"),
    Parameter("PACE", 40, 200, "m/s at most"),
    Parameter("WEAVE", 0, 140, "m/s across the line to the enemy"),
    Parameter("PERIOD", 4, 40, "ticks for which it weaves to one side at least"),
    Parameter("CAUTION", 0, 600, "m/s by which it departs from that for each point of damage"),
    Parameter("CLEARANCE", 1, 40, "m from a shot's path within which it still moves away"),
    Parameter("HORIZON", 0.1, 0.8, "s for which it judges how it accelerates"),
    Parameter("THRIFT", 0, 80, "m/s by which it departs from what it wants to spare energy, when it has hardly any"),
    Parameter("LIVELINESS", 0, 120, "m/s by which it departs from that not to be nearly still, likewise"),
    Parameter("SPREAD", 0, 2, "ship radii at most to either side of the enemy that it aims at"),
    Parameter("EVASION", 0, 1.5, "share of what the enemy can do to evade that it expects"),
    Parameter("PRICE", 0, 3, "points of hull that a point of energy is worth when it has hardly any"),
    Parameter("HEAVY", 0.5, 2, "how much more it likes a shot of one power more"),
    Parameter("REACH", 100, 900, "m within which it fires"),
    Parameter("TOLERANCE", 2, 15, "m by which it may miss what it aims at"),
    Parameter("SHIELD", 0.1, 1.2, "share of its energy from which on it shields itself"),
    Parameter("SCAN", 0.1, 1, "turn while it sees no enemy"),
)
NAMES = [parameter.name for parameter in PARAMETERS]
LEAST, MOST = (np.array([getattr(parameter, end) for parameter in PARAMETERS], float) for end in ("least", "most"))
DEFAULTS = {
    "DISTANCE": 240, "SHYNESS": 60, "LEADING": 0, "GREED": 0.3, "HURRY": 0.5, "KEENNESS": 1.5, "PACE": 150,
    "WEAVE": 60, "PERIOD": 12, "CAUTION": 250, "CLEARANCE": 12, "HORIZON": 0.35, "THRIFT": 30, "LIVELINESS": 40,
    "SPREAD": 0.5, "EVASION": 0.6, "PRICE": 0.9, "HEAVY": 1, "REACH": 700, "TOLERANCE": 6, "SHIELD": 0.6, "SCAN": 0.5,
}  # fmt: skip


def numbers_of(**changes: float) -> F:
    """Return the numbers of the parameters, in their order: the defaults but for those given."""
    return np.array([{**DEFAULTS, **changes}[name] for name in NAMES], float)


class Parametric:
    """Flies ships by the policy, each with its own numbers.

    Args:
        layout: of an observation.
        numbers: of the parameters, by ship, `[M, parameters]`.
    """

    def __init__(self, layout: Layout, numbers: F) -> None:
        self._layout, self._rules = layout, layout.game.rules
        self._steering, self._dodging = BatchSteering(self._rules), Dodging(layout)
        self._by_name: Mapping[str, F] = dict(zip(NAMES, np.ascontiguousarray(numbers.T), strict=True))

    def __call__(self, observations: Floats) -> F:
        of, seen = self._by_name, Seen(self._layout, observations)
        blocks = self._layout.split(observations)
        unit = seen.enemy[0] / np.maximum(seen.distance, 1e-9), seen.enemy[1] / np.maximum(seen.distance, 1e-9)
        share = seen.energy / self._rules.energy
        goal = self._goal(seen, blocks, unit, share)
        far = np.maximum(np.hypot(*goal), 1e-9)
        pace = np.minimum(far * of["KEENNESS"], of["PACE"]) / far
        side = of["WEAVE"] * weave(self._layout, observations, of["PERIOD"]) * seen.any
        wanted = goal[0] * pace - unit[1] * side, goal[1] * pace + unit[0] * side
        thrust, strafe = self._dodging(
            observations,
            wanted,
            of["CAUTION"],
            of["CLEARANCE"],
            of["HORIZON"],
            of["THRIFT"] * (1 - share),
            of["LIVELINESS"] * (1 - share),
        )
        turn, power = self._attack(seen, weave(self._layout, observations, BRACKET, 1), share)
        shield = (share > of["SHIELD"]) & seen.hit_soon(self._rules.ship_radius + 2, 0.05)
        return actions_of(thrust, np.where(seen.any, turn, of["SCAN"]), power * seen.any, shield, strafe)

    def _goal(self, seen: Seen, blocks: Mapping[str, Floats], unit: Vector, share: F) -> Vector:
        """Return where to be, relative to the ship."""
        of, game, foes = self._by_name, self._layout.game, blocks["foes"]
        own, arena = blocks["own"][:, 0], blocks["arena"][:, 0].astype(np.float64)
        stronger = np.clip((own[:, 4] - foes[:, 0, 7]) * 10, 0, 1) * seen.any
        distance = of["DISTANCE"] + of["SHYNESS"] * (1 - share) + of["LEADING"] * stronger
        x, y = (place * (seen.distance - np.maximum(distance, 0)) for place in unit)
        greed = np.where(foes[:, :, 9].max(axis=1) > of["HURRY"], 1.0, of["GREED"]) if game.arena.beacon else 0.0
        inner = INNER * game.rules.beacon_radius if game.arena.beacon else 0.0
        out = x - seen.rally[0], y - seen.rally[1]
        held = np.minimum(inner / np.maximum(np.hypot(*out), 1e-9), 1.0)
        greed = np.where(seen.any, greed, 1.0)
        x, y = (
            place + greed * (rally + held * away - place)
            for place, rally, away in zip((x, y), seen.rally, out, strict=True)
        )
        centre = arena[:, 1] * LENGTH, arena[:, 2] * LENGTH
        most = np.maximum(np.minimum(arena[:, 3] * LENGTH, game.arena.radius) - SETTLE, 0.0)
        inside = np.minimum(most / np.maximum(np.hypot(x - centre[0], y - centre[1]), 1e-9), 1.0)
        return centre[0] + (x - centre[0]) * inside, centre[1] + (y - centre[1]) * inside

    def _attack(self, seen: Seen, side: F, share: F) -> tuple[F, NDArray[np.int64]]:
        """Return the turn to the shot that is worth most, and its power if it is fired, else 0."""
        of, rules = self._by_name, self._rules
        cost, damage, speed, wait = (
            np.array(each, float)[:, None]
            for each in (rules.shot_cost, rules.shot_damage, rules.shot_speed, rules.shot_wait)
        )  # by power, [3, 1]; what follows is [3, M]
        time = seen.distance / speed
        for _ in range(3):
            x, y = self._meeting(seen, time)
            length = np.hypot(x, y)
            time = np.maximum(length - rules.ship_radius, 0.0) / speed
        length = np.maximum(length, 1e-9)
        turned = seen.facing[0] * y - seen.facing[1] * x, seen.facing[0] * x + seen.facing[1] * y
        push = (np.abs(turned[0]) * rules.thrust_forward + np.abs(turned[1]) * rules.thrust_side) / length
        spread = push * np.maximum(time - REACT / 2, 0) ** 2 / 2
        chance = np.minimum(0.9 * rules.ship_radius / np.maximum(spread * of["EVASION"], 0.1), 1.0)
        chance *= (time <= np.array(rules.shot_moves)[:, None] * DT) & (seen.distance < of["REACH"])
        price = cost * (1 - chance * rules.hit_refund / 100)
        armed = np.minimum(time / (rules.shot_arming * DT), 1)
        harm = damage * (1 - (1 - rules.shot_unarmed / 100) * (1 - armed))
        gain = (chance * harm - of["PRICE"] * np.maximum(1 - share, 0) ** 1.5 * price) / wait
        gain *= of["HEAVY"] ** np.arange(len(cost))[:, None]
        best = gain.argmax(axis=0)
        x, y, time, spread, gain, chance = (
            np.take_along_axis(each, best[None], axis=0)[0] for each in (x, y, time, spread, gain, chance)
        )
        beyond = np.clip(spread - 0.8 * rules.ship_radius, 0, of["SPREAD"] * rules.ship_radius)
        across = side * beyond / np.maximum(np.hypot(x, y), 1e-9)
        ahead_x, ahead_y = self._meeting(seen, time, DT)
        angle = np.arctan2(ahead_y + x * across, ahead_x - y * across)
        fires = (np.abs(y + x * across) < of["TOLERANCE"]) & (x - y * across > 0) & (gain > 0) & (chance > 0)
        return self._steering.turn(seen.spin, angle), (best + 1) * fires

    def _meeting(self, seen: Seen, time: F, late: float = 0.0) -> Vector:
        """Return where to aim so late, relative to the ship then, to meet the enemy after a flight of that time."""
        drag, (vx, vy) = self._rules.drag, seen.velocity
        flown = time + late
        glide = (1 - np.exp(-drag * flown)) / drag if drag else flown
        drift, own = glide, glide - flown
        return (
            seen.enemy[0] + seen.drift[0] * drift + vx * own,
            seen.enemy[1] + seen.drift[1] * drift + vy * own,
        )
