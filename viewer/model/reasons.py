"""Who won and why, and the reasons why a match ended as it did, with the messages of faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandbox.clean import clean_text
from systems.replay.reasons import Reason, explain_result, find_reasons
from systems.rules import TICK_RATE
from viewer.model.match import SimulatedMatch

_MESSAGE = 300  # maximum characters of a fault's message


@dataclass(frozen=True)
class Verdict:
    """The end of a match in words.

    Attributes:
        winner: its side, or None for a draw.
        who: `NAME wins`, or `a draw`.
        how: the kind of its end, and when.
        why: what decided it.
    """

    winner: int | None
    who: str
    how: str
    why: str


def verdict(match: SimulatedMatch, names: Sequence[str]) -> Verdict | None:
    """Return the end of a match, given the names of its sides; None if its log does not reach it."""
    result = match.result
    if result is None:
        return None
    winner = result["winner"]
    why = explain_result(match.game, result, match.events)
    return Verdict(
        winner,
        "a draw" if winner is None else f"{names[winner]} wins",
        f"{result['how']} after {result['ticks'] / TICK_RATE:.1f} s",
        why.format(*names),
    )


def reasons(match: SimulatedMatch) -> list[Reason]:
    """Return all reasons in order of ticks, followed by the numbers of hits."""
    found = find_reasons(match.game, match.events, match.ticks)
    return [_explained(reason, match) for reason in found]


def _explained(reason: Reason, match: SimulatedMatch) -> Reason:
    """Add to a fault its message from the log's footer, which is untrusted text."""
    if reason.kind != "fault" or match.log.footer is None:
        return reason
    try:
        faults = match.log.footer["result"]["seats"][reason.side]["faults"]
        message = next(str(fault["message"]) for fault in faults if fault["tick"] == reason.tick)
    except (KeyError, IndexError, TypeError, StopIteration):
        return reason
    text = clean_text(message, _MESSAGE).replace("{", "{{").replace("}", "}}")
    return replace(reason, text=f"{reason.text}: {text}")
