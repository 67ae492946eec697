"""Numbers and lists of names in sentences."""

from __future__ import annotations

from collections.abc import Sequence

NAMED = 8  # maximum number of names in a list


def counted(number: int, what: str) -> str:
    """Return `1 game`, `2 games`, `0 games`, for nouns with a regular plural."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """Return `a, b`; of a long list only the first names and the number of the rest."""
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return ", ".join([*names[:NAMED], *more])
