"""Comparison of two bots by pairings until a sequential test decides."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from league.match.batch import Job
from league.match.manager import MatchOutcome, Seat
from league.ratings.sprt import Sprt
from league.storage.pairing import SEATINGS, RunRandom
from league.workers.pool import Pool, Result
from systems.setup import Setup


@dataclass
class Comparison:
    """A comparison of two bots and its results so far."""

    a: Seat
    b: Seat
    setup: Setup  # of every game, except the seed
    arenas: Sequence[str]  # one per pairing, in turn
    draw: RunRandom  # source of the pairings' seeds
    test: Sprt
    most: int  # maximum number of pairings
    void: list[str] = field(default_factory=list)  # games that could not be played; their pairings do not count
    forfeits: Counter[str] = field(default_factory=Counter)  # by bot name, or `NAME (a)` if both have the same
    why: dict[str, str] = field(default_factory=dict)  # the last fault of each of them

    def play(self, pool: Pool, stop: threading.Event, tell: Callable[[], None]) -> None:
        """Play until the test decides, the pairings are used up, or `stop` is set; call `tell` as results arrive.

        The test takes pairings in the order of their numbers, so that short games do not count before long ones.
        """
        points: dict[int, list[float | None]] = {}
        next_pair = 1
        for results in pool.results(self._jobs(), stop):
            for result in results:
                number, seating = divmod(result.job.number, len(SEATINGS))
                points.setdefault(number, []).append(self._points(result, seating))
            while len(points.get(next_pair, ())) == len(SEATINGS) and self.test.decision is None:
                games = points.pop(next_pair)
                next_pair += 1
                known = [game for game in games if game is not None]
                if len(known) == len(SEATINGS):
                    self.test.add(sum(known) / len(SEATINGS))
            tell()
            if self.test.decision is not None:
                return

    def _jobs(self) -> Iterator[Job]:
        for number in range(1, self.most + 1):
            setup = replace(self.setup, seed=self.draw.seed(number), arena=self.arenas[(number - 1) % len(self.arenas)])
            for index, seats in enumerate(((self.a, self.b), (self.b, self.a))):
                yield Job(number * len(SEATINGS) + index, setup, seats)

    def _points(self, result: Result, seating: int) -> float | None:
        """Return a's score in a game, or None if it is void."""
        if result.outcome is None:
            self.void.append(f"seed {result.job.setup.seed}: {result.reason}")
            return None
        self._note_forfeits(seating, result.outcome)
        ranks = result.outcome.result["ranks"]
        own, other = ranks[seating], ranks[1 - seating]
        return 0.5 if own == other else float(own < other)

    def _note_forfeits(self, seating: int, outcome: MatchOutcome) -> None:
        one_name = self.a.name == self.b.name
        names = [f"{self.a.name} (a)", f"{self.b.name} (b)"] if one_name else [self.a.name, self.b.name]
        order = names[::-1] if seating else names
        for name, forfeited, seat in zip(order, outcome.forfeited, outcome.result["seats"], strict=True):
            if forfeited:
                fault = seat["faults"][-1]
                self.forfeits[name] += 1
                self.why[name] = f"{fault['kind']}: {fault['message']}"

    def as_dict(self) -> dict[str, object]:
        """Return the comparison as a dict for JSON, in the shape of `league compare --json`."""
        test = self.test
        elo, low, high, los = test.elo()
        numbers = {"elo": elo, "elo_low": low, "elo_high": high, "los": los, "llr": test.llr}
        bounds = {"llr_low": test.low, "llr_high": test.high, "llr_b": test.llr_b}
        return {
            "a": self.a.name,
            "b": self.b.name,
            "games": len(SEATINGS) * test.pairs,
            "pairs": test.pairs,
            **{name: round(value, 4) for name, value in {**numbers, **bounds}.items()},
            "pentanomial": test.counts,
            "void": self.void,
            "forfeits": dict(sorted(self.forfeits.items())),
            "decision": test.decision or "none",
            "ended": test.decision is not None,
        }
