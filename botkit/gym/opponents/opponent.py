"""Opponents: what flies all ships but the learner's, from a function to what keeps a state for each match."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botkit.gym.actions import Orders, orders_of
from botkit.gym.observation.layout import Floats
from botkit.gym.opponents.policies import Policy, policy_of
from botkit.gym.simulation.matches import Columns, Matches
from systems.protocol.orders import ORDERS


class Opponent:
    """Flies all ships but the learner's, and is told when matches begin and end.

    A policy, which is a function, is enough for what keeps no state. What keeps one is a subclass: it overrides `act`,
    and `begin` to forget the match before. An environment does not fly with the object that it is given, but with what
    `bind` returns, so that each has a state of its own.

    Attributes:
        name: what logs call it.
        blind: whether it needs no observations: it is given zeros.
        matches: those that it flies in, once bound.
    """

    name = "opponent"
    blind = False
    matches: Matches

    def bind(self, matches: Matches) -> Opponent:
        """Return what flies in these matches: a deep copy, unless overridden."""
        bound = copy.deepcopy(self)
        bound.matches = matches
        return bound

    def begin(self, worlds: Columns, seeds: list[int]) -> None:
        """Prepare for matches that begin in these worlds, or that are taken over: by default nothing.

        Args:
            worlds: `[n]`, ascending.
            seeds: of the matches, which no other episode has.
        """

    def act(self, observations: Floats, worlds: Columns) -> NDArray[Any]:
        """Return actions of the kind `box`, `[M, 5]`.

        Args:
            observations: `[M, N]`: row k * n + i is the ship k, of the opponent's, in the match of `worlds[i]`.
            worlds: `[n]`, ascending: those to fly in, in a pool only some.
        """
        raise NotImplementedError("an opponent has a method act")

    def finish(self, worlds: Columns, results: NDArray[np.float64]) -> None:
        """Learn how matches ended, by default for nothing.

        Args:
            worlds: `[n]`.
            results: `[n]`, the learner's: 1 won, 0 drawn, -1 lost, or between; NaN if a reset cut the match short.
        """

    def snapshot(self) -> Any:
        """Return a copy of the state: by default of all attributes."""
        return copy.deepcopy({name: value for name, value in vars(self).items() if name != "matches"})

    def restore(self, state: Any) -> None:
        """Continue with the state of a snapshot, which must not be changed."""
        vars(self).update(copy.deepcopy(state))

    def close(self) -> None:
        """Release resources, by default none."""

    def seat(self, world: int, side: int) -> dict[str, object]:
        """Return what the log of the match that is played in `world` says of one of its seats."""
        return {"bot": self.name}

    def about(self, world: int) -> dict[str, object]:
        """Return further fields of the header of that log, by default none."""
        return {}

    def fly(self, worlds: Columns) -> None:
        """Write the orders of its ships in these matches to the inputs: of `act`, unless overridden."""
        matches = self.matches
        shape = matches.flown * len(worlds), matches.layout.size
        rows = np.zeros(shape, np.float32) if self.blind else matches.opponents(worlds)
        orders = orders_of(self.act(rows, worlds), (shape[0], ORDERS), whose="the opponent's actions")
        matches.order_opponents(orders.reshape(ORDERS, matches.flown, -1), worlds)


class PolicyOpponent(Opponent):
    """A policy, given its name or itself, which keeps no state: an environment flies with the policy itself."""

    def __init__(self, given: str | Policy, name: str) -> None:
        self.name, self._given = name, given
        self._policy: Policy
        self._constant: Orders | None = None  # of a blind policy, whose orders are always the same

    def bind(self, matches: Matches) -> Opponent:
        bound = copy.copy(self)
        bound.matches = matches
        bound._policy = policy_of(self._given, matches.layout)
        bound.blind = bool(getattr(bound._policy, "blind", False))
        return bound

    def act(self, observations: Floats, worlds: Columns) -> NDArray[Any]:
        return self._policy(observations)

    def fly(self, worlds: Columns) -> None:
        if not self.blind:
            super().fly(worlds)
            return
        if self._constant is None:
            zeros = np.zeros((1, self.matches.layout.size), np.float32)
            self._constant = orders_of(self._policy(zeros), (1, ORDERS), whose="the opponent's actions")[:, :, None]
        shape = ORDERS, self.matches.flown, len(worlds)
        self.matches.order_opponents(np.broadcast_to(self._constant, shape), worlds)

    def snapshot(self) -> None:
        return None

    def restore(self, state: Any) -> None:
        pass
