"""The moments of a match: its events in words, with those that last counted once, and the bots' own marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from systems.config import GameConfig
from systems.replay.events import Event
from viewer.model.event_text import TOLD, describe_event
from viewer.model.match import SimulatedMatch
from viewer.model.sidecar import Sidecar

MATTERS = (*TOLD, "mark")  # kinds of moments that decide matches
TOUCHES = ("hit", "collision", "wall")  # kinds of moments of which there are many
_APART = 15  # ticks without a contact, or without a fault, after which the next is another one


@dataclass(frozen=True)
class Moment:
    """A moment of a match.

    Attributes:
        tick: the state to look at, the first that shows it.
        last: the last tick of what lasts.
        kind: one of MATTERS or TOUCHES.
        side: the side concerned, or None.
        text: in words, with the names of sides.
    """

    tick: int
    last: int
    kind: str
    side: int | None
    text: str


def moments(match: SimulatedMatch, sidecar: Sidecar, names: Sequence[str]) -> list[Moment]:
    """Return all moments in the order of ticks, given the names of the sides; contacts that last are one."""
    game, found = match.game, list[Moment]()
    lasting: dict[object, int] = {}  # what lasts, and its place in `found`
    for event in match.events:
        if event["kind"] == "shot":
            continue
        key = _lasting(event, game)
        place = lasting.get(key) if key else None
        if place is not None and event["tick"] - found[place].last <= _APART:
            found[place] = replace(found[place], last=event["tick"])
            continue
        if key:
            lasting[key] = len(found)
        tick = event["tick"]
        found.append(Moment(tick, tick, event["kind"], _side(event, game), describe_event(event, game, names)))
    for side in range(game.sides):
        marks = sidecar.marks(side, match.ticks)
        found += [Moment(tick, tick, "mark", side, f"{names[side]}: {text}") for tick, text in marks]
    return sorted(found, key=lambda moment: moment.tick)


def _lasting(event: Event, game: GameConfig) -> object:
    """Return what is one moment if it goes on, or None for an event that is always one of its own."""
    if event["kind"] == "collision":
        other = event["other"]
        return ("collision", *sorted((event["ship"], other))) if other < game.ships else (event["ship"], other)
    if event["kind"] == "wall":
        return "wall", event["ship"]
    return ("fault", event["side"], event["fault"]) if event["kind"] == "fault" else None


def _side(event: Event, game: GameConfig) -> int | None:
    return int(game.side_of[event["ship"]]) if event["ship"] is not None else event["side"]
