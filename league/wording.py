"""How numbers stand in a sentence."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """`1 game`, `2 games`, `0 games`: of a noun that only takes an s."""
    return f"{number} {what}{'' if number == 1 else 's'}"
