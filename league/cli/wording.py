"""How numbers and names stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

NAMED = 8  # in a list at most


def counted(number: int, what: str) -> str:
    """`1 game`, `2 games`, `0 games`: of a noun that only takes an s."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """`a, b`; of many the first, and how many more there are."""
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return ", ".join([*names[:NAMED], *more])
