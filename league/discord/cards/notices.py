"""News of a run for those who chose to be mentioned: their bots that were placed, or moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from league.discord.cards.colors import NEWS
from league.discord.posts.outbox import Embed
from league.discord.text import DESCRIPTION, joined, named, user
from league.host.report import RunReport


@dataclass(frozen=True)
class BotNews:
    """What happened to a bot of a user in a run.

    Attributes:
        before: its place at the last report; None if its version is new.
        place: None if it is not ranked.
    """

    user: int
    bot: str
    version: int
    before: int | None
    place: int | None


def notices(report: RunReport, chosen: Collection[int]) -> list[BotNews]:
    """Return the news of a run for the users who chose to get them, by place."""
    new = {(debut.bot, debut.version) for debut in report.debuts}
    found = []
    for row in report.rows:
        if row.owner is None or not row.owner.isdecimal() or int(row.owner) not in chosen:
            continue
        is_new, before = (row.bot, row.version) in new, report.before.get(row.bot)
        if is_new or (before is not None and row.ranked and before[0] != row.rank):
            was = None if is_new or before is None else before[0]
            found.append(BotNews(int(row.owner), row.bot, row.version, was, row.rank if row.ranked else None))
    return found


def mentions(run: int, news: Sequence[BotNews], link: str | None) -> Embed:
    """Return the card of the post that mentions the users; `link` is of the run's page."""
    lines = []
    for one in news:
        place = f"place {one.place}" if one.place is not None else "not ranked"
        was = f", was {one.before}" if one.before is not None else ""
        lines.append(f"{user(one.user)} **{named(one.bot)}** v{one.version}: {place}{was}")
    embed: Embed = {"title": f"News of run {run}", "color": NEWS, "description": joined(lines, DESCRIPTION)}
    return embed | ({"url": link} if link else {})
