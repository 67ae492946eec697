"""The ladder, a bot's page, and somebody's own bots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from league.discord.cards.colors import NEWS
from league.discord.cards.runs import name_of, table
from league.discord.outbox import Embed
from league.discord.text import DESCRIPTION, FIELD, block, plain, user
from league.history import Played
from league.records import Version
from league.table import Ladder
from league.wording import counted
from systems.rules import TICK_RATE

LAST = 8  # games
RIVALS = 10


def ladder(found: Ladder, first: int, many: int, page: int, pages: int) -> Embed:
    """A page of the ladder: so many bots from `first` on, from 0."""
    rows = found.rows[first : first + many]
    body = block(table(rows), DESCRIPTION) if rows else "Nothing has been played yet."
    embed: Embed = {"title": f"Ladder: {found.scope.mode}, {counted(found.scope.games, 'game')}", "color": NEWS}
    embed["description"] = body
    return {**embed, "footer": {"text": f"page {page} of {pages}"}} if pages > 1 else embed


def bot(current: Version, owner: str | None, found: Ladder, games: Sequence[Played]) -> Embed:
    """A bot: its place, whom it beats, its last games. `games`: all that it played on the ladder, any version."""
    row = next((row for row in found.rows if row.bot == current.bot), None)
    fields = []
    if row:
        reach = (row.elo_high - row.elo_low) / 2
        place = f"{row.rank} of {len(found.rows)}" + (f", out: {row.out}" if row.out else "")
        fields += [("Place", place), ("Elo", f"{row.elo:.0f} ± {reach:.0f}")]
        fields.append(("Games", f"{row.wins} won, {row.draws} drawn, {row.losses} lost"))
    fields.append(("Version", f"{current.number}, `{current.identity[:16]}`"))
    if owner and owner.isdecimal():
        fields.append(("Owner", user(int(owner))))
    embed: Embed = {
        "title": plain(current.bot),
        "color": NEWS,
        "fields": [{"name": name, "value": value, "inline": True} for name, value in fields],
    }
    if rivals := _rivals(current, games):
        embed["fields"].append({"name": "Against (won, drawn, lost)", "value": block(rivals)})
    if last := [_told(game, current.bot) for game in games[-LAST:][::-1]]:
        embed["fields"].append({"name": "Last games", "value": "\n".join(last)[:FIELD]})
    return embed


def _rivals(current: Version, games: Sequence[Played]) -> list[str]:
    """What this version scored against each bot, those that it met most first."""
    scores: dict[str, Counter[str]] = {}
    own = (current.bot.casefold(), current.number)
    for game in games:
        seats = [seat for seat in game.seats if (seat["bot"].casefold(), seat["version"]) == own]
        for seat in game.seats if seats and game.how != "void" else ():
            if seat is not seats[0]:
                better = seat["rank"] - seats[0]["rank"]
                score = "won" if better > 0 else "lost" if better < 0 else "drawn"
                scores.setdefault(seat["bot"], Counter())[score] += 1
    most = sorted(scores.items(), key=lambda item: (-item[1].total(), item[0].casefold()))[:RIVALS]
    return [f"{name:24} {n['won']:4} {n['drawn']:4} {n['lost']:4}" for name, n in most]


def _told(game: Played, bot: str) -> str:
    name = name_of(game.run, game.pairing, game.game)
    own = next(seat for seat in game.seats if seat["bot"].casefold() == bot.casefold())
    others = ", ".join(f"{plain(seat['bot'])} v{seat['version']}" for seat in game.seats if seat is not own)
    if game.how == "void":
        return f"`{name}` not played, against {others}"
    firsts = sum(seat["rank"] == 1 for seat in game.seats)
    came_out = "lost" if own["rank"] > 1 else "won" if firsts == 1 else "drawn"
    return f"`{name}` {came_out} against {others}: {game.how}, {game.ticks / TICK_RATE:.0f} s"


def mine(names: Sequence[str], found: Ladder | None, most: int) -> Embed:
    """Somebody's bots in the league, of at most so many."""
    rows = {row.bot.casefold(): row for row in found.rows} if found else {}
    played = [row for name in names if (row := rows.get(name.casefold()))]
    lines = table(played) if played else []
    lines += [f"{name} waits for its first game" for name in names if name.casefold() not in rows]
    text = block(lines, DESCRIPTION) if lines else "None yet. `/submit` takes one; `/help` says how."
    return {"title": f"Your bots: {len(names)} of {most}", "color": NEWS, "description": text}
