"""What a bot is told before a match."""

from __future__ import annotations

from typing import Any

from botkit.arena import Arena, Rules
from botkit.contact import COLUMNS


class Match:
    """What `start(match)` gets.

    Attributes:
        mode: "duel", …
        arena: has `name radius bodies`.
        rules: the rule numbers by their names, `rules.ship_radius`; lists by power start at power 1.
        side: this bot's own, 0-based.
        sides: how many there are.
        ships: ids of its ships.
        tick_rate: ticks a second.
        max_ticks: when the match ends at the latest.
        seed: this bot's own; `random` has been seeded with it already.
    """

    def __init__(self, briefing: dict[str, Any]) -> None:
        self.mode: str = briefing["mode"]
        self.arena = Arena(briefing["arena"])
        self.rules = Rules(briefing["rules"])
        self.side: int = briefing["side"]
        self.sides: int = briefing["sides"]
        self.ships: tuple[int, ...] = tuple(briefing["ships"])
        self.tick_rate: int = briefing["tick_rate"]
        self.max_ticks: int = briefing["max_ticks"]
        self.seed: int = briefing["seed"]
        if briefing["columns"] != COLUMNS:
            raise ValueError("the observations' columns are not those that this botkit knows")
