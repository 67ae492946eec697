"""The reasons why a match ended as it did, with the messages of faults."""

from __future__ import annotations

from dataclasses import replace

from sandbox.clean import clean_text
from systems.replay.reasons import Reason, find_reasons
from viewer.model.recording import Recording

_MESSAGE = 300  # maximum characters of a fault's message


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
