"""The ladder, one bot's page, and a person's own bots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from league.cli.wording import counted
from league.discord.cards.colors import NEWS
from league.discord.cards.runs import note, table
from league.discord.posts.outbox import Embed
from league.discord.text import DESCRIPTION, block, joined, named, prose
from league.ladder.table import Ladder
from league.ladder.versions import RatedVersion
from league.storage.queries.history import PlayedGame
from league.storage.queries.results import OpponentScore
from league.storage.records import Version
from systems.rules import TICK_RATE

LAST = 8  # games
RIVALS = 10
VERSIONS = 12  # with their ratings


def ladder(found: Ladder, first: int, many: int, page: int, pages: int, url: str | None = None) -> Embed:
    """Return a page of the ladder: `many` bots starting at index `first`; `url` is of the ladder on the site."""
    rows = found.rows[first : first + many]
    body = block(table(rows), DESCRIPTION - 300) + note(rows) if rows else "No games have been played yet."
    if found.change and found.change.is_current:
        body = f"{found.change.when().capitalize()}; earlier games are on a ladder of their own.\n{body}"
    scope = found.scope
    season = f"season {named(scope.season.name)}, " if scope.season else ""
    embed: Embed = {"title": f"Ladder: {scope.mode}, {season}{counted(scope.games, 'game')}", "color": NEWS}
    embed["description"] = body
    embed |= {"url": url} if url else {}
    return {**embed, "footer": {"text": f"page {page} of {pages}"}} if pages > 1 else embed


@dataclass(frozen=True)
class BotCard:
    """What the page of a bot shows.

    Attributes:
        owner: whose it is, as `text.owner` returns it.
        ladder: on which it plays.
        met: results of its version by opponent, from `results.head_to_head`.
        last: its latest games, of any version, oldest first.
        versions: oldest first.
        url: of its page on the league's site.
        links: addresses of the pages of games, by name.
    """

    current: Version
    owner: str
    ladder: Ladder
    met: Sequence[OpponentScore]
    last: Sequence[PlayedGame]
    versions: Sequence[RatedVersion] = ()
    url: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def rated(self) -> list[RatedVersion]:
        """The versions that have a rating, newest first."""
        return [one for one in self.versions[::-1] if one.elo is not None]


def bot(facts: BotCard, chart: str | None = None) -> Embed:
    """Return the page of a bot: its place, the ratings of its versions, results by opponent, and latest games.

    Args:
        chart: name of the attached picture of the ratings.
    """
    current, found = facts.current, facts.ladder
    row = next((row for row in found.rows if row.bot == current.bot), None)
    fields = []
    if row:
        place = f"{row.rank} of {found.ranked}" if row.ranked else f"not ranked: {row.out}"
        provisional = " (provisional)" if row.provisional else ""
        fields += [("Place", place), ("Elo", f"{row.elo:.0f} ± {row.reach:.0f}{provisional}")]
        if row.place is not None:
            fields.append(("Mean place in a game", row.shown_place()))
        fields.append(("Games", f"{row.wins} won, {row.draws} drawn, {row.losses} lost"))
    fields.append(("Version", f"{current.number}, `{current.identity[:16]}`"))
    if facts.owner:
        fields.append(("Owner", facts.owner))
    embed: Embed = {
        "title": named(current.bot),
        "color": NEWS,
        "fields": [{"name": name, "value": value, "inline": True} for name, value in fields],
    }
    if facts.rated:
        embed["fields"].append({"name": "Rating history", "value": block(_ratings(facts.rated))})
    if rivals := _rivals(facts.met):
        embed["fields"].append({"name": "Against (won, drawn, lost)", "value": block(rivals)})
    if lines := [told(game, current.bot, facts.links) for game in facts.last[::-1]]:
        embed["fields"].append({"name": "Latest games", "value": joined(lines)})
    embed |= {"url": facts.url} if facts.url else {}
    return {**embed, "image": {"url": f"attachment://{chart}"}} if chart else embed


def _ratings(rated: Sequence[RatedVersion]) -> list[str]:
    """Return a line for each version, newest first."""
    lines = [f"{'':5} {'Elo':>5} {'±':>4} {'games':>6}  since"]
    for one in rated[:VERSIONS]:
        reach = ((one.elo_high or 0.0) - (one.elo_low or 0.0)) / 2
        since = f"{datetime.fromtimestamp(one.first, UTC):%Y-%m-%d}" if one.first else ""
        lines.append(f"v{one.version:<4} {one.elo or 0.0:5.0f} {reach:4.0f} {one.games:6}  {since}".rstrip())
    if len(rated) > VERSIONS:
        lines.append(f"and {len(rated) - VERSIONS} older")
    return lines


def _rivals(met: Sequence[OpponentScore]) -> list[str]:
    """Return results by opponent, ordered by the number of games."""
    scores: dict[str, list[int]] = {}
    for row in met:
        score = scores.setdefault(row.bot, [0, 0, 0])
        for n, games in enumerate((row.wins, row.draws, row.losses)):
            score[n] += games
    most = sorted(scores.items(), key=lambda item: (-sum(item[1]), item[0].casefold()))[:RIVALS]
    return [f"{name:24} {won:4} {drawn:4} {lost:4}" for name, (won, drawn, lost) in most]


def told(game: PlayedGame, bot: str, links: Mapping[str, str], version: int | None = None) -> str:
    """Return a line about a game of a bot, or of a version of it.

    Args:
        links: addresses of pages of games, by name.
    """
    seats = [seat for seat in game.seats if seat.bot.casefold() == bot.casefold()]
    own = next((seat for seat in seats if seat.version == version), seats[0])
    name = f"[`{game.name}`]({links[game.name]})" if game.name in links else f"`{game.name}`"
    others = ", ".join(f"{named(seat.bot)} v{seat.version}" for seat in game.seats if seat is not own)
    if game.is_void:
        return f"{name} against {others}: {prose(game.trail, 300)}"
    firsts = sum(seat.rank == 1 for seat in game.seats)
    came_out = "lost" if own.rank != 1 else "won" if firsts == 1 else "drawn"
    return f"{name} {came_out} against {others}: {game.how}, {game.ticks / TICK_RATE:.0f} s"


def mine(names: Sequence[str], found: Ladder | None, most: int) -> Embed:
    """Return a person's bots in the league, of at most `most`."""
    rows = {row.bot.casefold(): row for row in found.rows} if found else {}
    played = [row for name in names if (row := rows.get(name.casefold()))]
    lines = table(played) if played else []
    lines += [f"{name} has not played yet" for name in names if name.casefold() not in rows]
    text = block(lines, DESCRIPTION) if lines else "None yet. Send one with `/submit`; see `/help`."
    return {"title": f"Your bots: {len(names)} of {most}", "color": NEWS, "description": text}
