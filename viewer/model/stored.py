"""What a log tells of its match without a simulation: for logs that another version of the systems has played."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.log import MAX_TICKS, MatchLog
from sandbox.clean import clean_name, clean_text
from systems.release import UNKNOWN
from systems.rules import TICK_RATE
from systems.setup import CODE_VERSION, played_by
from viewer.model.seats import seat_names

_LENGTH = 300  # maximum characters of a fault's message
_MOST = 1e9  # of a number that is shown
_SEATS = 16  # at most


@dataclass(frozen=True)
class StoredSeat:
    """A seat of a recorded result."""

    name: str
    rank: int | None
    points: float
    hull: float
    damage: float
    faults: list[tuple[int, str, str]]  # tick, kind and message


@dataclass(frozen=True)
class StoredMatch:
    """The header and the recorded result of a log, which are untrusted: whatever is missing or invalid is left out.

    Attributes:
        subject: mode, arena, seed and code version.
        played: which release played it.
        end: how it ended, and who won; None without a result.
    """

    subject: str
    played: str
    end: str | None
    seats: list[StoredSeat]


def stored_match(log: MatchLog) -> StoredMatch | None:
    """Return what a log of another version of the systems tells; None if it is of this version, or of none."""
    setup = log.header.get("setup")
    version = setup.get("code_version") if isinstance(setup, dict) else None
    if not isinstance(setup, dict) or type(version) is not int or version == CODE_VERSION:
        return None
    mode, arena = (clean_name(str(setup.get(name) or "?")) for name in ("mode", "arena"))
    result = _object(_object(log.footer).get("result"))
    about = [_object(seat) for seat in _list(log.header.get("seats"))[:_SEATS]]
    names = seat_names([(str(seat.get("bot") or ""), str(seat.get("name") or "")) for seat in about])
    winner, ticks = result.get("winner"), result.get("ticks")
    end = None
    if result:
        who = "a draw" if winner is None else "somebody wins"
        if isinstance(winner, int) and 0 <= winner < len(names):
            who = f"{names[winner]} (seat {winner}) wins"
        length = ""
        if isinstance(ticks, int) and 0 <= ticks <= MAX_TICKS:
            length = f" after {ticks} ticks ({ticks / TICK_RATE:.1f} s)"
        end = f"{clean_name(str(result.get('how')))}{length}: {who}"
    ranks, seats = _list(result.get("ranks")), _list(result.get("seats"))
    entries = [
        _seat(name, ranks[side] if side < len(ranks) else None, _object(seats[side]) if side < len(seats) else {})
        for side, name in enumerate(names)
    ]
    subject = f"{mode} in {arena}, seed {clean_text(str(setup.get('seed')), 24)}, code version {version}"
    found = release_of(log)
    played = played_by(version) if found in (None, UNKNOWN) else f"release {found}"
    return StoredMatch(subject, played, end, entries)


def release_of(log: MatchLog) -> str | None:
    """Return the release that a log says has played it, cleaned; None in older logs."""
    found = log.header.get("release")
    return clean_text(found, 24) if isinstance(found, str) and found else None


def _seat(name: str, rank: Any, seat: dict[str, Any]) -> StoredSeat:
    points, hull, damage = (_number(seat.get(key)) for key in ("points", "hull", "damage"))
    faults = [
        (fault["tick"], clean_name(str(fault.get("kind"))), clean_text(str(fault.get("message") or ""), _LENGTH))
        for fault in map(_object, _list(seat.get("faults")))
        if type(fault.get("tick")) is int
    ]
    return StoredSeat(name, rank if type(rank) is int else None, points, hull, damage, faults)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and abs(value) < _MOST else 0.0
