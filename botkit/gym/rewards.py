"""Rewards: functions of what happened in a step, to read, change and sum.

A reward takes a `botkit.gym.Transition` and returns a number of each side and world, `[sides, W]`. The
default is `outcome`, the result of the match and nothing else; the others shape it, and are to be weighed:

    reward = weighted((outcome, 1.0), (damage, 0.1))
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from botkit.gym.simulation.transition import Sides, Transition
from systems.components import Hull, Position

Reward = Callable[[Transition], Sides]


def outcome(step: Transition) -> Sides:
    """Return 1 for a won match, -1 for a lost one, when it ends, else 0; among several sides, something between."""
    return step.result


def damage(step: Transition) -> Sides:
    """Return the hull that a side's shots destroyed less the hull that it lost, as shares of a ship's hull."""
    return (step.dealt - step.lost) / step.game.rules.hull


def beacon(step: Transition) -> Sides:
    """Return the points scored, as a share of those that win; in an arena without a beacon, the points themselves."""
    return step.points / (step.game.arena.beacon_points or 1.0)


def hits(step: Transition) -> Sides:
    """Return the number of shots that hit."""
    return step.hits.astype(np.float64)


def centre(step: Transition) -> Sides:
    """Return how near to the centre a side's living ships are, 0 .. 1 each and second: for `sumo`."""
    ships = step.world["ships"]
    x, y = ships[Position].fields
    near = np.maximum(1.0 - np.sqrt(x * x + y * y) / step.game.arena.radius, 0.0) * ships[Hull].alive
    total: Sides = near.reshape(step.game.sides, step.game.per_side, -1).sum(axis=1) * step.game.dt
    return total


def weighted(*terms: tuple[Reward, float]) -> Reward:
    """Return the sum of rewards, each times its weight; raise TypeError for anything but rewards and weights."""
    checked = tuple((reward_of(reward), weight) for reward, weight in terms)
    return partial(_sum, checked)  # which can be pickled, unlike a function defined here


def _sum(terms: tuple[tuple[Reward, float], ...], step: Transition) -> Sides:
    total = np.zeros((step.game.sides, step.world.worlds))
    for term, weight in terms:
        total += weight * term(step)
    return total


def reward_of(reward: Reward) -> Reward:
    """Return the reward; raise TypeError if it is not a function, even for the name of one."""
    if not callable(reward):
        raise TypeError(f"the reward is a {type(reward).__name__}, not a function: see botkit.gym.rewards")
    return reward


def rewards_of(reward: Reward, step: Transition) -> Sides:
    """Return what a reward gives; raise ValueError if that is not a number of each side and world."""
    given, shape = np.asarray(reward(step), np.float64), (step.game.sides, step.world.worlds)
    if given.shape != shape:
        raise ValueError(f"the reward has the shape {given.shape}, not {shape}: a number of each side and match")
    return given
