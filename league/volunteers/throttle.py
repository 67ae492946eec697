"""A limit on how often something may be done, for each of many: token buckets."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST = 10_000  # buckets; beyond that the full ones are forgotten, and if need be all


class Throttle:
    """Allows each key `burst` times at once, and `rate` times a second after that.

    Args:
        clock: monotonic, in s.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: dict[str, tuple[float, float]] = {}  # what was left, and when

    def wait(self, key: str) -> float:
        """Return for how many seconds a key is not allowed, 0 if it is."""
        left = self._left(key)
        return 0.0 if left >= 1 else (1 - left) / self._rate

    def spend(self, key: str) -> float:
        """Use a key once; return for how many seconds it is not allowed, 0 if it was."""
        wait = self.wait(key)
        if wait == 0:
            if len(self._buckets) >= MOST and key not in self._buckets:
                self._forget()
            self._buckets[key] = (self._left(key) - 1, self._clock())
        return wait

    def _left(self, key: str) -> float:
        left, at = self._buckets.get(key, (self._burst, 0.0))
        return min(left + self._rate * (self._clock() - at), self._burst)

    def _forget(self) -> None:
        used = {key: bucket for key, bucket in self._buckets.items() if self._left(key) < self._burst}
        self._buckets = used if len(used) < MOST else {}
