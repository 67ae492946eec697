"""What a host is doing at the moment, for its health and metrics, which another thread reads."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LastRun:
    """The last run of a ladder."""

    ended: float  # s since 1970 UTC
    took: float  # s


@dataclass
class Vitals:
    """What a host is doing. Each attribute is replaced or increased in the host's own thread only.

    Attributes:
        turned: when the loop last turned, on the monotonic clock.
        doing: what the host does, in words.
        ladder: the ladder that is being played, "" if none is.
        left: games that its run has left.
        games: recorded games of the league, by mode and whether they were played or void, each attempt counted.
        failures: failed runs of each ladder since the host started.
        last: the last run of each ladder.
        bots: number of bots in the folder.
        submissions: how many submissions wait for an answer.
        errors: the latest errors, with their times in s since 1970 UTC.
        count_submissions: counts them; set by whoever takes submissions.
    """

    started: float = field(default_factory=time.time)
    turned: float = field(default_factory=time.monotonic)
    doing: str = "starting"
    ladder: str = ""
    left: int = 0
    games: Mapping[tuple[str, str], int] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    last: dict[str, LastRun] = field(default_factory=dict)
    bots: int = 0
    submissions: int = 0
    count_submissions: Callable[[], int] = lambda: 0
    errors: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=5))

    def turn(self) -> None:
        """Note that the loop turns."""
        self.submissions = self.count_submissions()
        self.turned = time.monotonic()

    def note(self, error: str) -> None:
        """Keep an error for those who look."""
        self.errors.append((time.time(), error))

    @property
    def age(self) -> float:
        """s since the loop last turned."""
        return max(time.monotonic() - self.turned, 0.0)
