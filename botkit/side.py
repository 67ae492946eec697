"""A side in a match: reads an observation each tick, and writes its ships' orders."""

from __future__ import annotations

import json

from botkit.contact import Own
from botkit.match import Match
from botkit.output import BotLog
from botkit.ship import Ship
from botkit.state import Observation, SideState


class Side(SideState):
    """All ships of one program: reads observations, writes orders."""

    def __init__(self, match: Match, log: BotLog) -> None:
        super().__init__(match, log)
        self.ships: list[Ship] = []
        self._all: dict[int, Ship] = {}

    def look(self, now: Observation) -> list[Ship]:
        """Read an observation and return the living ships, each without orders."""
        self.now = now
        self.tick = tick = now["tick"]
        self.tracks.record(now["contacts"]["ship"], tick)
        self.draw.clear()
        self.plots = {}
        self.plots_cut = False
        self.marks = []
        self.marks_cut = False
        self.ships = [self._ship(own) for own in now["ships"]]
        return self.ships

    def _ship(self, own: Own) -> Ship:
        ship = self._all.get(own["id"])
        if ship is None:
            ship = self._all[own["id"]] = Ship(self)
        own["tracks"] = self.tracks
        ship._begin(own)
        return ship

    def action(self) -> str:
        """Return the orders as JSON text, without empty keys."""
        ordered = orders(self.ships)
        parts = [f'"ships":{{{ordered}}}'] if ordered else []
        marks = []
        if self.draw.cut:
            marks.append("[drawings cut]")
        if self.plots_cut:
            marks.append("[plots cut]")
        if self.marks_cut:
            marks.append("[marks cut]")
        log = self.log.take(*marks)
        if log:
            parts.append(f'"log":{json.dumps(log)}')
        if self.draw.rows:
            parts.append(f'"draw":{json.dumps(self.draw.rows, separators=(",", ":"))}')
        if self.plots:
            parts.append(f'"plot":{json.dumps(self.plots, separators=(",", ":"))}')
        if self.marks:
            parts.append(f'"mark":{json.dumps(self.marks)}')
        return f"{{{','.join(parts)}}}"


def orders(ships: list[Ship]) -> str:
    """Return the ships' orders as the inside of a JSON object, without ships that have none."""
    return ",".join([f'"{ship.id}":{{{order}}}' for ship in ships if (order := ship._order())])
