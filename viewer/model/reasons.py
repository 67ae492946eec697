"""Who won and why, and the reasons why a match ended as it did, with the messages of faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandbox.clean import clean_text
from systems.replay.reasons import Reason, explain_result, find_reasons
from systems.rules import TICK_RATE
from viewer.model.recording import Recording

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


def verdict(recording: Recording, names: Sequence[str]) -> Verdict | None:
    """Return the end of a match, given the names of its sides; None if the recording does not reach it."""
    result = recording.result
    if result is None:
        return None
    winner = result["winner"]
    why = explain_result(recording.game, result, recording.events)
    return Verdict(
        winner,
        "a draw" if winner is None else f"{names[winner]} wins",
        f"{result['how']} after {result['ticks'] / TICK_RATE:.1f} s",
        why.format(*names),
    )


def reasons(recording: Recording) -> list[Reason]:
    """Return all reasons in order of ticks, followed by the numbers of hits."""
    found = find_reasons(recording.game, recording.events, recording.ticks)
    return [_explained(reason, recording) for reason in found]


def _explained(reason: Reason, recording: Recording) -> Reason:
    """Add to a fault its message from the log's footer, which is untrusted text."""
    if reason.kind != "fault" or recording.log.footer is None:
        return reason
    try:
        faults = recording.log.footer["result"]["seats"][reason.side]["faults"]
        message = next(str(fault["message"]) for fault in faults if fault["tick"] == reason.tick)
    except (KeyError, IndexError, TypeError, StopIteration):
        return reason
    text = clean_text(message, _MESSAGE).replace("{", "{{").replace("}", "}}")
    return replace(reason, text=f"{reason.text}: {text}")
