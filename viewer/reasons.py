"""Why a match ended so: all that decided it, with the words of the faults."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sandbox.clean import clean_text
from systems.events import Event
from systems.why import Reason, why
from viewer.recording import Recording

_MESSAGE = 300  # characters of a fault


def reasons(recording: Recording) -> list[Reason]:
    """All reasons, by tick; how many shots hit at the end. A fault comes with its message.

    `why` tells a dozen and leaves out the rest, so it is asked for each thing by itself.
    """
    game, ticks = recording.game, recording.ticks
    things: defaultdict[tuple[Any, ...], list[Event]] = defaultdict(list)
    for event in recording.events:
        if event["kind"] == "hit":
            things["hit", int(game.side_of[event["ship"]])].append(event)
        elif event["kind"] == "beacon":
            things["beacon",].append(event)
        elif event["kind"] != "shot":
            things[event["kind"], event["ship"], event.get("side")].append(event)
    found = [reason for events in things.values() for reason in why(game, events, ticks)[:-1]]
    aim = why(game, recording.events, ticks)[-1]
    return [*(_explained(reason, recording) for reason in sorted(found, key=lambda reason: reason.tick)), aim]


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
