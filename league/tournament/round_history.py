"""A run's rounds so far, and the results that later rounds still need."""

from __future__ import annotations

from league.storage.pairing import SEATINGS, Pairing
from league.storage.records import GameRecord


class RoundHistory:
    """The rounds of a run and their results."""

    def __init__(self) -> None:
        self.rounds = 0  # made, or skipped because no pairing was left in them
        self.pairings = 0
        self.games = 0  # recorded
        self.open: dict[int, list[Pairing]] = {}  # rounds that lack results
        self.played: set[tuple[int, str]] = set()  # of these rounds: (pairing's number, seating)
        self._round_of: dict[int, int] = {}  # of their pairings
        self._results: dict[int, list[GameRecord]] = {}

    def made(self, pairings: list[Pairing]) -> None:
        """Add the next round, of at least one pairing."""
        self.rounds = pairings[0].round
        self.pairings += len(pairings)
        self.open[self.rounds] = pairings
        self._results[self.rounds] = []
        self._round_of.update((pairing.number, self.rounds) for pairing in pairings)

    def recorded(self, game: GameRecord) -> None:
        """Add a result; each game only once."""
        number = self._round_of[game.pairing]
        self.games += 1
        self.played.add((game.pairing, game.seating))
        self._results[number].append(game)
        if len(self._results[number]) == len(SEATINGS) * len(self.open[number]):
            for pairing in self.open.pop(number):
                del self._round_of[pairing.number]
                self.played.difference_update((pairing.number, seating) for seating in SEATINGS)

    def pairing(self, number: int) -> Pairing:
        """Return a pairing of a round that lacks results, by its number."""
        pairings = self.open[self._round_of[number]]
        return pairings[number - pairings[0].number]

    def take(self, number: int) -> list[GameRecord] | None:
        """Remove and return the results of a round; None while it lacks some."""
        return None if number in self.open else self._results.pop(number, [])
