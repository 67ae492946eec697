"""Duels of many policies at once, against stand-ins: on the engine itself, without what learners need besides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.depth.policy import Parametric
from benchmarks.depth.standins import StandIns
from botkit.gym.actions import give_orders, orders_of
from botkit.gym.observation.layout import Layout
from botkit.gym.observation.observer import Observer
from botkit.gym.opponents.policies import Policy
from botkit.gym.opponents.steering import F
from botkit.gym.rewards import damage
from botkit.gym.simulation.setups import setup_of
from botkit.gym.simulation.transition import Transition
from systems.protocol.orders import ORDERS, clear_orders
from systems.rules import Rules
from systems.setup import DEFAULT_TICKS, Setup
from systems.worlds import seeded_worlds, step

FEWER = 0.8  # share of the worlds whose matches go on, below which the others are dropped
TICKS = DEFAULT_TICKS  # of a match


def play(
    population: F,
    rival: F,
    names: Sequence[str],
    seeds: Sequence[int],
    arenas: Sequence[str],
    rules: Rules | None = None,
) -> tuple[F, F]:
    """Return the results, and the damage dealt less that taken, of each policy's matches, `[policies, matches]`.

    Args:
        population: numbers of policies, `[policies, parameters]`.
        rival: numbers of the stand-in `rival`.
        names: of the opponent in each match.
        seeds: of the matches, the same for all policies.
        arenas: of the matches, in turn.
        rules: of the matches, by default the usual ones.
    """
    result, harm = np.zeros((2, len(population), len(names)))
    for place, arena in enumerate(arenas):
        columns = slice(place, None, len(arenas))
        if there := list(names[columns]):
            found = _play(
                setup_of("duel", arena, max_ticks=TICKS, rules=rules), population, rival, there, seeds[columns]
            )
            result[:, columns], harm[:, columns] = (each.reshape(len(population), -1) for each in found)
    return result, harm


def _play(setup: Setup, population: F, rival: F, names: list[str], seeds: Sequence[int]) -> tuple[F, F]:
    """Return the results and differences in damage of matches, `[policies * matches]`."""
    layout = Layout(setup)
    observer = Observer(layout)
    world = seeded_worlds(setup, np.tile(seeds, len(population)).tolist())
    numbers, there = population.repeat(len(names), axis=0), np.array(names * len(population))
    match, goes = np.arange(world.worlds), np.ones(world.worlds, np.bool_)  # which match a world plays
    result, harm = np.zeros((2, world.worlds))
    fliers: tuple[Policy, Policy] = Parametric(layout, numbers), StandIns(layout, there, rival)
    while goes.any():
        if goes.mean() < FEWER:
            world, match = world.narrowed(goes.nonzero()[0].tolist()), match[goes]
            goes = goes[goes]
            fliers = Parametric(layout, numbers[match]), StandIns(layout, there[match], rival)
        seen = observer.observe(world)
        given = [orders_of(fly(seen[:, side].T), (len(match), ORDERS)) for side, fly in enumerate(fliers)]
        clear_orders(world)
        give_orders(world, slice(0, 2), np.stack(given, axis=1))
        transition = Transition(world)
        step(world)
        harm[match] += damage(transition)[0] * goes
        result[match] += transition.result[0] * goes
        goes &= ~transition.ended
    return result, harm
