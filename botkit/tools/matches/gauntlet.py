"""The games of one bot against many: from each seed two against every opponent, with the seats exchanged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from league.bots.roster import Entry
from league.cli.errors import LeagueError
from league.match.manager import Seat
from league.ratings.sprt import SCORES, Sprt, expected
from league.workers.games import Game
from league.workers.pairs import Pair, PlayedPair
from sandbox.fault import FaultKind
from systems.setup import Setup

WORST = 6  # maximum number of seeds that are shown …
WORST_EACH = 2  # … and of those against one opponent


@dataclass(frozen=True)
class PlayedSeed:
    """The two games from one seed against one opponent, the worse one first."""

    opponent: Entry
    games: tuple[Game, ...]

    @property
    def score(self) -> float:
        return sum(game.score for game in self.games) / len(self.games)

    @property
    def lost(self) -> int:
        """Number of games lost."""
        return sum(game.score == 0 for game in self.games)

    @property
    def order(self) -> tuple[float, tuple[float, float]]:
        """Sort key, smallest for the worst seed."""
        return self.score, self.games[0].margin


@dataclass
class GauntletRow:
    """The games against one opponent, or against all."""

    name: str
    seeds: list[PlayedSeed] = field(default_factory=list)

    def share(self) -> tuple[float, float, float] | None:
        """Return the share of the points, 0..1, and the ends of its 95 % interval; None without games."""
        if not self.seeds:
            return None
        scores = [seed.score for seed in self.seeds]
        counts = [scores.count(score) for score in SCORES]
        _, least, most, _ = Sprt(0, 1, 0.05, 0.05, counts).elo()
        share, (low, high) = sum(scores) / len(scores), expected([least, most]).tolist()
        return round(share, 4), round(min(low, share), 4), round(max(high, share), 4)

    def as_dict(self) -> dict[str, Any]:
        """Return the row as a dict for JSON; shares and the mean length are null without games."""
        games = [game for seed in self.seeds for game in seed.games]
        scores = Counter(game.score for game in games)
        share, low, high = self.share() or (None, None, None)
        return {
            "bot": self.name,
            "games": len(games),
            "won": scores[1],
            "drawn": scores[0.5],
            "lost": scores[0],
            "share": share,
            "low": low,
            "high": high,
            "faults": sum(game.faults for game in games),
            "ticks": round(sum(game.result["ticks"] for game in games) / len(games), 1) if games else None,
            "how": dict(Counter(str(game.result["how"]) for game in games).most_common()),
        }


class Gauntlet:
    """The games of a bot against all opponents, and their results so far."""

    def __init__(self, bot: Entry, opponents: Sequence[Entry], setup: Setup, seeds: range) -> None:
        self.bot, self.opponents, self.setup, self.seeds = bot, tuple(opponents), setup, seeds
        self.rows = [GauntletRow(entry.name) for entry in opponents]
        self.finished = 0  # games
        self.void: list[str] = []  # games that could not be played; the other game from their seed does not count
        self.fault = ""  # the bot's first, and where it was
        self.not_started: dict[int, str] = {}  # places of opponents that do not start, with their errors

    @property
    def games(self) -> int:
        """Number of games when all have finished."""
        return 2 * len(self.opponents) * len(self.seeds)

    @property
    def ended(self) -> bool:
        return self.finished == self.games

    @property
    def total(self) -> GauntletRow:
        return GauntletRow("all", [seed for row in self.rows for seed in row.seeds])

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs to play, seed by seed, so that a run that is stopped has met all opponents equally often."""
        own = Seat(self.bot.name, self.bot.files)
        for seed in self.seeds:
            for entry in self.opponents:
                yield Pair(replace(self.setup, seed=seed), own, Seat(entry.name, entry.files))

    def record(self, played: PlayedPair) -> None:
        """Add the next pair. Raises LeagueError if the bot does not start."""
        place = self.finished // 2 % len(self.rows)
        self.finished += 2
        games = []
        for seat, each in enumerate(played.results):
            where = f"against {self.rows[place].name}, seed {played.pair.setup.seed}, seat {seat}"
            if each.outcome is None:
                self.void.append(f"{where}: {each.reason}")
                continue
            games.append(Game(seat, each.outcome.result))
            for fault in each.outcome.result["seats"][seat]["faults"][:1]:
                if fault["kind"] == FaultKind.START:
                    raise LeagueError(f"{self.bot.name} does not start: {fault['message']}")
                self.fault = self.fault or f"{where}, tick {fault['tick']}: {fault['kind']}: {fault['message']}"
            for fault in each.outcome.result["seats"][1 - seat]["faults"][:1]:
                if fault["kind"] == FaultKind.START:
                    self.not_started.setdefault(place, fault["message"])
        if len(games) == len(played.results):
            games.sort(key=lambda game: (game.score, game.margin))
            self.rows[place].seeds.append(PlayedSeed(self.opponents[place], tuple(games)))

    def worst(self) -> list[PlayedSeed]:
        """Return the worst seeds with a lost game, the worst first."""
        found = []
        for row in self.rows:
            lost = [seed for seed in row.seeds if seed.lost]
            found += sorted(lost, key=lambda seed: seed.order)[:WORST_EACH]
        return sorted(found, key=lambda seed: seed.order)[:WORST]
