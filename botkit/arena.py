"""What does not change within a match, by names."""

from __future__ import annotations

from typing import Any

from botkit import hints
from botkit.vec import Vec


class Rules:
    """The rule numbers of a match as attributes: `rules.ship_radius`."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no rule {name!r}{hints.meant(name, self.__dict__)}")

    def __repr__(self) -> str:
        return f"Rules({self.__dict__!r})"


class Body:
    """Something that stays where it is in the arena.

    Attributes:
        kind: what it is.
        pos: its centre, m.
        radius: m.
    """

    def __init__(self, body: dict[str, Any]) -> None:
        self.kind: str = body["kind"]
        self.pos = Vec(body["x"], body["y"])
        self.radius: float = body["radius"]


class Arena:
    """Where the match takes place: a disc about (0, 0).

    Attributes:
        name: "open", …
        radius: of its wall, or of sumo's ring, m.
        bodies: what stands in it.
        zone_radius: of the last safe circle, m.
    """

    def __init__(self, arena: dict[str, Any]) -> None:
        self.name: str = arena["name"]
        self.radius: float = arena["radius"]
        self.zone_radius: float = arena.get("zone", arena)["radius"]
        self.bodies = tuple(Body(body) for body in arena["bodies"])
