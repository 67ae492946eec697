"""A pool of opponents, such as a learner's past selves, from which each match draws one by what it is worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botkit.gym.opponents.lookup import opponent_of
from botkit.gym.opponents.opponent import Opponent
from botkit.gym.opponents.policies import Policy
from botkit.gym.simulation.matches import Columns, Matches
from engine.rng import derive

Floats = NDArray[np.float64]
Weighting = Callable[[Floats], Any]

# Of prioritized fictitious self-play (Vinyals et al., "Grandmaster level in StarCraft II", 2019), which weights an
# opponent by the learner's win rate against it.
WEIGHTINGS: dict[str, Weighting] = {
    "hard": lambda rates: (1 - rates) ** 2,  # those that beat the learner
    "variance": lambda rates: rates * (1 - rates),  # those as strong as the learner
    "uniform": np.ones_like,
}


@dataclass
class _Member:
    opponent: Opponent
    games: float = 0.0
    score: float = 0.0  # the learner's: 1 a win, 0.5 a draw


class OpponentPool(Opponent):
    """Opponents by name, of which each match draws one, with chances by the learner's results against them.

    What a match draws depends on its seed and the chances alone. The chances change only by `add` and `update`: between
    them, an episode repeats exactly, whatever its environment's number and however the others end. Several
    environments may share a pool.

    Args:
        members: opponents by name, as those that an environment accepts, but for other pools.
        weighting: `hard`, `variance`, `uniform`, or a function from the learner's win rates, 0 .. 1, to weights.
        discount: what `update` multiplies the number of games so far by, as the learner has changed since.

    Raises:
        ValueError: there is no such weighting, the discount is not within 0 .. 1, or as for `add`.
        TypeError: the members are not a dict, or as for `add`.
    """

    name = "pool"

    def __init__(
        self,
        members: Mapping[str, str | Policy | Opponent] | None = None,
        *,
        weighting: str | Weighting = "hard",
        discount: float = 0.9,
    ) -> None:
        if isinstance(weighting, str) and weighting not in WEIGHTINGS:
            raise ValueError(f"weighting {weighting!r} is not one of: {', '.join(WEIGHTINGS)}")
        if not 0 <= discount <= 1:
            raise ValueError(f"the discount is {discount}, not within 0 .. 1")
        self._weighting = weighting
        self._discount = discount
        self._members: dict[str, _Member] = {}
        self._names: list[str] = []
        self._chances: Floats = np.zeros(0)
        if members:
            self._put(members)

    def add(self, name: str, member: str | Policy | Opponent) -> None:
        """Add an opponent, at any time; matches that begin from now on may draw it.

        A policy is flown itself, not a copy: add a copy of a learner that goes on to learn.

        Raises:
            ValueError: the name is taken, the member is a pool, or as for an environment's opponent.
            OSError, TypeError: likewise.
        """
        if name in self._members:
            raise ValueError(f"the pool has an opponent {name!r} already")
        self._put({name: member})

    def update(self) -> None:
        """Compute the chances from the results so far, then let these count less."""
        self._chances = self._weighted(self._members)
        for member in self._members.values():
            member.games *= self._discount
            member.score *= self._discount

    @property
    def chances(self) -> dict[str, float]:
        """The probability of each opponent to be drawn, as of the last `add` or `update`."""
        return dict(zip(self._names, self._chances.tolist(), strict=True))

    @property
    def games(self) -> dict[str, float]:
        """The number of games against each opponent, discounted."""
        return {name: member.games for name, member in self._members.items()}

    @property
    def win_rates(self) -> dict[str, float]:
        """The learner's win rate against each opponent, 0 .. 1: a draw is half a win, and one is added to all games."""
        return {name: _rate(member) for name, member in self._members.items()}

    @property
    def ratings(self) -> dict[str, float]:
        """The rating of each opponent in Elo points above the learner's, from the win rate.

        It is that of Bradley and Terry: as all games are the learner's, the fit of all is the fit of each.
        """
        return {name: 400 * math.log10(1 / rate - 1) for name, rate in self.win_rates.items()}

    def draw(self, seed: int) -> str:
        """Return the name of the opponent of the match with this seed."""
        at = derive(b"opponent", seed) / 2.0**64
        place = int(np.searchsorted(self._chances.cumsum(), at, side="right"))
        return self._names[min(place, int(self._chances.nonzero()[0][-1]))]

    def record(self, name: str, results: Floats) -> None:
        """Add the learner's results against an opponent, each -1 .. 1; NaN does not count."""
        known = results[~np.isnan(results)]
        self._members[name].games += len(known)
        self._members[name].score += float((known + 1).sum()) / 2

    def bind(self, matches: Matches) -> Opponent:
        if not self._members:
            raise ValueError("the pool has no opponent: add one")
        return _Drawn(self, matches)

    def member(self, name: str) -> Opponent:
        """Return an opponent; raise ValueError if the pool has none of this name."""
        if name not in self._members:
            raise ValueError(f"the pool has no opponent {name!r}")
        return self._members[name].opponent

    def _put(self, added: Mapping[str, str | Policy | Opponent]) -> None:
        if not isinstance(added, Mapping):
            raise TypeError(f"the opponents of a pool are a {type(added).__name__}, not a dict by name")
        if any(isinstance(member, OpponentPool) for member in added.values()):
            raise ValueError("a pool cannot be in a pool: add its members")
        members = self._members | {name: _Member(opponent_of(member, name)) for name, member in added.items()}
        self._chances = self._weighted(members)
        self._members, self._names = members, list(members)

    def _weighted(self, members: Mapping[str, _Member]) -> Floats:
        """Return the probabilities of members, `[n]`."""
        weighting = WEIGHTINGS[self._weighting] if isinstance(self._weighting, str) else self._weighting
        weights = np.asarray(weighting(np.array([_rate(member) for member in members.values()])), np.float64)
        if weights.shape != (len(members),) or not (weights >= 0).all() or not 0 < weights.sum() < math.inf:
            raise ValueError(f"the weighting gives {weights.tolist()}, not a weight for each, one of them above 0")
        chances: Floats = weights / weights.sum()
        return chances


