"""A side in its match: what a bot is told at the start, what it senses each tick, what it orders."""

from __future__ import annotations

import json
from typing import Any

from botkit.arena import Arena, Rules
from botkit.contact import COLUMNS, Own, Row
from botkit.draw import Draw
from botkit.output import Log
from botkit.ship import Ship
from botkit.steering import Steering


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


class Side:
    """All ships of one program, and what they share."""

    def __init__(self, match: Match, log: Log) -> None:
        self.match = match
        self.log = log
        self.draw = Draw()
        star = any(body.kind == "star" for body in match.arena.bodies)
        self.steering = Steering(match.rules, match.tick_rate, star)
        self.plots: dict[str, float] = {}
        self.plots_cut = False
        self.tick = -1
        self.now: dict[str, Any] = {}
        self.ships: list[Ship] = []
        self.last: dict[int, tuple[Row, int]] = {}  # enemies' latest rows with their ticks
        self._all: dict[int, Ship] = {}

    def look(self, now: dict[str, Any]) -> list[Ship]:
        """Takes an observation in and returns the living ships, each without orders."""
        self.now = now
        self.tick = tick = now["tick"]
        for row in now["contacts"]["ship"]:
            self.last[row[0]] = (row, tick)
        self.draw.clear()
        self.plots = {}
        self.plots_cut = False
        self.ships = [self._ship(own) for own in now["ships"]]
        return self.ships

    def _ship(self, own: Own) -> Ship:
        ship = self._all.get(own["id"])
        if ship is None:
            ship = self._all[own["id"]] = Ship(self)
        ship._begin(own)
        return ship

    def plot(self, name: str, value: float) -> None:
        """Keeps a number of this tick; beyond the cap only names that are there already."""
        if name in self.plots or len(self.plots) < PLOTS:
            self.plots[name] = value
        else:
            self.plots_cut = True

    def action(self) -> str:
        """The orders as JSON text, with only the keys that say something."""
        orders = ",".join([f'"{ship.id}":{{{order}}}' for ship in self.ships if (order := ship._order())])
        parts = [f'"ships":{{{orders}}}'] if orders else []
        marks = []
        if self.draw.cut:
            marks.append("[drawings cut]")
        if self.plots_cut:
            marks.append("[plots cut]")
        log = self.log.take(*marks)
        if log:
            parts.append(f'"log":{json.dumps(log)}')
        if self.draw.rows:
            parts.append(f'"draw":{json.dumps(self.draw.rows, separators=(",", ":"))}')
        if self.plots:
            parts.append(f'"plot":{json.dumps(self.plots, separators=(",", ":"))}')
        return f"{{{','.join(parts)}}}"


PLOTS = 16  # a tick
