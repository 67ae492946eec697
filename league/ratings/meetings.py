"""Results summed by pair of players: sufficient statistics for Bradley-Terry ratings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Meetings:
    """One row per pair of players that met, with `a` < `b`, sorted; all arrays have the shape `[rows]`."""

    a: Counts  # player
    b: Counts  # player
    won: Counts  # games that a won
    drawn: Counts
    lost: Counts  # games that b won

    @classmethod
    def of(cls, a: ArrayLike, b: ArrayLike, won: ArrayLike, drawn: ArrayLike, lost: ArrayLike) -> Meetings:
        """Sum rows in any order, with repeated pairs; rows of a player against itself are dropped."""
        first, second, *counts = (np.asarray(column, np.int64).reshape(-1) for column in (a, b, won, drawn, lost))
        kept = first != second
        first, second, (wins, draws, losses) = first[kept], second[kept], [count[kept] for count in counts]
        swapped = first > second
        key = (np.minimum(first, second) << 32) | np.maximum(first, second)
        rows, row = np.unique(key, return_inverse=True)

        def total(count: Counts) -> Counts:
            return np.bincount(row, count, len(rows)).astype(np.int64)  # integers below 2^53: exact in any order

        wins, losses = np.where(swapped, losses, wins), np.where(swapped, wins, losses)
        return cls(rows >> 32, rows & (2**32 - 1), total(wins), total(draws), total(losses))

    @classmethod
    def from_results(cls, results: Iterable[tuple[int, int, float]]) -> Meetings:
        """Sum up games, each given as (player, opponent, score of the player: 1, 0.5 or 0)."""
        rows = np.array(list(results), np.float64).reshape(-1, 3)
        a, b, score = rows.T
        return cls.of(a, b, score == 1, score == 0.5, score == 0)

    def __add__(self, other: Meetings) -> Meetings:
        columns = [(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)]
        return Meetings.of(*(np.concatenate(pair) for pair in columns))
