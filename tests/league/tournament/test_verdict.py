"""What a comparison says in words, by how the test ended and by what the pairs say."""

from __future__ import annotations

import pytest

from league.ratings.sprt import SCORES, Sprt
from league.tournament.verdict import verdict


def played(counts: list[int], elo1: float = 20) -> Sprt:
    """Return a test after so many pairs with 0 to 2 points for a, won pairs last."""
    test = Sprt(0, elo1, 0.05, 0.05)
    for score, count in zip(SCORES.tolist(), counts, strict=True):
        for _ in range(count):
            if test.decision is None:
                test.add(score)
    return test


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([0, 0, 0, 0, 60], "a: ace is stronger (elo1 20): it won all 53 pairs"),  # H1, and nothing else
        ([60, 0, 0, 0, 0], "b: old is stronger (elo1 20): it won all 53 pairs"),
        ([1, 0, 5, 5, 80], "a: ace is stronger (elo1 20)"),
        ([0, 0, 60, 0, 0], "none: neither is stronger by 20 Elo"),  # H0 for both
        (
            [0, 0, 0, 0, 15],  # games exhausted at 30 to 0
            "none yet, but ace is stronger: it won all 15 pairs, and the 95 % interval of its lead is +228 to "
            "+1548 Elo; the test at 0 and 20 Elo needs more games to end",
        ),
        (
            [9, 0, 5, 0, 1],
            "none yet, but old is stronger: the 95 % interval of its lead is +32 to +370 Elo; "
            "the test at 0 and 20 Elo needs more games to end",
        ),
        (
            [2, 2, 5, 5, 6],
            "none yet: ace is probably stronger (likelihood 95 %); its lead is -22 to +209 Elo: play more games",
        ),
        (
            [4, 2, 5, 2, 4],
            "none yet: too close to tell; the lead of ace is -131 to +131 Elo: play more games",
        ),
        (
            [0, 0, 0, 0, 5],
            "none yet: ace is probably stronger (likelihood 97 %); its lead is -37 to +1635 Elo: play more games",
        ),
        ([0, 0, 0, 0, 3], "none yet: 3 pairs cannot tell, although ace won all"),
        ([2, 0, 0, 0, 0], "none yet: 2 pairs cannot tell, although old won all"),
        ([0, 0, 0, 0, 1], "none yet: 1 pair cannot tell"),
        ([0, 1, 0, 2, 0], "none yet: 3 pairs cannot tell"),
        ([0, 0, 0, 0, 0], "none yet: no pair was played"),
    ],
)
def test_words_by_outcome(counts: list[int], words: str) -> None:
    assert verdict(played(counts), "ace", "old") == words
