"""Ratings from the ladder before a change of rules, as a prior for the pairings of the ladder after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from league.ratings.elo import bradley_terry
from league.storage.queries.bots import all_bots
from league.storage.queries.results import GameFilter, counts, last_other_rules, meetings, version_links
from league.storage.store import Store

ENOUGH = 20  # games on a ladder from which on a version needs no rating from the one before


def prior_ratings(
    store: Store, mode: str, rules: str, players: Collection[int] | None = None, until: int = 2**62
) -> Mapping[int, float]:
    """Return what the ladder before tells of versions that have fewer than 20 games on this one.

    The ladder before is the one of the same mode and other rules that was played last. A version that has no games
    there has the rating of the version that it follows. The mean of the versions rated is 1500 Elo, as on any ladder.
    These ratings are for choosing opponents; the ladder shown counts its own games only.

    Args:
        rules: of the ladder that is played now, SHA-256, hex.
        players: ids of versions; by default the current ones of all bots in the folder.
        until: id of the last game that counts, so that a resumed run finds what it found at its start.

    Returns:
        Elo by version id; without the versions that the ladder before knows nothing of.
    """
    before = last_other_rules(store, mode, rules, until)
    if before is None:
        return {}
    if players is None:
        players = [bot.version for bot in all_bots(store) if bot.active]
    links = [link for link in version_links(store) if max(link) <= max(players, default=0)]
    # Tables of several count as games of every two, whose strengths are the same; see LadderFormat.
    ratings = bradley_terry(meetings(store, GameFilter(mode, before, until=until)), links, players)
    here = counts(store, GameFilter(mode, rules, until=until))
    return {player: ratings.elo(player) for player in players if player in ratings and here.get(player, 0) < ENOUGH}
