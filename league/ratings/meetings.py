"""Results summed by pair of players: sufficient statistics for Bradley-Terry ratings and their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.int64]

OUTCOMES = 5  # of a pairing, two games: a player scores 0, 0.5, 1, 1.5 or 2


@dataclass(frozen=True)
class Meetings:
    """One row per pair of players that met, with `a` < `b`, sorted; arrays have the shape `[rows]` unless stated.

    Every game counts in `won`, `drawn` or `lost`; the two games of a complete pairing also count once in `pairings`.
    """

    a: Counts  # player
    b: Counts  # player
    won: Counts  # games that a won
    drawn: Counts
    lost: Counts  # games that b won
    pairings: Counts  # `[rows, 5]`, complete pairings by what a scored: 0, 0.5, 1, 1.5 or 2

    @classmethod
    def of(
        cls,
        a: ArrayLike,
        b: ArrayLike,
        won: ArrayLike,
        drawn: ArrayLike,
        lost: ArrayLike,
        pairings: ArrayLike | None = None,
    ) -> Meetings:
        """Sum rows in any order, with repeated pairs; rows of a player against itself are dropped.

        Args:
            pairings: none by default: the games then count as independent.

        Raises:
            ValueError: the columns have different lengths.
        """
        first, second, *counts = (np.asarray(column, np.int64).reshape(-1) for column in (a, b, won, drawn, lost))
        both = np.zeros((len(first), OUTCOMES), np.int64) if pairings is None else np.asarray(pairings, np.int64)
        both = both.reshape(len(first), OUTCOMES)
        kept = first != second
        first, second, (wins, draws, losses), both = first[kept], second[kept], [c[kept] for c in counts], both[kept]
        swapped = first > second
        key = (np.minimum(first, second) << 32) | np.maximum(first, second)
        rows, row = np.unique(key, return_inverse=True)

        def total(count: Counts) -> Counts:
            return np.bincount(row, count, len(rows)).astype(np.int64)  # integers below 2^53: exact in any order

        wins, losses = np.where(swapped, losses, wins), np.where(swapped, wins, losses)
        both = np.where(swapped[:, None], both[:, ::-1], both)
        summed = np.stack([total(column) for column in both.T], axis=1)
        return cls(rows >> 32, rows & (2**32 - 1), total(wins), total(draws), total(losses), summed)

    @classmethod
    def of_pairings(cls, pairings: Iterable[tuple[int, int, Sequence[float]]]) -> Meetings:
        """Sum up pairings, each given as (player, opponent, scores of the player in its one or two games)."""
        columns: list[list[int]] = []
        for a, b, scores in pairings:
            counts = [sum(score == value for score in scores) for value in (1, 0.5, 0)]
            outcome = [0] * OUTCOMES
            if len(scores) == 2:
                outcome[round(2 * sum(scores))] = 1
            columns.append([a, b, *counts, *outcome])
        rows = np.array(columns, np.int64).reshape(-1, 5 + OUTCOMES)
        first, second, won, drawn, lost = rows[:, :5].T
        return cls.of(first, second, won, drawn, lost, rows[:, 5:])

    @classmethod
    def from_results(cls, results: Iterable[tuple[int, int, float]]) -> Meetings:
        """Sum up independent games, each given as (player, opponent, score of the player: 1, 0.5 or 0)."""
        rows = np.array(list(results), np.float64).reshape(-1, 3)
        a, b, score = rows.T
        return cls.of(a, b, score == 1, score == 0.5, score == 0)

    @property
    def games(self) -> Counts:
        """Number of games of each pair."""
        return self.won + self.drawn + self.lost

    def __add__(self, other: Meetings) -> Meetings:
        columns = [(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)]
        return Meetings.of(*(np.concatenate(pair) for pair in columns))
