"""Aggregates of a ladder's games, cached beside the store and updated incrementally, as results are append-only.

A void, which takes a game out of them, makes them outdated as a whole.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import Any

from league.ratings.meetings import Meetings
from league.storage.cache import read, write
from league.storage.queries.results import GameFilter, Tally, fingerprint, meetings, tallies
from league.storage.store import Store
from systems.modes import MODES

WORTH = 20_000  # new games after which the file is rewritten; a smaller league is summed up each time
_FORM = 3  # version of the file's format; other versions are ignored


@dataclass(frozen=True)
class Aggregates:
    """Aggregates of all games up to a certain one: results by pair of versions, and tallies by version."""

    meetings: Meetings  # empty for a mode with tables, whose ratings need each table
    tallies: dict[int, Tally]

    def __add__(self, other: Aggregates) -> Aggregates:
        found = dict(self.tallies)
        for version, tally in other.tallies.items():
            known = found.get(version)
            found[version] = Tally(*map(sum, zip(astuple(known), astuple(tally), strict=True))) if known else tally
        return Aggregates(self.meetings + other.meetings, found)

    def as_dict(self) -> dict[str, object]:
        columns = {field.name: getattr(self.meetings, field.name).tolist() for field in fields(Meetings)}
        return {"meetings": columns, "tallies": [[v, *astuple(tally)] for v, tally in self.tallies.items()]}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Aggregates:
        """Read the form that `as_dict` writes; raise KeyError, TypeError or ValueError if `kept` is anything else."""
        return cls(Meetings.of(**kept["meetings"]), {version: Tally(*counts) for version, *counts in kept["tallies"]})


def aggregate(store: Store, mode: str, rules: str, arena: str | None = None, since: int = 0) -> Aggregates:
    """Return the aggregates of all valid games of a mode and rules with an id above `since`, in one arena if given."""
    within = (f"-{arena}" if arena else "") + (f"-since-{since}" if since else "")
    path = store.path.with_name(f"{store.path.name}.{mode}-{rules[:16]}{within}.sums.json")
    after, found = since, Aggregates(Meetings.from_results([]), {})
    last = fingerprint(store)  # before the games are looked at: a void that comes between makes what is kept outdated
    kept = read(path)
    try:
        if kept["form"] == _FORM and kept["rules"] == rules and kept["last"] == fingerprint(store, kept["last"][0]):
            after, found = kept["last"][0], Aggregates.from_dict(kept)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        pass  # missing or damaged
    if last is None or last[0] <= after:
        return found
    part = GameFilter(mode, rules, after=after, until=last[0], arena=arena, since=since)
    pairs = MODES[mode].paired
    found += Aggregates(meetings(store, part) if pairs else Meetings.from_results([]), tallies(store, part))
    if last[0] - after >= WORTH:
        write(path, {"form": _FORM, "rules": rules, "last": last, **found.as_dict()})
    return found
