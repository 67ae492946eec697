"""The versions of a bot on a ladder, each with its own rating: what a change of its program was worth."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from league.ladder.aggregates import aggregate
from league.ladder.ladders import Scope
from league.ladder.table import rate
from league.storage.queries.bots import all_bots, versions_of
from league.storage.queries.history import played_between
from league.storage.store import Store


@dataclass(frozen=True)
class RatedVersion:
    """A version of a bot on a ladder; without games there, it has neither a rating nor times."""

    version: int  # from 1
    identity: str
    games: int
    elo: float | None = None
    elo_low: float | None = None  # ends of the 95 % interval
    elo_high: float | None = None
    first: int | None = None  # recording times of its first and last game, s since 1970 UTC
    last: int | None = None

    def as_dict(self) -> dict[str, object]:
        """Return it as a dict for JSON, with ratings rounded to a tenth."""
        values = asdict(self)
        return values | {name: round(values[name], 1) for name in _ELO if values[name] is not None}


_ELO = ("elo", "elo_low", "elo_high")


def rated_versions(store: Store, scope: Scope, bot: str) -> list[RatedVersion]:
    """Return a bot's versions on a ladder, oldest first."""
    summed = aggregate(store, scope.mode, scope.rules, scope.arena, scope.since)
    ratings = rate(store, scope, summed, [row.version for row in all_bots(store)])
    times = played_between(store, scope.mode, scope.rules, bot, scope.since)
    found = []
    for version in versions_of(store, bot):
        tally = summed.tallies.get(version.id)
        if tally is None or version.id not in ratings:
            found.append(RatedVersion(version.number, version.identity, 0))
            continue
        rating = ratings[version.id]
        first, last = times.get(version.id, (None, None))
        elo = (rating.elo, rating.low, rating.high)
        found.append(RatedVersion(version.number, version.identity, tally.games, *elo, first, last))
    return found