def _rate(member: _Member) -> float:
    return (member.score + 0.5) / (member.games + 1)


class _Drawn(Opponent):
    """What a pool's opponents fly of an environment's matches, each those that have drawn it."""

    def __init__(self, pool: OpponentPool, matches: Matches) -> None:
        self.matches, self._pool = matches, pool
        self._bound: dict[str, Opponent] = {}
        self._names: list[str] = []  # of those bound, in order
        self._drawn = np.full(matches.count, -1)  # index into the names, by world

    def begin(self, worlds: Columns, seeds: list[int]) -> None:
        drawn = [self._bind(self._pool.draw(seed)) for seed in seeds]
        self._drawn[worlds] = drawn
        for index, places in _groups(np.array(drawn)):
            self._of(index).begin(worlds[places], [seeds[place] for place in places.tolist()])

    def fly(self, worlds: Columns) -> None:
        for index, places in _groups(self._drawn[worlds]):
            self._of(index).fly(worlds if len(places) == len(worlds) else worlds[places])

    def finish(self, worlds: Columns, results: Floats) -> None:
        for index, places in _groups(self._drawn[worlds]):
            self._of(index).finish(worlds[places], results[places])
            self._pool.record(self._names[index], results[places])

    def snapshot(self) -> Any:
        states = [(name, self._bound[name].snapshot()) for name in self._names]
        return states, self._drawn.copy()

    def restore(self, state: Any) -> None:
        states, drawn = state
        for name, _ in states:
            self._pool.member(name)
        places = np.array([self._bind(name) for name, _ in states])
        for name, own in states:
            self._bound[name].restore(own)
        self._drawn = places[drawn]

    def close(self) -> None:
        for opponent in self._bound.values():
            opponent.close()

    def seat(self, world: int, side: int) -> dict[str, object]:
        return self._of(int(self._drawn[world])).seat(world, side)

    def about(self, world: int) -> dict[str, object]:
        return self._of(int(self._drawn[world])).about(world)

    def _of(self, index: int) -> Opponent:
        return self._bound[self._names[index]]

    def _bind(self, name: str) -> int:
        """Bind the opponent of this name, unless it is bound; return its index."""
        if name not in self._bound:
            self._bound[name] = self._pool.member(name).bind(self.matches)
            self._names.append(name)
        return self._names.index(name)


def _groups(indices: NDArray[np.intp]) -> list[tuple[int, Columns]]:
    """Return each index that occurs, and its places."""
    return [(int(index), np.flatnonzero(indices == index)) for index in np.unique(indices)]
