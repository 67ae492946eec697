"""Strengths from choices by maximum likelihood: what Bradley-Terry and Plackett-Luce have in common.

In both, who comes first of some players is drawn in proportion to exp(strength) (Luce, "Individual Choice Behavior",
1959). So the log likelihood of any results is

    sum over players  won * strength  -  sum over sets of players  times * log(sum of exp(strength) in the set)

to which two normal priors are added: each strength around 0, and the strengths of a link's two ends around each other.
It is concave: Newton's method finds its only maximum, each step by conjugate gradients, so that ten thousand players
need no matrix. Natural units throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_TOLERANCE = 1e-10  # of a step, natural units
_MAX_STEP = 3.0  # natural units, so that far-off starts do not overshoot
_MAX_STEPS = 200


@dataclass(frozen=True)
class Choices:
    """Choices of the first among sets of players of one size."""

    members: Indices  # [size, sets], indices of players
    times: Floats  # [sets], how often each was chosen from; a share of a choice where there were ties


@dataclass(frozen=True)
class Likelihood:
    """A log likelihood of the strengths of some players, priors included."""

    won: Floats  # [players], choices that each won
    choices: Sequence[Choices]
    links: Indices  # [links, 2], players whose strengths lie close together
    prior: Floats  # [players], 1 / variance of each strength; 0 for an end of a link that has no prior of its own
    link: float  # 1 / variance of the difference over a link

    def chances(self, strength: Floats) -> list[Floats]:
        """Who is chosen: `[size, sets]` for each of the choices."""
        found = []
        for choice in self.choices:
            own = strength[choice.members]
            own = np.exp(own - own.max(axis=0))
            found.append(own / own.sum(axis=0))
        return found

    def slope(self, strength: Floats, chances: Sequence[Floats]) -> Floats:
        """The gradient `[players]`."""
        slope: Floats = self.won - self.prior * strength
        for choice, chance in zip(self.choices, chances, strict=True):
            slope -= self._sum(choice.members, choice.times * chance)
        return slope - self._over_links(strength)

    def curve(self, direction: Floats, chances: Sequence[Floats]) -> Floats:
        """The information matrix (minus the Hessian) times a direction: `[players]`."""
        out: Floats = self.prior * direction + self._over_links(direction)
        for choice, chance in zip(self.choices, chances, strict=True):
            own = direction[choice.members]
            own -= (chance * own).sum(axis=0)
            own *= chance
            own *= choice.times
            out += self._sum(choice.members, own)
        return out

    def diagonal(self, chances: Sequence[Floats]) -> Floats:
        """The information matrix's diagonal `[players]`."""
        out: Floats = self.prior + self.link * np.bincount(self.links.ravel(), minlength=len(self.won))
        for choice, chance in zip(self.choices, chances, strict=True):
            out += self._sum(choice.members, choice.times * chance * (1 - chance))
        return out

    def information(self, strength: Floats) -> Floats:
        """The whole information matrix `[players, players]`."""
        n, chances = len(strength), self.chances(strength)
        matrix = np.zeros(n * n)
        for choice, chance in zip(self.choices, chances, strict=True):
            for i in range(len(chance)):
                for j in range(len(chance)):
                    if i != j:
                        value = -choice.times * chance[i] * chance[j]
                        matrix += np.bincount(choice.members[i] * n + choice.members[j], value, n * n)
        for one, other in (self.links.T, self.links.T[::-1]):
            matrix -= self.link * np.bincount(one * n + other, minlength=n * n)
        found = matrix.reshape(n, n)
        np.fill_diagonal(found, self.diagonal(chances))
        return found

    def value(self, strength: Floats) -> float:
        """The log likelihood, but for what does not depend on the strengths."""
        gaps = strength[self.links[:, 0]] - strength[self.links[:, 1]]
        found = self.won @ strength - (self.prior @ (strength * strength) + self.link * (gaps @ gaps)) / 2
        for choice in self.choices:
            own = strength[choice.members]
            most = own.max(axis=0)
            found -= choice.times @ (most + np.log(np.exp(own - most).sum(axis=0)))
        return float(found)

    def with_equals(self, one: int, other: int) -> Likelihood:
        """The same if two players are equally strong: the other is the one, and has no strength of his own."""
        place = np.arange(len(self.won))
        place[other] = one
        choices = [Choices(place[choice.members], choice.times) for choice in self.choices]
        won, prior = self._sum(place, self.won), self._sum(place, self.prior)
        prior[other] = 1.0  # he stays where he is: at 0
        return Likelihood(won, choices, place[self.links], prior, self.link)

    def maximise(self, start: Floats | None = None) -> Floats:
        """The likeliest strengths `[players]`, looked for from `start` on."""
        strength = np.zeros(len(self.won)) if start is None else start.copy()
        for _ in range(_MAX_STEPS):
            chances = self.chances(strength)
            step = self._solve(self.slope(strength, chances), chances)
            step *= min(1.0, _MAX_STEP / max(np.abs(step).max(initial=0.0), _TOLERANCE))
            strength += step
            if np.abs(step).max(initial=0.0) < _TOLERANCE:
                break
        return strength

    def _solve(self, slope: Floats, chances: Sequence[Floats]) -> Floats:
        """Information matrix's inverse times the slope, by conjugate gradients preconditioned by the diagonal."""
        diagonal = self.diagonal(chances)
        found, rest = np.zeros_like(slope), slope.copy()
        ready = rest / diagonal
        direction, size = ready, float((rest * ready).sum())
        enough = max(size * 1e-8, 1e-300)  # the next step makes up for the rest
        for _ in range(10 * len(slope) + 10):
            if size <= enough:
                break
            bent = self.curve(direction, chances)
            reach = size / float((direction * bent).sum())
            found += reach * direction
            rest -= reach * bent
            ready = rest / diagonal
            before, size = size, float((rest * ready).sum())
            direction = ready + (size / before) * direction
        return found

    def _over_links(self, value: Floats) -> Floats:
        """What the links do to `value`: `[players]`, summing to 0."""
        pull = self.link * (value[self.links[:, 0]] - value[self.links[:, 1]])
        return self._sum(self.links, np.stack([pull, -pull], axis=1))

    def _sum(self, members: Indices, values: Floats) -> Floats:
        return np.asarray(np.bincount(members.ravel(), values.ravel(), len(self.won)), np.float64)
