"""Comparison of two bots by pairings until a sequential test decides."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from league.match.files import write_whole
from league.match.manager import MatchOutcome, Seat
from league.ratings.sprt import Sprt
from league.storage.pairing import SEATINGS, RunRandom
from league.tournament.verdict import verdict
from league.workers.batches import JobResult
from league.workers.games import Game
from league.workers.pairs import Pair, PlayedPair, play_pairs
from league.workers.pool import Pool
from systems.setup import Setup

WORST = 5  # maximum number of lost games that are shown


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
    games: Counter[float] = field(default_factory=Counter)  # a's games by their score, of the pairings that count
    worst: list[tuple[Game, Path | None]] = field(default_factory=list)  # of the games that a lost, with their logs
    logs: Path | None = None  # folder in which the logs of games that a lost are kept, if any are

    def play(self, pool: Pool, stop: threading.Event, tell: Callable[[], None]) -> None:
        """Play until the test decides, the pairings are used up, or `stop` is set; call `tell` as results arrive."""
        for played in play_pairs(pool, self._pairs(), stop):
            for pair in played:
                score = pair.score()
                for seating, result in enumerate(pair.results):
                    self._note(seating, result)
                if score is not None and self.test.decision is None:
                    self.test.add(score)
                    self._count(pair)
            tell()
            if self.test.decision is not None:
                return

    def _pairs(self) -> Iterator[Pair]:
        for number in range(1, self.most + 1):
            arena = self.arenas[(number - 1) % len(self.arenas)]
            yield Pair(replace(self.setup, seed=self.draw.seed(number), arena=arena), self.a, self.b)

    def _count(self, pair: PlayedPair) -> None:
        """Count a's games of a pairing, and keep those that it lost, as far as they are among the worst."""
        for seat, result in enumerate(pair.results):
            assert result.outcome is not None, "a pairing with a score has been played"
            game = Game(seat, result.outcome.result)
            self.games[game.score] += 1
            if game.score == 0:
                self.worst.append((game, self._keep(game, result.outcome)))
                self.worst = sorted(self.worst, key=lambda lost: lost[0].margin)[:WORST]

    def _keep(self, game: Game, outcome: MatchOutcome) -> Path | None:
        """Write the log of a game and its sidecar. Raises OSError."""
        if self.logs is None:
            return None
        self.logs.mkdir(parents=True, exist_ok=True)
        path = self.logs / f"seed-{game.result['seed']}-seat-{game.seat}.bin"
        for suffix, data in ((".debug", outcome.debug), (".bin", outcome.log)):
            write_whole(path.with_suffix(suffix), data)
        return path

    def _note(self, seating: int, result: JobResult) -> None:
        """Record a game that could not be played, or was forfeited."""
        if result.outcome is None:
            self.void.append(f"seed {result.job.setup.seed}: {result.reason}")
        else:
            self._note_forfeits(seating, result.outcome)

    @property
    def names(self) -> list[str]:
        """The names of a and b, told apart."""
        one_name = self.a.name == self.b.name
        return [f"{self.a.name} (a)", f"{self.b.name} (b)"] if one_name else [self.a.name, self.b.name]

    def _note_forfeits(self, seating: int, outcome: MatchOutcome) -> None:
        names = self.names
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
            "won": self.games[1.0],
            "drawn": self.games[0.5],
            "lost": self.games[0.0],
            "void": self.void,
            "forfeits": dict(sorted(self.forfeits.items())),
            "decision": test.decision or "none",
            "ended": test.decision is not None,
            "verdict": verdict(test, *self.names),
        }
