"""The schedule: which ladder is played next, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from league.host.settings import HostSettings, LadderSettings
from league.host.state import HostFacts, LadderFacts

FAILURES = 3  # in a row, from which on the time to the next run is doubled by each further one …
LONGEST = 24 * 3600.0  # s … up to this


@dataclass(frozen=True)
class Due:
    """A ladder, and when it is due.

    Attributes:
        at: s since 1970 UTC, 0 for now.
        placement: whether new versions are to be placed; otherwise everybody plays.
    """

    ladder: LadderSettings
    at: float
    placement: bool = False


def interval(settings: HostSettings, failures: int) -> float:
    """Return the s from the start of a run to the next, after a number of failures in a row."""
    usual = 60.0 * settings.every
    return usual if failures < FAILURES else max(usual, min(usual * 2.0 ** min(failures - FAILURES + 1, 20), LONGEST))


def due_at(
    settings: HostSettings, host: HostFacts, ladder: LadderSettings, facts: LadderFacts, at_once: bool = False
) -> Due | None:
    """Return when a ladder's next run is due, None while paused.

    A run is due at intervals, and some time after the bots have changed since new versions last got their games.

    Args:
        at_once: whether a change is due at once.
    """
    if facts.asked:
        return Due(ladder, 0.0)
    if host.paused:
        return None
    if facts.playing:  # it was interrupted
        return Due(ladder, 0.0, facts.placing)
    if facts.began is None:
        return Due(ladder, 0.0)
    usual = Due(ladder, facts.began + interval(settings, facts.failures))
    if None in (host.folder, facts.folder) or host.folder == facts.folder:
        return usual
    changed = Due(ladder, 0.0 if at_once else host.newest + settings.settle, ladder.places)
    return min(changed, usual, key=lambda one: one.at)


def due(
    settings: HostSettings,
    host: HostFacts,
    ladders: Mapping[str, LadderFacts],
    bots: int,
    without: Iterable[str] = (),
    at_once: bool = False,
) -> list[Due]:
    """Return the ladders by the time at which they are due, those without enough bots, or paused, left out.

    Args:
        ladders: what is known of each, by name.
        bots: number of bots in the folder.
        without: names of ladders to leave out.
    """
    found = []
    for ladder in settings.ladders:
        facts = ladders[ladder.name]
        if ladder.name in without or (bots < ladder.least_bots and not (facts.asked or facts.playing)):
            continue
        at = due_at(settings, host, ladder, facts, at_once)
        if at is not None:
            found.append(at)
    return sorted(found, key=lambda one: one.at)
