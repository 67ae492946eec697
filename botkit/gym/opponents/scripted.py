"""Scripted opponents: the ideas of examples/bots, for many ships at once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from botkit.gym.observation.layout import LENGTH, SPEED, SPIN, Floats, Layout
from botkit.gym.opponents.steering import BatchSteering, F, Vector, wrapped

RALLY_MARGIN = 50.0  # m inside the final safe circle, in an arena without a beacon
SURE = 0.75  # s of flight within which hardly any ship leaves a shot's path
STAND = 250.0  # m from its enemy at which a hunter stops, to keep its energy for the gun
REACH = 800.0  # m: it does not follow an enemy farther away
CLOSE = 400.0  # m within which an aggressive ship fires heavy shots
NEAR = 450.0  # m within which a ship that circles fires back
ROUND = 70.0  # m, radius of its circle
SLOW = 35.0  # m/s, its speed
RESERVE = 70.0  # energy that it does not spend on the shield

Mask = NDArray[np.bool_]


class Seen:
    """What ships observe, in m, m/s, rad/s and points, `[M]` each.

    Attributes:
        spin, velocity, energy: of the ship.
        any: whether its side senses a foe.
        enemy, drift, distance, facing: of the nearest foe sensed: its position, its velocity relative to the ship's,
            its distance, and the direction of its heading.
        star: where the star is; None in an arena without one.
        rally: a sensible destination: the beacon, or the nearest point well inside the final safe circle.
    """

    def __init__(self, layout: Layout, observations: Floats) -> None:
        columns, rules, arena = observations.T, layout.game.rules, layout.game.arena
        blocks = {
            name: columns[block.span].reshape(block.rows, len(block.fields), -1)
            for name, block in layout.blocks.items()
        }
        self._blocks = blocks
        own = blocks["own"][0].astype(np.float64)
        self.velocity: Vector = own[1] * SPEED, own[2] * SPEED
        self.spin, self.energy = own[3] * SPIN, own[5] * rules.energy
        foes = blocks["foes"]
        sensed = foes[:, 0] > 0
        away = np.where(sensed, foes[:, 1] ** 2 + foes[:, 2] ** 2, np.inf)
        nearest = away.argmin(axis=0)
        foe = foes[nearest, :, np.arange(len(nearest))].T.astype(np.float64)
        self.any = sensed.any(axis=0)
        self.enemy: Vector = foe[1] * LENGTH, foe[2] * LENGTH
        self.drift: Vector = foe[3] * SPEED, foe[4] * SPEED
        self.distance = np.hypot(*self.enemy)
        self.facing: Vector = foe[5], foe[6]
        centre = blocks["arena"][0, 1:3].astype(np.float64) * LENGTH
        self.star: Vector | None = (centre[0], centre[1]) if arena.star else None
        if arena.beacon:
            centre = blocks["beacon"][0].astype(np.float64) * LENGTH
            self.rally: Vector = centre[0], centre[1]
        else:
            far = np.maximum(np.hypot(*centre), 1e-9)
            share = 1.0 - np.minimum(far, max(arena.zone_radius - RALLY_MARGIN, 0.0)) / far
            self.rally = centre[0] * share, centre[1] * share

    def threatened(self, radius: float, within: float) -> Mask:
        """Return whether another side's shot will pass nearer than `radius` m, first within so many seconds."""
        there, x, y, vx, vy = self._shots
        ahead, squared = -(x * vx + y * vy), vx * vx + vy * vy
        passes = (ahead > 0) & (ahead < within * squared) & (np.abs(x * vy - y * vx) < radius * np.sqrt(squared))
        return np.asarray((passes & there).any(axis=0))

    def hit_soon(self, radius: float, within: float) -> Mask:
        """Return whether another side's shot comes nearer than `radius` m within so many seconds."""
        there, x, y, vx, vy = self._shots
        time = np.clip(-(x * vx + y * vy) / np.maximum(vx * vx + vy * vy, 1e-12), 0.0, within)
        hits: Mask = (np.hypot(x + vx * time, y + vy * time) < radius) & there
        return np.asarray(hits.any(axis=0))

    @cached_property
    def _shots(self) -> tuple[Mask, F, F, F, F]:
        """Which shots are sensed, their positions and relative velocities, `[rows, M]`."""
        block = self._blocks.get("shots", np.zeros((0, 6, len(self.spin))))
        there, x, y, vx, vy, _ = block.astype(np.float64).swapaxes(0, 1)
        return there > 0, x * LENGTH, y * LENGTH, vx * SPEED, vy * SPEED


class First:
    """Aims at the nearest enemy and fires when the shot would hit, else flies to the beacon."""

    def __init__(self, layout: Layout) -> None:
        self._layout, self._steering = layout, BatchSteering(layout.game.rules)

    def __call__(self, observations: Floats) -> F:
        seen, steering = Seen(self._layout, observations), self._steering
        turn, fires = steering.aim(seen.spin, seen.enemy, seen.drift, np.ones(len(seen.spin), np.intp))
        thrust, homing = steering.fly(seen.spin, seen.velocity, seen.rally, seen.star)
        return actions_of(thrust * ~seen.any, np.where(seen.any, turn, homing), 1 * (fires & seen.any))


