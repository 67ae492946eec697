"""The matches of an environment: what their ships observe, and orders for them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from botkit.gym.actions import Orders, give_orders
from botkit.gym.observation.layout import Floats, Layout
from botkit.gym.observation.observer import Observer
from botkit.gym.simulation.episodes import Episodes
from engine.world import World

Columns = NDArray[np.intp]  # worlds, by their numbers


class Matches:
    """The matches of an environment, as its learner and its opponent deal with them.

    Args:
        episodes: the matches.
        layout: of an observation.
        seat: the learner's.

    Attributes:
        count: the number of matches, W.
        every: all of them, 0 .. W - 1.
        others: the sides that the opponent flies.
        flown: the number of their ships in a match.
        alone: whether only the learner's ships observe, since the opponent is blind.
    """

    def __init__(self, episodes: Episodes, layout: Layout, seat: int) -> None:
        game = layout.game
        self.episodes, self.layout, self.seat = episodes, layout, seat
        self.count, self.every = episodes.worlds, np.arange(episodes.worlds)
        self.others = tuple(side for side in range(game.sides) if side != seat)
        self._mine = slice(seat * game.per_side, (seat + 1) * game.per_side)
        ships = np.flatnonzero(game.side_of != seat)
        self._theirs: slice | Columns = ships
        if ships[-1] - ships[0] == len(ships) - 1:
            self._theirs = slice(int(ships[0]), int(ships[-1]) + 1)
        self.flown = len(ships)
        self.alone = False
        self._observers: dict[bool, Observer] = {}  # of the learner's ships alone, and of all
        self._observed: Floats | None = None  # of the current state, `[N, A, W]`
        self._starts: tuple[object, Floats] | None = None  # which starts were observed, and their observations

    @property
    def world(self) -> World:
        """The world set, in its current state."""
        return self.episodes.world

    def changed(self, alone: bool | None = None) -> None:
        """Forget the observations of the state before, and if `alone` is given, observe with or without the others."""
        self._observed = None
        if alone is not None and alone != self.alone:
            self.alone, self._starts = alone, None

    def restarted(self, columns: list[int]) -> None:
        """Take over the observations of the starts of these matches, which began with the current state."""
        if self._observed is None:
            return
        if self._starts is None or self._starts[0] is not self.episodes.prepared:
            self._starts = self.episodes.prepared, self._observer().observe(self.episodes.starts)
        self._observed[:, :, columns] = self._starts[1][:, :, columns]

    def observed(self) -> Floats:
        """Return what the ships observe, the learner's or all, `[N, A, W]`."""
        if self._observed is None:
            self._observed = self._observer().observe(self.world)
        return self._observed

    def learners(self) -> Floats:
        """Return what the learner's ships observe, `[W, N]` or `[W, ships, N]`."""
        own = self.observed() if self.alone else self.observed()[:, self._mine]
        return own[:, 0].T if own.shape[1] == 1 else own.transpose(2, 1, 0)

    def opponents(self, worlds: Columns) -> Floats:
        """Return what the opponent's ships observe in these matches, `[ships * n, N]`: ship by ship, all matches."""
        seen = self.observed()[:, self._theirs]
        if worlds is not self.every:
            seen = seen[:, :, worlds]
        return seen.reshape(self.layout.size, -1).T

    def order(self, orders: Orders) -> None:
        """Write the orders of the learner's ships, `[5, ships, W]`."""
        give_orders(self.world, self._mine, orders)

    def order_opponents(self, orders: Orders, worlds: Columns) -> None:
        """Write the orders of the opponent's ships in these matches, `[5, ships, n]`."""
        give_orders(self.world, self._theirs, orders, None if worlds is self.every else worlds)

    def seeds(self, worlds: Iterable[int]) -> list[int]:
        """Return the seeds of matches."""
        return [self.episodes.seed(w) for w in worlds]

    def _observer(self) -> Observer:
        if self.alone not in self._observers:
            self._observers[self.alone] = Observer(self.layout, self.seat if self.alone else None)
        return self._observers[self.alone]
