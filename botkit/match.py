"""The match, as passed to a bot before its first tick."""

from __future__ import annotations

from typing import Any

from botkit import hints
from botkit.arena import Arena, Rules
from botkit.contact import COLUMNS


class Match(hints.Explained):
    """The match, as passed to `start(match)`.

    Attributes:
        mode: for example "duel".
        arena: `name radius bodies zone_radius`.
        rules: the rule values by name, as in `rules.ship_radius`; lists by power start at power 1.
        side: the number of the bot's side, from 0.
        sides: number of sides.
        ships: ids of the bot's ships.
        tick_rate: ticks per second.
        max_ticks: maximum length of the match, in ticks.
        seed: the bot's own seed; `random` is already seeded with it.
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
            raise ValueError("this botkit does not support the columns of the observations")

    def _missing(self, name: str) -> str:
        return hints.missing("the match", name, self, "match")
