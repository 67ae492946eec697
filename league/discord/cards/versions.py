"""Two bots, or two versions, against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from league.cli.wording import counted
from league.discord.cards.bots import told
from league.discord.cards.colors import NEWS
from league.discord.lookup import FoundVersion
from league.discord.posts.outbox import Embed
from league.discord.text import block, joined, named
from league.ladder.versions import RatedVersion
from league.storage.queries.history import PlayedGame
from league.storage.queries.results import PairScore

PAIRS = 10  # pairs of versions listed


@dataclass(frozen=True)
class Versus:
    """Results of one against another on a ladder.

    Attributes:
        scores: by the numbers of their versions; of all versions where none was named.
        ratings: of each of the two versions.
        last: their latest games, oldest first.
        links: addresses of pages of games, by name.
        url: of the page about both.
    """

    mode: str
    one: FoundVersion
    other: FoundVersion
    scores: Sequence[PairScore]
    ratings: tuple[RatedVersion | None, RatedVersion | None]
    last: Sequence[PlayedGame]
    links: Mapping[str, str]
    url: str | None


def versus(found: Versus) -> Embed:
    """Return the record of one against another."""
    wins, draws, losses = (sum(getattr(score, name) for score in found.scores) for name in ("wins", "draws", "losses"))
    games = wins + draws + losses
    record = f"{wins} won, {draws} drawn, {losses} lost" if games else "no games yet: `/match` plays a friendly"
    fields = [{"name": f"{named(str(found.one))}, {counted(games, 'game')}", "value": record}]
    for one, rated in zip((found.one, found.other), found.ratings, strict=True):
        if rated is not None and rated.elo is not None:
            reach = ((rated.elo_high or 0.0) - (rated.elo_low or 0.0)) / 2
            value = f"{rated.elo:.0f} ± {reach:.0f} ({counted(rated.games, 'game')})"
            fields.append({"name": f"Elo of {named(one.version.bot)} v{rated.version}", "value": value})
    if len(found.scores) > 1:
        newest = sorted(found.scores, key=lambda score: (-score.version, -score.other))[:PAIRS]
        lines = [f"v{s.version:<4} v{s.other:<4} {s.wins:5} {s.draws:5} {s.losses:5}" for s in newest]
        fields.append({"name": "By version (won, drawn, lost)", "value": block(lines)})
    if found.last:
        lines = [told(game, found.one.version.bot, found.links, found.one.asked) for game in found.last[::-1]]
        fields.append({"name": "Latest games", "value": joined(lines)})
    embed: Embed = {
        "title": f"{named(str(found.one))} against {named(str(found.other))} ({found.mode})",
        "color": NEWS,
        "fields": fields,
    }
    return embed | ({"url": found.url} if found.url else {})
