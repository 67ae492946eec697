"""Why a match ended so: all that decided it, with the words of the faults."""

from __future__ import annotations

from dataclasses import replace

from sandbox.clean import clean_text
from systems.replay.why import Reason, why
from viewer.model.recording import Recording

_MESSAGE = 300  # characters of a fault


def reasons(recording: Recording) -> list[Reason]:
    """All reasons, by tick; how many shots hit at the end. A fault comes with its message."""
    found = why(recording.game, recording.events, recording.ticks)
    return [_explained(reason, recording) for reason in found]


def _explained(reason: Reason, recording: Recording) -> Reason:
    """A fault with its message, as far as the log's footer says it: a stranger may have written that."""
    if reason.kind != "fault" or recording.log.footer is None:
        return reason
    try:
        faults = recording.log.footer["result"]["seats"][reason.side]["faults"]
        message = next(str(fault["message"]) for fault in faults if fault["tick"] == reason.tick)
    except (KeyError, IndexError, TypeError, StopIteration):
        return reason
    text = clean_text(message, _MESSAGE).replace("{", "{{").replace("}", "}}")
    return replace(reason, text=f"{reason.text}: {text}")
