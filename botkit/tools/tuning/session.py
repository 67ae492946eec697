"""A sweep: rounds of games that search for better values, then games that measure what the search found."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from botkit.tools.tuning.constants import Constant, Number, described, replaced
from botkit.tools.tuning.estimate import Estimate, estimate
from botkit.tools.tuning.ranges import Range
from botkit.tools.tuning.search import CANDIDATES, Search
from engine.rng import derive
from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.match.manager import Seat
from league.workers.pairs import Pair, PlayedPair, play_pairs
from league.workers.pool import Pool
from systems.setup import Setup

GAMES = 3000  # default number of games
SEARCH = 2 / 3  # share of the games, or of the time, that goes into the search
LEAST_PAIRS = 4  # of a candidate, in one of the first rounds
GROWTH = 5  # rounds after which candidates play once more the blocks of the first rounds: closer values differ less
LEAST_BLOCKS = 10  # of the measurement
TOLD = 10  # maximum number of versions and opponents whose first fault is told


@dataclass(frozen=True)
class Task:
    """What to tune, and against whom."""

    bot: Entry
    constants: tuple[Constant, ...]
    ranges: tuple[Range, ...]
    opponents: tuple[Entry, ...]
    setup: Setup  # of every game, except seed and arena
    arenas: tuple[str, ...]  # one per block, in turn
    seed: int

    @property
    def blocks(self) -> int:
        """Blocks of a candidate in one of the first rounds; in a block it meets every opponent once, in a pair."""
        return -(-LEAST_PAIRS // len(self.opponents))

    @property
    def round(self) -> int:
        """Maximum number of games in one of the first rounds."""
        return 2 * CANDIDATES * self.blocks * len(self.opponents)

    @property
    def measured_block(self) -> int:
        """Number of games in one block of the measurement."""
        return 4 * len(self.opponents)

    @property
    def least(self) -> int:
        """Least number of games of a sweep: the trial, one round, and a short measurement."""
        return 2 + self.round + LEAST_BLOCKS * self.measured_block


@dataclass
class Trouble:
    """Faults of one version of the bot, or of an opponent."""

    message: str  # the first
    games: int = 0  # with faults
    forfeits: int = 0


class Sweep:
    """The games of a sweep, and their results so far.

    Args:
        games: about how many to play; None if time alone limits them.
        elapsed: returns the share of the time that has passed, 0..1.
        say: prints a line while games are played.
    """

    def __init__(
        self, task: Task, games: int | None, elapsed: Callable[[], float], say: Callable[[str], object]
    ) -> None:
        self.task = task
        self._games, self._elapsed, self._say = games, elapsed, say
        self.present = tuple(constant.value for constant in task.constants)
        places = [each.index(value) for each, value in zip(task.ranges, self.present, strict=True)]
        known = tuple(place for place in places if place is not None)
        self._search = Search(task.ranges, known if len(known) == len(places) else None, derive(b"sweep", task.seed))
        self._opponents = [Seat(entry.name, entry.files) for entry in task.opponents]
        self._asked = 0  # games
        self._playing: deque[tuple[str, str]] = deque()  # who plays in each pair that has not finished, in order
        self._scores: list[float | None] = []  # of the current round or measurement, in order
        self._measuring = False
        self.games = 0  # finished
        self.search_games = 0
        self.ended = False  # whether everything was played
        self.void: list[str] = []  # games that could not be played
        self.troubles: dict[str, Trouble] = {}  # by the values of a version, or the name of an opponent

    @property
    def tuned(self) -> tuple[Number, ...] | None:
        """The best values so far; None before the first round has finished."""
        best = self._search.best
        return None if best is None else self._values(best)

    @property
    def rounds(self) -> int:
        """Finished rounds of the search."""
        return self._search.rounds

    def play(self, pool: Pool, stop: threading.Event, tell: Callable[[int], object]) -> None:
        """Play until the end or until `stop` is set; call `tell` with the number of finished games.

        Raises:
            LeagueError: the bot does not start with its present values, or no game can be played.
        """
        for played in play_pairs(pool, self._pairs(), stop):
            for pair in played:
                self._record(pair)
            tell(self.games)
        self.ended = not stop.is_set()

    def _pairs(self) -> Iterator[Pair | None]:
        """Yield the pairs to play, and None while the next ones wait for results."""
        label, seat = self._version(self.present)
        yield self._pair(label, seat, 0, self._block(b"trial", 0))
        yield from self._finished(1)
        if (trouble := self.troubles.get(label)) and trouble.forfeits:
            raise LeagueError(f"{self.task.bot.name} forfeits with its present values: {trouble.message}")
        while not self.rounds or self._searching():
            yield from self._round()
        self.search_games = self.games
        if self.tuned != self.present:
            self._measuring = True
            yield from self._measurement()

    def _searching(self) -> bool:
        """Return whether another round fits into the search's share of the games or of the time."""
        if self._games is None:
            return self._elapsed() < SEARCH
        return self._asked + self._size() * self.task.round <= self._games * SEARCH

    def _size(self) -> int:
        """Return the size of the next round, as a multiple of the first one's."""
        return 1 + self.rounds // GROWTH

    def _round(self) -> Iterator[Pair | None]:
        """Play one round; all of its candidates play the same blocks."""
        candidates = self._search.ask()
        count = self._size() * self.task.blocks * CANDIDATES // len(candidates)  # the fewer, the more games for each
        blocks = [self._block(b"search", self.rounds, number) for number in range(count)]
        self._scores = []
        for candidate in candidates:
            label, seat = self._version(self._values(candidate))
            for block in blocks:
                for opponent in range(len(self._opponents)):
                    yield self._pair(label, seat, opponent, block)
        yield from self._finished(len(candidates) * count * len(self._opponents))
        rows = np.array(self._scores, np.float64).reshape(len(candidates), -1)  # None becomes NaN
        known = ~np.isnan(rows)
        means = np.where(known, rows, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        self._search.tell(dict(zip(candidates, means.tolist(), strict=True)), rows.shape[1])
        assert self.tuned
        self._say(f"round {self.rounds}: {described(self.task.constants, self.tuned)}")

    def _measurement(self) -> Iterator[Pair | None]:
        """Play the tuned and the present values on blocks that the search has not seen."""
        assert self.tuned
        versions = [self._version(self.tuned), self._version(self.present)]
        left = None if self._games is None else (self._games - self._asked) // self.task.measured_block
        self._scores = []
        number = 0
        while number < 2 or (self._elapsed() < 1 if left is None else number < left):
            block = self._block(b"measure", number)
            for opponent in range(len(self._opponents)):
                for label, seat in versions:
                    yield self._pair(label, seat, opponent, block)
            number += 1

    def _finished(self, pairs: int) -> Iterator[None]:
        """Yield None until so many pairs of this round have finished."""
        while len(self._scores) < pairs:
            yield None

    def _block(self, purpose: bytes, *numbers: int) -> Setup:
        """Return the setup of a block's games; the seeds of different purposes are independent."""
        arenas = self.task.arenas
        seed = derive(b"sweep " + purpose, self.task.seed, *numbers)
        return replace(self.task.setup, seed=seed, arena=arenas[sum(numbers) % len(arenas)])

    def _version(self, values: Sequence[Number]) -> tuple[str, Seat]:
        """Return the description of the bot with other values, and its seat."""
        task = self.task
        files = replaced(task.bot.files, dict(zip(task.constants, values, strict=True)))
        return described(task.constants, values), Seat(task.bot.name, files)

    def _values(self, candidate: Sequence[int]) -> tuple[Number, ...]:
        return tuple(each.value(index) for each, index in zip(self.task.ranges, candidate, strict=True))

    def _pair(self, label: str, seat: Seat, opponent: int, setup: Setup) -> Pair:
        other = self._opponents[opponent]
        self._playing.append((label, other.name))
        self._asked += 2
        return Pair(setup, seat, other)

    def _record(self, played: PlayedPair) -> None:
        self.games += 2
        self._scores.append(played.score())
        names = self._playing.popleft()
        for own, result in enumerate(played.results):
            if result.outcome is None:
                self.void.append(f"{names[0]} against {names[1]}, seed {played.pair.setup.seed}: {result.reason}")
                continue
            order = (own, 1 - own)  # the seats of the bot and of its opponent
            for name, seat in zip(names, order, strict=True):
                faults = result.outcome.result["seats"][seat]["faults"]
                if faults:
                    text = f"tick {faults[0]['tick']}: {faults[0]['kind']}: {faults[0]['message']}"
                    self._note(name, text, result.outcome.forfeited[seat])

    def _note(self, name: str, message: str, forfeited: bool) -> None:
        """Count a game with faults; the first of each version and opponent is told, up to TOLD of them."""
        if name not in self.troubles:
            self.troubles[name] = Trouble(message)
            if len(self.troubles) <= TOLD:
                what = "forfeited, which counts as lost" if forfeited else "fault"
                self._say(f"warning: {name}: {what}: {message}")
        self.troubles[name].games += 1
        self.troubles[name].forfeits += forfeited

    def scores(self) -> np.ndarray[tuple[int, int, int], np.dtype[np.float64]]:
        """Return the scores of the measurement's complete blocks, `[blocks, opponents, (tuned, present)]`."""
        shape = (len(self._opponents), 2)
        scores = self._scores if self._measuring else []
        whole = len(scores) // (shape[0] * shape[1]) * shape[0] * shape[1]
        rows = np.array(scores[:whole], np.float64).reshape(-1, *shape)
        return rows[~np.isnan(rows).any(axis=(1, 2))]

    def estimate(self) -> Estimate | None:
        """Return the measurement so far; None with fewer than two blocks."""
        scores = self.scores()
        return estimate(scores[:, :, 0], scores[:, :, 1])
