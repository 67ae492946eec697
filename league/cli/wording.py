"""Numbers and lists of names in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

NAMED = 10  # maximum number of names in a list


def counted(number: int, what: str) -> str:
    """Return `1 game`, `2 games`, `0 games`, for nouns with a regular plural."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], between: str = ", ") -> str:
    """Return `a, b`; of a long list only the first names and the number of the rest: `a, b, … and 7 others`."""
    more = len(names) - NAMED
    rest = [f"… and {others(more)}"] if more > 0 else []
    return between.join([*names[:NAMED], *rest])


def others(number: int) -> str:
    """Return `1 other`, `2 others`: the rest of what was named."""
    return f"{number} other{'' if number == 1 else 's'}"


def day(at: int) -> str | None:
    """Return the day of a time in s since 1970 UTC; None for one that no calendar has, or that is not known."""
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}" if at else None
    except (ValueError, OverflowError, OSError):
        return None
