"""The names of games, as commands take and print them: 12-3a, or 12-3a-2 for the second attempt."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(
    r"(?:run[- ])?0*([0-9]{1,9})[- ](?:pair[- ])?0*([0-9]{1,9})-?([ab])(?:(?:-| attempt )0*([0-9]{1,9}))?(?:\.bin)?"
)


@dataclass(frozen=True)
class GameName:
    """The name of a game; without an attempt it means the last one."""

    run: int
    pairing: int
    seating: str
    attempt: int | None = None

    def __str__(self) -> str:
        again = f"-{self.attempt}" if self.attempt is not None and self.attempt > 1 else ""
        return f"{self.run}-{self.pairing}{self.seating}{again}"


def parse_game(text: str) -> GameName | None:
    """Parse a name such as 12-3a, `run 12 pair 3a` as `league games` prints it, or that of the log; else None."""
    found = _NAME.fullmatch(text.strip())
    if found is None:
        return None
    return GameName(int(found[1]), int(found[2]), found[3], int(found[4]) if found[4] else None)
