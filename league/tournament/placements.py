"""What came of a placement run: where its newcomers stand, and why some are not placed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from league.cli.wording import counted
from league.ladder.table import Ladder
from league.storage.pairing import SEATINGS
from league.storage.records import RunRecord
from league.storage.store import Store
from league.tournament.placement import bound_of, most_pairs, newcomers
from sandbox.clean import clean_text


class Unplaced(StrEnum):
    """Why a newcomer is not placed."""

    UNFINISHED = "unfinished"  # the run ended before
    FORFEITS = "forfeits"  # put it out
    EXHAUSTED = "exhausted"  # its interval is too wide after as many pairs as placement gives
    REPLACED = "replaced"  # its bot has a newer version
    GONE = "gone"  # its bot is not in the folder any more


@dataclass(frozen=True)
class PlacedVersion:
    """A newcomer after its placement; rank, Elo and interval are as on the ladder, None where it is not there."""

    bot: str
    version: int
    bound: float  # Elo
    games: int
    rank: int | None
    bots: int  # on the ladder
    elo: float | None
    reach: float | None  # half the width of the interval
    why: Unplaced | None  # it is not placed

    @property
    def placed(self) -> bool:
        """Whether its interval is within the bound."""
        return self.why is None

    def as_dict(self) -> dict[str, object]:
        """Return it as a dict for JSON, in the shape of `league run --format placement --json`."""
        rounded = {name: value and round(value, 1) for name, value in (("elo", self.elo), ("reach", self.reach))}
        return {**asdict(self), **rounded, "placed": self.placed}

    def reason(self) -> str:
        """Return why it is not placed, in words; "" if it is."""
        return _REASONS[self.why].format(bound=self.bound, pairs=most_pairs(self.bound)) if self.why else ""

    def __str__(self) -> str:
        name = f"{clean_text(self.bot, 40)} v{self.version}"
        where = f"{name}: place {self.rank} of {self.bots}, {self.elo:.0f} ±{self.reach:.0f}" if self.rank else name
        after = f"after {counted(self.games, 'game')}"
        return f"not placed {where} {after}: {self.reason()}" if self.why else f"placed {where} {after}"


_REASONS = {
    Unplaced.UNFINISHED: "the run ended before it was within ±{bound:.0f}; the next placement goes on",
    Unplaced.FORFEITS: "out after three forfeits in a row",
    Unplaced.EXHAUSTED: "not within ±{bound:.0f} after {pairs} pairs, which is all that placement gives: its results"
    " are too one-sided or contradictory; other formats narrow it further",
    Unplaced.REPLACED: "its bot has a newer version",
    Unplaced.GONE: "its bot is not in the folder any more",
}


def placements(store: Store, row: RunRecord, found: Ladder) -> list[PlacedVersion]:
    """Return what came of a placement run, sorted by place.

    Args:
        found: the ladder of its mode and rules.
    """
    bound = bound_of(row)
    rows = {one.bot.casefold(): one for one in found.rows}
    unplayed = {name.casefold() for name in found.unplayed}
    placed = []
    why: Unplaced | None
    for version in map(store.version, newcomers(store, row)):
        one = rows.get(version.bot.casefold())
        current = store.current(version.bot)
        if one is None or one.version != version.number:
            why = Unplaced.REPLACED if current and current.id != version.id else Unplaced.UNFINISHED
            if why is Unplaced.UNFINISHED and version.bot.casefold() not in unplayed:
                why = Unplaced.GONE
            placed.append(PlacedVersion(version.bot, version.number, bound, 0, None, found.ranked, None, None, why))
            continue
        why = None
        if one.out:
            why = Unplaced.FORFEITS if one.out == "forfeits" else Unplaced.GONE
        elif not one.games or one.reach > bound:
            given_up = one.games >= len(SEATINGS) * most_pairs(bound)
            why = Unplaced.EXHAUSTED if given_up else Unplaced.UNFINISHED
        rank, elo, reach = one.rank if one.ranked else None, one.elo, one.reach
        placed.append(PlacedVersion(version.bot, version.number, bound, one.games, rank, found.ranked, elo, reach, why))
    return sorted(placed, key=lambda one: (one.rank is None, one.rank or 0, one.bot.casefold()))
