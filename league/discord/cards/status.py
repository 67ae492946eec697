"""What /status says to a host."""

from __future__ import annotations

from dataclasses import dataclass

from league.cli.progress import so_far
from league.discord.cards.colors import NEWS
from league.discord.posts.outbox import Embed
from league.discord.text import FIELD, block, code, moment


@dataclass(frozen=True)
class Status:
    """How the bot is; times in s since 1970 UTC."""

    started: float
    run: tuple[int, int, int, bool] | None  # the last: its number, games played, games planned, finished
    playing: bool
    paused: bool
    due: float | None
    problem: tuple[float, str] | None  # of the last run that failed
    submissions: int  # that wait for an answer
    posts: int  # that wait to be sent
    given_up: tuple[str, ...]  # posts that Discord refused
    errors: tuple[tuple[float, str], ...]  # the newest


def status(found: Status) -> Embed:
    """The card."""
    if found.run is None:
        run = "none yet"
    else:
        number, played, games, finished = found.run
        run = f"{number}: {so_far(played, games)}, {'finished' if finished else 'not finished'}"
    soon = "now" if found.playing else "paused" if found.due is None else moment(found.due) if found.due else "now"
    fields = [
        ("Last run", run),
        ("Next run", soon),
        ("Since", moment(found.started)),
        ("Submissions that wait", str(found.submissions)),
        ("Posts that wait", str(found.posts)),
    ]
    embed: Embed = {
        "title": "Status",
        "color": NEWS,
        "fields": [{"name": name, "value": value, "inline": True} for name, value in fields],
    }
    if found.problem:
        at, text = found.problem
        value = f"{moment(at)}\n{code(text, 500)}"
        embed["fields"].append({"name": "The last run failed", "value": value})
    if found.given_up:
        embed["fields"].append({"name": "Posts that were refused", "value": block(list(found.given_up))})
    if found.errors:
        told = "\n".join(f"{moment(at)} {code(text, 150)}" for at, text in found.errors[::-1])
        embed["fields"].append({"name": "Errors", "value": told[:FIELD]})
    return embed
