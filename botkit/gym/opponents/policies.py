"""Policies: what flies ships, as a function from observations to actions.

A policy takes observations `[M, N]`, a row of each ship, and returns actions of the kind `box`, `[M, 5]`; row k * W + w
is ship k, of those that it flies, in match w. It keeps no state, since an environment restarts and restores matches
without telling it. A policy with an attribute `blind` that is true is not given observations, but zeros.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botkit.gym.observation.layout import Floats, Layout
from botkit.gym.opponents.dodging import Dodger
from botkit.gym.opponents.scripted import Aggressive, Circle, First, Hunter, Plain
from botkit.network.network import Network, inputs_of
from engine.rng import mix, unit
from systems.protocol.orders import ORDERS

Policy = Callable[[Floats], NDArray[Any]]

_LANES = np.arange(1, 1 + ORDERS, dtype=np.uint64)[:, None] * np.uint64(0x9E3779B97F4A7C15)


class Idle:
    """Does nothing."""

    blind = True

    def __call__(self, observations: Floats) -> Floats:
        return np.zeros((len(observations), ORDERS), np.float32)


class Random:
    """Draws every number of an action uniformly from -1 .. 1.

    The draws are a hash of what the ship observes of itself and of the arena, so that the same state always gives the
    same actions: episodes repeat, and snapshots continue as they did.
    """

    def __init__(self, layout: Layout) -> None:
        self._seen = layout.blocks["arena"].span.stop

    def __call__(self, observations: Floats) -> NDArray[np.float64]:
        numbers = np.ascontiguousarray(observations[:, : self._seen].T, np.float32).view(np.uint32).astype(np.uint64)
        factors = mix(np.arange(len(numbers), dtype=np.uint64)) | np.uint64(1)
        key = mix((numbers * factors[:, None]).sum(axis=0))
        return (2.0 * unit(mix(key + _LANES)) - 1.0).T


OPPONENTS: dict[str, Callable[[Layout], Policy]] = {
    "idle": lambda layout: Idle(),
    "random": Random,
    "first": First,
    "hunter": Hunter,
    "aggressive": Aggressive,
    "circle": Circle,
    "plain": Plain,
    "dodger": Dodger,
}


def policy_of(opponent: str | Policy, layout: Layout) -> Policy:
    """Return an opponent's policy, given its name or itself.

    Raises:
        ValueError: no opponent has this name.
        TypeError: it is neither a name nor callable.
    """
    if isinstance(opponent, str):
        if opponent not in OPPONENTS:
            raise ValueError(f"opponent {opponent!r} is not one of: {', '.join(OPPONENTS)}")
        return OPPONENTS[opponent](layout)
    if not callable(opponent):
        raise TypeError(f"the opponent is a {type(opponent).__name__}, neither a name nor a callable")
    if isinstance(opponent, Network) and [*opponent.inputs.items()] != [*inputs_of(layout).items()]:
        return _Selected(opponent, layout)
    return opponent


class _Selected:
    """A network for observations of another layout: of these it takes its inputs, by name, and 0 for those missing.

    Exported bots do the same.
    """

    def __init__(self, network: Network, layout: Layout) -> None:
        self.network = network
        names = {name: place for place, name in enumerate(layout.names())}
        wanted = [
            names.get(f"{block}.{row}.{field}", -1)
            for block, (rows, fields) in network.inputs.items()
            for row in range(rows)
            for field in fields
        ]
        self._columns = np.array(wanted, np.intp)
        self._there = (self._columns >= 0)[:, None]

    def __call__(self, observations: Floats) -> NDArray[np.float64]:
        inputs = observations.T.take(self._columns, axis=0, mode="clip")
        inputs *= self._there
        return self.network(inputs.T)
