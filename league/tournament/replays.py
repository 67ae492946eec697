"""Replays of void games: each is played once more, with the seed and the versions of its run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from league.match.batch import Job
from league.storage.logs import LogFolder
from league.storage.queries.corrections import VoidGame, unreplayed
from league.storage.records import RunRecord
from league.storage.store import Store
from league.tournament.recorder import Fixture, Recorder
from league.tournament.run import rules_hash
from league.workers.batches import JobResult
from systems.setup import DEFAULT_TICKS


class Replays:
    """The void games of a league that have no later attempt.

    Args:
        run: only those of this run.
        games: these, in place of all.
    """

    def __init__(
        self, store: Store, logs: LogFolder, run: int | None = None, games: Iterable[VoidGame] | None = None
    ) -> None:
        self._recorder = Recorder(store, logs)
        self._games: list[Fixture] = []
        self.played = 0
        self.outdated: dict[int, int] = {}  # number of void games by run, of runs with other rules: not played
        rows: dict[int, RunRecord] = {}
        for game in unreplayed(store, run) if games is None else games:
            row = rows.get(game.run) or store.run(game.run)
            assert row
            rows[game.run] = row
            options = row.parsed_options()
            if row.rules == rules_hash(row.mode, options.get("ships", 1), options.get("ticks", DEFAULT_TICKS)):
                self._games.append(Fixture(row, game.pairing, game.seating, game.attempt + 1))
            else:
                self.outdated[game.run] = self.outdated.get(game.run, 0) + 1

    @property
    def games(self) -> int:
        """Number of games to play."""
        return len(self._games)

    @property
    def runs(self) -> list[RunRecord]:
        """The runs of the games to play."""
        return list({game.run.id: game.run for game in self._games}.values())

    @property
    def void(self) -> list[str]:
        """Matches given up again, one line each."""
        return self._recorder.void

    def jobs(self) -> Iterator[Job]:
        """Yield the games to play, in the order of their runs and pairings."""
        for number, game in enumerate(self._games):
            yield self._recorder.job(number, game)

    def record(self, results: Sequence[JobResult]) -> None:
        """Record results as the next attempts of their games."""
        self._recorder.record((self._games[result.job.number], result) for result in results)
        self.played += len(results)
