"""Ratings from the ladder before a new season, or before a change of rules, as a prior for pairings."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from league.ratings.elo import bradley_terry
from league.storage.queries.bots import all_bots
from league.storage.queries.results import GameFilter, counts, meetings, version_links
from league.storage.queries.seasons import ladder_before
from league.storage.store import Store

ENOUGH = 20  # games on a ladder from which on a version needs no rating from the one before


def prior_ratings(store: Store, games: GameFilter, players: Collection[int] | None = None) -> Mapping[int, float]:
    """Return what the ladder before tells of versions that have fewer than 20 games on this one.

    The ladder before is that of the season before, or of the rules before; see `ladder_before`. A version that has no
    games there has the rating of the version that it follows. The mean of the versions rated is 1500 Elo, as on any
    ladder. These ratings are for choosing opponents; the ladder shown counts its own games only.

    Args:
        games: on the ladder that is played now, up to the start of a run, so that one that is resumed finds the same.
        players: ids of versions; by default the current ones of all bots in the folder.

    Returns:
        Elo by version id; without the versions that the ladder before knows nothing of.
    """
    before = ladder_before(store, games)
    if before is None:
        return {}
    if players is None:
        players = [bot.version for bot in all_bots(store) if bot.active]
    # Tables of several count as games of every two, whose strengths are the same; see LadderFormat.
    ratings = bradley_terry(meetings(store, before), version_links(store, players), players)
    here = counts(store, games)
    return {player: ratings.elo(player) for player in players if player in ratings and here.get(player, 0) < ENOUGH}
