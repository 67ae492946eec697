"""Maximum-likelihood strengths from choices: the common core of Bradley-Terry and Plackett-Luce.

In both models, the first among some players is drawn with probability proportional to exp(strength) (Luce, "Individual
Choice Behavior", 1959). The log likelihood of any results is therefore

    sum over players  won * strength  -  sum over sets of players  times * log(sum of exp(strength) in the set)

to which two normal priors are added: on each strength around 0, and on the difference across each link. The sum is
concave, so Newton's method finds its only maximum. Each step is solved by conjugate gradients, so that ten thousand
players need no matrix. All strengths are in natural units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_TOLERANCE = 1e-10  # size of the last step, natural units
_MAX_STEP = 3.0  # natural units, against overshooting from a distant start
_MAX_STEPS = 200


@dataclass(frozen=True)
class Choices:
    """Choices of the first among sets of players; all sets have the same size."""

    members: Indices  # [size, sets], indices of players
    times: Floats  # [sets], number of choices from each set; fractional for ties


@dataclass(frozen=True)
class Likelihood:
    """The log likelihood of players' strengths, priors included."""

    won: Floats  # [players], number of choices won
    choices: Sequence[Choices]
    links: Indices  # [links, 2], players with a prior on their difference
    prior: Floats  # [players], 1 / variance of each strength; 0 for the end of a link without a prior of its own
    link: float  # 1 / variance of the difference across a link

    def chances(self, strength: Floats) -> list[Floats]:
        """Return the probability of each member to be chosen: an array `[size, sets]` for each of the choices."""
        found = []
        for choice in self.choices:
            own = strength[choice.members]
            own = np.exp(own - own.max(axis=0))
            found.append(own / own.sum(axis=0))
        return found

    def slope(self, strength: Floats, chances: Sequence[Floats]) -> Floats:
        """Return the gradient `[players]`."""
        slope: Floats = self.won - self.prior * strength
        for choice, chance in zip(self.choices, chances, strict=True):
            slope -= self._sum(choice.members, choice.times * chance)
        return slope - self._over_links(strength)

    def curve(self, direction: Floats, chances: Sequence[Floats]) -> Floats:
        """Return the product of the information matrix (the negative Hessian) with a direction, `[players]`."""
        out: Floats = self.prior * direction + self._over_links(direction)
        for choice, chance in zip(self.choices, chances, strict=True):
            own = direction[choice.members]
            own -= (chance * own).sum(axis=0)
            own *= chance
            own *= choice.times
            out += self._sum(choice.members, own)
        return out

    def diagonal(self, chances: Sequence[Floats]) -> Floats:
        """Return the diagonal of the information matrix, `[players]`."""
        out: Floats = self.prior + self.link * np.bincount(self.links.ravel(), minlength=len(self.won))
        for choice, chance in zip(self.choices, chances, strict=True):
            out += self._sum(choice.members, choice.times * chance * (1 - chance))
        return out

    def information(self, strength: Floats) -> Floats:
        """Return the information matrix `[players, players]`."""
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
        """Return the log likelihood, up to a constant."""
        gaps = strength[self.links[:, 0]] - strength[self.links[:, 1]]
        found = self.won @ strength - (self.prior @ (strength * strength) + self.link * (gaps @ gaps)) / 2
        for choice in self.choices:
            own = strength[choice.members]
            most = own.max(axis=0)
            found -= choice.times @ (most + np.log(np.exp(own - most).sum(axis=0)))
        return float(found)

    def prior_share(self, covariance: Floats) -> float:
        """Return how many of the parameters the priors determine, 0..players, given the inverse of the information."""
        one, other = self.links.T
        across = covariance[one, one] + covariance[other, other] - 2 * covariance[one, other]
        return float(self.prior @ np.diag(covariance) + self.link * across.sum())

    def dispersed(self, by: Sequence[Floats]) -> Likelihood:
        """Return the likelihood with each set of choices counted `by` times, an array `[sets]` for each of them."""
        choices = [Choices(choice.members, choice.times * many) for choice, many in zip(self.choices, by, strict=True)]
        return replace(self, choices=choices)

    def with_equals(self, one: int, other: int) -> Likelihood:
        """Return the likelihood under the constraint that two players, by index, are equally strong.

        The strength of `one` stands for both; that of `other` has no effect and stays at 0.
        """
        place = np.arange(len(self.won))
        place[other] = one
        choices = [Choices(place[choice.members], choice.times) for choice in self.choices]
        won, prior = self._sum(place, self.won), self._sum(place, self.prior)
        prior[other] = 1.0  # keeps it at 0
        return Likelihood(won, choices, place[self.links], prior, self.link)

    def maximise(self, start: Floats | None = None) -> Floats:
        """Return the maximum-likelihood strengths `[players]`, by Newton's method from `start`, default 0."""
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
        """Solve information * x = slope by conjugate gradients with a diagonal preconditioner."""
        diagonal = self.diagonal(chances)
        found, rest = np.zeros_like(slope), slope.copy()
        ready = rest / diagonal
        direction, size = ready, float((rest * ready).sum())
        enough = max(size * 1e-8, 1e-300)  # the next Newton step corrects the remainder
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
        """Return the product of the links' part of the information matrix with `value`, `[players]`; it sums to 0."""
        pull = self.link * (value[self.links[:, 0]] - value[self.links[:, 1]])
        return self._sum(self.links, np.stack([pull, -pull], axis=1))

    def _sum(self, members: Indices, values: Floats) -> Floats:
        return np.asarray(np.bincount(members.ravel(), values.ravel(), len(self.won)), np.float64)
