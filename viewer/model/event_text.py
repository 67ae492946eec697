"""Events of a match in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from systems.config import GameConfig
from systems.replay.events import Event

TOLD = ("kill", "fault", "beacon", "zone", "star")  # kinds of events that are told individually


def ship_name(ship: int, game: GameConfig, names: Sequence[str]) -> str:
    """Return what a ship is called: its side's name, in a fleet with its id."""
    name = names[int(game.side_of[ship])]
    return name if game.per_side == 1 else f"{name} {ship}"


def describe_event(event: Event, game: GameConfig, names: Sequence[str]) -> str:
    """Describe an event in words."""

    def ship(number: int) -> str:
        return ship_name(number, game, names)

    def side(number: Any) -> str:
        return "nobody" if number is None else names[number]

    match event["kind"]:
        case "kill":
            by = f", hit by {', '.join(map(ship, event['by']))}" if event["by"] else ""
            return f"{ship(event['ship'])} is destroyed ({event['cause']}{by})"
        case "fault":
            return f"{side(event['side'])} faults: {event['fault']}"
        case "beacon":
            return f"{side(event['side'])} alone in the beacon"
        case "star":
            return f"{ship(event['ship'])} touches the star"
        case "zone":
            return f"{ship(event['ship'])} is outside the safe circle"
        case "hit":
            return f"{ship(event['by'])} hits {ship(event['ship'])}" + (" on its shield" if event["shielded"] else "")
        case "collision":
            other = "an asteroid" if event["other"] >= game.ships else ship(event["other"])
            return f"{ship(event['ship'])} touches {other}"
        case "wall":
            return f"{ship(event['ship'])} touches the wall"
        case "shot":
            return f"{ship(event['ship'])} fires"