class Hunter:
    """Leads its shots, spends energy only where it becomes damage, and approaches an enemy within reach.

    Args:
        layout: of an observation.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout, self._steering = layout, BatchSteering(layout.game.rules)

    def __call__(self, observations: Floats) -> F:
        seen, steering, game = Seen(self._layout, observations), self._steering, self._layout.game
        shield = (seen.energy > RESERVE) & seen.hit_soon(game.rules.ship_radius + 2, 0.05)
        far = seen.distance > REACH
        if game.arena.beacon:
            far &= np.hypot(*seen.rally) > game.rules.beacon_radius / 2
        else:
            far[:] = False
        hunts = seen.any & ~far
        power = np.where((seen.energy > 60) & (seen.distance < 250), 2, 1)
        turn, fires = steering.aim(seen.spin, seen.enemy, seen.drift, power)
        thrust, homing = steering.fly(seen.spin, seen.velocity, seen.rally, seen.star)
        unit = [place / np.maximum(seen.distance, 1e-9) for place in seen.enemy]
        across = np.abs(unit[0] * seen.facing[1] - unit[1] * seen.facing[0])
        time = steering.flight(seen.enemy, seen.drift, power)
        fires &= (time < np.where(across > 0.5, SURE, 2.0)) | (seen.energy > 80)
        closing = -(seen.drift[0] * unit[0] + seen.drift[1] * unit[1])
        chases = (STAND + closing < seen.distance) & (seen.distance < REACH)
        chases &= np.abs(np.arctan2(seen.enemy[1], seen.enemy[0])) < 0.5
        return actions_of(
            np.where(hunts, chases, thrust), np.where(hunts, turn, homing), power * (fires & hunts), shield
        )


class Aggressive:
    """Flies straight at the nearest enemy, and fires the heaviest shots at close range; else flies to the beacon.

    The example flies to where it last saw the enemy, which takes a memory.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout, self._steering = layout, BatchSteering(layout.game.rules)

    def __call__(self, observations: Floats) -> F:
        seen, steering = Seen(self._layout, observations), self._steering
        power = np.where(seen.distance < CLOSE, 3, 1)
        turn, fires = steering.aim(seen.spin, seen.enemy, seen.drift, power)
        thrust, homing = steering.fly(seen.spin, seen.velocity, seen.rally, seen.star)
        charges = np.abs(np.arctan2(seen.enemy[1], seen.enemy[0])) < 0.5
        return actions_of(
            np.where(seen.any, charges, thrust), np.where(seen.any, turn, homing), power * (fires & seen.any)
        )


class Circle:
    """Flies in circles inside the beacon, shields itself against incoming shots, and fires back at a nearby enemy."""

    def __init__(self, layout: Layout) -> None:
        self._layout, self._steering = layout, BatchSteering(layout.game.rules)

    def __call__(self, observations: Floats) -> F:
        seen, steering = Seen(self._layout, observations), self._steering
        near, (x, y) = seen.any & (seen.distance < NEAR), seen.rally
        turn, fires = steering.aim(seen.spin, seen.enemy, seen.drift, np.ones(len(seen.spin), np.intp))
        back = 0.3 * ((np.hypot(x, y) > ROUND) & (np.abs(np.arctan2(y, x)) < 1.0))
        angle = np.arctan2(-y, -x) + 0.8
        goal = x + ROUND * np.cos(angle), y + ROUND * np.sin(angle)
        thrust, circling = steering.fly(seen.spin, seen.velocity, goal, seen.star, SLOW)
        shield = seen.threatened(20.0, 0.1) & (seen.energy > 20)
        return actions_of(np.where(near, back, thrust), np.where(near, turn, circling), 1 * (fires & near), shield)


class Plain:
    """Turns towards the nearest enemy by three orders, full left, none and full right, and shoots when it is ahead."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def __call__(self, observations: Floats) -> F:
        seen, game = Seen(self._layout, observations), self._layout.game
        x, y = (np.where(seen.any, *pair) for pair in zip(seen.enemy, seen.rally, strict=True))
        off = wrapped(np.arctan2(y, x) - 0.35 * seen.spin)
        goes = seen.any | game.arena.beacon
        thrust = goes & (np.abs(off) < 0.4) & (np.hypot(x, y) > 150)
        turn: F = np.sign(off) * (goes & (np.abs(off) > 0.05))
        return actions_of(thrust.astype(np.float64), turn, 1 * (seen.any & (np.abs(off) < 0.1)))


def actions_of(thrust: F, turn: F, power: NDArray[np.int64], shield: Mask | None = None, strafe: F | None = None) -> F:
    """Return actions of the kind `box`, `[M, 5]`."""
    none = np.zeros(len(turn))
    raised = none if shield is None else shield.astype(np.float64)
    return np.stack([thrust, turn, power / 3, raised, none if strafe is None else strafe], axis=1)
