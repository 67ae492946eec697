"""Ownership of bot names, and limits on what one person may submit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from league.cli.errors import LeagueError, RefusalCode, Refused
from league.cli.wording import counted, listed
from league.storage.queries import bots
from league.storage.queries.bots import new_bytes, stored_bytes
from league.storage.store import Store
from sandbox.identity import Files
from sandbox.names import skeleton

HOUR = 3600  # s
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,63}")


@dataclass(frozen=True)
class SubmissionLimits:
    """Limits for one person, and for the store; None means unlimited."""

    an_hour: int | None = None  # submissions per hour, accepted or refused
    bots: int | None = None  # bots in the league at a time
    stored: int | None = None  # bytes of all of their versions in the store
    stored_in_all: int | None = None  # bytes of everyone's versions in the store


UNLIMITED = SubmissionLimits()


def check_owner(owner: str) -> str:
    """Return the owner id if it is valid, else raise LeagueError."""
    if not _OWNER.fullmatch(owner):
        raise LeagueError("an owner's id is 1 to 64 of A-Z a-z 0-9 . _ : @ + -, starting with a letter or digit")
    return owner


def check_name(store: Store, name: str, owner: str, there: Iterable[str]) -> None:
    """Raise Refused if a name belongs to someone else, or looks like one that does.

    Args:
        there: names in the league's folder; those that the store does not know belong to the host.
    """
    owners: dict[str, str | None] = {other.casefold(): None for other in there}
    owners.update((other.casefold(), its) for other, its in bots.owners(store).items())
    others = {other for other, its in owners.items() if its != owner}
    if name.casefold() in others:
        raise Refused(RefusalCode.TAKEN, f"the name {name} belongs to someone else", "choose another name")
    own = skeleton(name)
    if name.casefold() not in owners:
        for other in sorted(others):
            if skeleton(other) == own:
                raise Refused(RefusalCode.ALIKE, f"{name} looks like someone else's {other}", "choose another name")


def check_rate(latest: Callable[[int, int, int], list[int]], terms: SubmissionLimits, now: int) -> None:
    """Raise Refused if an owner has reached the limit of submissions in the last hour.

    Args:
        latest: returns the times of the owner's submissions, newest first, within (after, until], up to a number.
    """
    if terms.an_hour is None:
        return
    sent = latest(now - HOUR, now, terms.an_hour)  # without future times, from a clock set wrong
    if len(sent) >= terms.an_hour:
        wait = -(-(sent[-1] + HOUR - now) // 60) if sent else 60
        raise Refused(
            RefusalCode.OFTEN,
            f"a person may send {counted(terms.an_hour, 'submission')} an hour, and has",
            f"send it again in {wait} min",
        )


def check_bot_count(store: Store, name: str, owner: str, terms: SubmissionLimits, there: Iterable[str]) -> None:
    """Raise Refused if an owner has reached the limit of other bots in the league; `there`: names in its folder."""
    present = {bot.casefold() for bot in there} - {name.casefold()}
    others = [bot for bot in bots.active_names(store, owner) if bot.casefold() in present]
    if terms.bots is not None and len(others) >= terms.bots:
        raise Refused(
            RefusalCode.MANY,
            f"a person may have {counted(terms.bots, 'bot')} here, and has: {listed(others)}",
            "withdraw one of them",
        )


def check_quota(store: Store, owner: str, terms: SubmissionLimits, files: Files) -> None:
    """Raise Refused if storing a bot's files would exceed the quota of its owner or of the store."""
    for most, taken, code, whose in (
        (terms.stored, partial(stored_bytes, store, owner), RefusalCode.QUOTA, "a person's versions"),
        (terms.stored_in_all, partial(stored_bytes, store), RefusalCode.FULL, "all versions together"),
    ):
        if most is None:
            continue
        more, used = new_bytes(store, files), taken()
        if more and used + more > most:
            what = f"{whose} may take {most:,} bytes of the store, and take {used:,} without these {more:,}"
            raise Refused(code, what, "ask a host to raise the quota")
