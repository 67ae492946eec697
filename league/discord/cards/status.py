"""The card of /status, for hosts."""

from __future__ import annotations

from dataclasses import dataclass

from league.cli.progress import so_far
from league.discord.cards.colors import NEWS
from league.discord.posts.outbox import Embed
from league.discord.text import FIELD, block, code, moment

SHOWN = 5  # problems


@dataclass(frozen=True)
class Status:
    """State of the bot; times in s since 1970 UTC."""

    started: float
    run: tuple[int, int, int, bool] | None  # the latest: number, games played, games planned, finished
    playing: bool
    paused: bool
    due: float | None
    problems: tuple[tuple[float, str], ...]  # of each ladder whose latest run failed
    submissions: int  # awaiting an answer
    posts: int  # waiting to be sent
    given_up: tuple[str, ...]  # posts that Discord refused
    errors: tuple[tuple[float, str], ...]  # the newest


def status(found: Status) -> Embed:
    """Return the card."""
    if found.run is None:
        run = "none yet"
    else:
        number, played, games, finished = found.run
        run = f"{number}: {so_far(played, games)}, {'finished' if finished else 'not finished'}"
    if found.playing:
        soon = "now"
    elif found.due is None:
        soon = "paused" if found.paused else "once there are enough bots"
    else:
        soon = moment(found.due) if found.due else "now"
    fields = [
        ("Last run", run),
        ("Next run", soon),
        ("Running since", moment(found.started)),
        ("Pending submissions", str(found.submissions)),
        ("Pending posts", str(found.posts)),
    ]
    embed: Embed = {
        "title": "Status",
        "color": NEWS,
        "fields": [{"name": name, "value": value, "inline": True} for name, value in fields],
    }
    for at, text in found.problems[:SHOWN]:
        value = f"{moment(at)}\n{code(text, 500)}"
        embed["fields"].append({"name": "The last run failed", "value": value})
    if found.given_up:
        embed["fields"].append({"name": "Posts refused by Discord", "value": block(list(found.given_up))})
    if found.errors:
        errors = "\n".join(f"{moment(at)} {code(text, 150)}" for at, text in found.errors[::-1])
        embed["fields"].append({"name": "Errors", "value": errors[:FIELD]})
    return embed
