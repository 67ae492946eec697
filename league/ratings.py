"""Elo ratings from results: Bradley-Terry by maximum likelihood, with 95 % intervals.

The model (Bradley and Terry, "Rank analysis of incomplete block designs", 1952) on the Elo scale: a scores
1 / (1 + 10^((b - a) / 400)) against b in the mean, a draw counts as half a win. All results count at once, so their
order does not matter. A normal prior around the mean, as weak as an eighth of a game, keeps a perfect score finite.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MEAN = 1500.0  # Elo
PRIOR = 1000.0  # Elo, standard deviation
NORMAL_95 = 1.959963984540054  # standard deviations either side that hold 95 % of a normal distribution

_SCALE = math.log(10) / 400  # natural units of strength in one Elo
_TOLERANCE = 1e-10  # natural units
_MAX_STEP = 3.0  # natural units a Newton step, so that far-off starts do not overshoot
_MAX_STEPS = 200


@dataclass(frozen=True)
class Rating:
    """A player's strength, in Elo, and the interval that holds the true one in 95 of 100 cases."""

    elo: float
    low: float
    high: float


def rate(results: Iterable[tuple[int, int, float]]) -> dict[int, Rating]:
    """Ratings of all who played; their mean is 1500.

    Args:
        results: (player, opponent, score of the player: 1, 0.5 or 0) for each game.

    The intervals come from the Fisher information, prior included, at the maximum, for strengths relative to the mean.
    """
    scores: dict[tuple[int, int], float] = {}
    for a, b, score in results:
        if a != b:
            scores[a, b] = scores.get((a, b), 0.0) + score  # multiples of a half: exact in any order
            scores[b, a] = scores.get((b, a), 0.0) + (1 - score)
    players = sorted({player for pair in scores for player in pair})
    if not players:
        return {}
    index = {player: i for i, player in enumerate(players)}
    won = np.zeros((len(players), len(players)))
    for (a, b), score in scores.items():
        won[index[a], index[b]] = score
    strength, information = _maximise(won)
    centre = np.eye(len(players)) - 1 / len(players)
    spread = np.sqrt(np.diag(centre @ np.linalg.inv(information) @ centre))
    elo = MEAN + strength / _SCALE
    reach = NORMAL_95 * spread / _SCALE
    return {p: Rating(float(elo[i]), float(elo[i] - reach[i]), float(elo[i] + reach[i])) for p, i in index.items()}


def _maximise(won: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Strengths `[n]` in natural units, of mean 0, and the information `[n, n]` there, by Newton's method.

    Args:
        won: `[n, n]`, the points that each player has against each other.
    """
    games = won + won.T
    prior = 1 / (PRIOR * _SCALE) ** 2
    strength = np.zeros(len(won))
    for _ in range(_MAX_STEPS):
        expected = 1 / (1 + np.exp(strength[None, :] - strength[:, None]))
        slope = (won - games * expected).sum(axis=1) - prior * strength
        information = -games * expected * expected.T
        np.fill_diagonal(information, 0.0)
        np.fill_diagonal(information, prior - information.sum(axis=1))
        step = np.linalg.solve(information, slope)
        step *= min(1.0, _MAX_STEP / max(np.abs(step).max(), _TOLERANCE))
        strength += step
        strength -= strength.mean()  # no more than rounding: all slopes sum to zero at mean 0
        if np.abs(step).max() < _TOLERANCE:
            break
    return strength, information
