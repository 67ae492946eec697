"""Medals: three per level, each for reaching its mark in enough of the tries."""

from __future__ import annotations

from collections.abc import Sequence

MEDALS = ("bronze", "silver", "gold")
NEEDED = (3, 4, 5)  # tries in which the mark of each medal must be reached
TRIES = NEEDED[-1]

Medal = str | None  # one of MEDALS, or None


def rank(medal: Medal) -> int:
    """Return 0 for no medal, to 3 for gold."""
    return MEDALS.index(medal) + 1 if medal in MEDALS else 0


def better(a: Medal, b: Medal) -> Medal:
    """Return the better of two medals."""
    return a if rank(a) >= rank(b) else b


def counts(tries: Sequence[Medal]) -> tuple[int, ...]:
    """Return for each medal the number of tries that reached its mark; a better one counts, too."""
    return tuple(sum(rank(medal) > index for medal in tries) for index in range(len(MEDALS)))


def award(tries: Sequence[Medal]) -> Medal:
    """Return the best medal whose mark was reached in enough tries."""
    won = [medal for medal, count, needed in zip(MEDALS, counts(tries), NEEDED, strict=True) if count >= needed]
    return won[-1] if won else None
