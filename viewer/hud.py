"""What is written over the map: who plays and how they stand, the ship that is looked at, the timeline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.rules import TICK_RATE
from systems.why import why
from viewer.cells import HEIGHT, PANEL, Cells, draw_panel, fitted, text_width
from viewer.colors import GRAY, WHITE, Color
from viewer.graphs import Graphs
from viewer.inspector import inspect
from viewer.keys import help_lines
from viewer.minimap import draw_minimap
from viewer.moment import Moment
from viewer.scene import drawings
from viewer.seats import parts
from viewer.view import BAR, View

_PANEL_WIDTH = 250
_FEW = 6  # sides that have a high row each
_ROW, _LOW_ROW = 44, 22  # pixels of a side in the panel
_DIM: Color = (0.3, 0.34, 0.42)
_HULL: Color = (0.45, 0.85, 0.5)
_ENERGY: Color = (0.95, 0.85, 0.35)
_AMBER: Color = (1.0, 0.75, 0.3)
_NONE = np.zeros(0)
_MARKS = (  # on the timeline: kind, y, height, colour
    ("hit", 34, 6, _AMBER),
    ("collision", 34, 6, (0.6, 0.7, 1.0)),
    ("beacon", 14, 6, (0.55, 0.6, 0.7)),
    ("zone", 14, 8, (0.95, 0.5, 0.25)),
    ("star", 14, 8, (1.0, 0.82, 0.45)),
    ("fault", 14, 10, (0.9, 0.4, 0.9)),
    ("kill", 20, 22, (0.95, 0.35, 0.3)),
)


class Hud:
    """Writes what a view shows beside its arena."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._graphs = Graphs(view)
        self._marks: dict[str, NDArray[np.float64]] = {}
        self._counted = -1

    def _marked(self, kind: str) -> NDArray[np.float64]:
        """The ticks in which events of a kind happened."""
        events = self._view.recording.events
        if len(events) != self._counted:  # the match may still be going on
            self._counted = len(events)
            kinds = {event["kind"] for event in events}
            ticks = {kind: sorted({event["tick"] for event in events if event["kind"] == kind}) for kind in kinds}
            self._marks = {kind: np.array(of_kind, float) for kind, of_kind in ticks.items()}
        return self._marks.get(kind, _NONE)

    def draw(self, moment: Moment) -> NDArray[np.float32]:
        """The text and boxes of a moment: `[cells, 9]`, in pixels."""
        cells = Cells()
        view = self._view
        self._labels(cells, moment)
        self._sides(cells, moment)
        self._match(cells)
        if "graphs" in view.shown:
            self._graphs.draw(cells)
        if view.selected is not None:
            inspect(cells, view, moment, view.selected)
        if "why" in view.shown:
            self._why(cells)
        draw_minimap(cells, view, moment)
        self._timeline(cells)
        self._outcome(cells)
        self._help(cells)
        return cells.rows

    def _labels(self, cells: Cells, moment: Moment) -> None:
        """Each ship's name, hull and energy below it."""
        view, ships = self._view, moment.ships
        game, names = view.recording.game, view.seats.names
        below = max(game.rules.ship_radius * view.camera.scale, 11) + 8
        for ship in ships.alive.nonzero()[0].tolist():
            side = int(game.side_of[ship])
            x, y = view.camera.to_map(float(ships.x[ship]), float(ships.y[ship]))
            if not (0 <= x <= view.camera.width and 0 <= y <= view.camera.height):
                continue
            y += BAR - below
            _bar(cells, x - 20, y, 40, 3, ships.hull[ship] / game.rules.hull, _HULL)
            _bar(cells, x - 20, y - 5, 40, 3, ships.energy[ship] / game.rules.energy, _ENERGY)
            name = names[side] if game.per_side == 1 else f"{names[side]} {ship}"
            cells.text(x - text_width(name) / 2, y - 24, name, view.seats.colors[side])
        for row in drawings(view, int(moment.position)):
            if row[0] == "text":
                x, y = view.camera.to_map(row[1], row[2])
                if 0 <= x <= view.camera.width and 0 <= y <= view.camera.height:
                    cells.text(x, y + BAR, row[3], parts(row[4]))

    def _sides(self, cells: Cells, moment: Moment) -> None:
        """A row a side: name, points, and hull and energy of all its ships; of many sides names and hull alone."""
        view, ships = self._view, moment.ships
        game, top = view.recording.game, view.height - 10
        few = game.sides <= _FEW
        height = _ROW if few else _LOW_ROW
        rows = min(game.sides, max(int((top - BAR) // height), 1))
        cells.box(8, top - rows * height - 4, _PANEL_WIDTH, rows * height + 8, PANEL, 0.75)
        for side in range(rows):
            y, own = top - side * height - 20, slice(side * game.per_side, (side + 1) * game.per_side)
            alive = ships.alive[own]
            color = view.seats.colors[side] if alive.any() else GRAY
            points = f"{moment.points[side]:.1f}" if few else ""
            room = _PANEL_WIDTH - 48 - text_width(points) if few else _PANEL_WIDTH - 118
            cells.box(16, y, 8, 12, color)
            cells.text(32, y - 2, fitted(view.seats.names[side], room), color)
            cells.text(_PANEL_WIDTH - text_width(points), y - 2, points, WHITE)
            hull, energy = ships.hull[own][alive].sum(), ships.energy[own][alive].sum()
            share = hull / (game.rules.hull * game.per_side)
            if not few:
                _bar(cells, _PANEL_WIDTH - 82, y + 3, 80, 5, share, _HULL)
            elif alive.any():
                _bar(cells, 32, y - 10, 160, 5, share, _HULL)
                _bar(cells, 32, y - 18, 160, 5, energy / (game.rules.energy * game.per_side), _ENERGY)
                cells.text(200, y - 20, f"{hull:5.0f}", _HULL)
            else:
                cells.text(32, y - 20, "destroyed", GRAY)

    def _match(self, cells: Cells) -> None:
        """What is played, and what is wrong with the log."""
        view, setup = self._view, self._view.recording.game.setup
        text = f"{setup.mode}  {setup.arena}  seed {setup.seed}"
        if text_width(text) < view.width - _PANEL_WIDTH - 40:
            cells.text(view.width - 12 - text_width(text), view.height - 10 - HEIGHT, text, GRAY)
        if view.recording.problem:
            cells.text(16, BAR + 8, fitted(view.recording.problem, view.width - 32), _AMBER)

    def _timeline(self, cells: Cells) -> None:
        """Play or pause, the track with hits and kills on it, the clock."""
        view, player = self._view, self._view.player
        left, width = view.track
        cells.box(0, 0, view.width, BAR, PANEL, 0.9)
        if player.playing:
            cells.box(22, 18, 6, 20, WHITE)
            cells.box(34, 18, 6, 20, WHITE)
        else:
            for step in range(10):  # a triangle
                cells.box(22 + 2 * step, 18 + step, 2, 20 - 2 * step, WHITE)
        cells.box(left, 24, width, 8, _DIM)
        per_tick = width / max(player.ticks, 1)
        cells.box(left, 24, player.position * per_tick, 8, GRAY)
        for kind, y, height, color in _MARKS:
            columns = np.unique(np.floor(left + self._marked(kind) * per_tick))
            cells.boxes(columns, y, 2 if height > 6 else 1, height, color)
        if player.loop:
            begin, end = (left + at * per_tick for at in player.loop)
            cells.box(begin, 33, max(end - begin, 2), 2, WHITE)
        cells.box(left + player.position * per_tick - 2, 18, 4, 20, WHITE)
        clock = f"{player.position / TICK_RATE:5.1f} / {player.ticks / TICK_RATE:.1f} s"
        cells.text(left + width + 16, 30, clock, WHITE)
        cells.text(left + width + 16, 10, f"tick {player.tick} / {player.ticks}   {player.speed:g}x", GRAY)

    def _why(self, cells: Cells) -> None:
        """The reasons why the match ended so."""
        view, recording = self._view, self._view.recording
        lines = [("why it ended so", GRAY)]
        for reason in why(recording.game, recording.events, recording.ticks):
            color = WHITE if reason.side is None else view.seats.colors[reason.side]
            lines.append((f"{reason.tick:5}  {reason.told(view.seats.names)}", color))
        below = 10 + (44 if recording.game.sides <= _FEW else 22) * recording.game.sides + 16
        draw_panel(cells, 8, view.height - below, lines)

    def _help(self, cells: Cells) -> None:
        """What the keys do, where it is asked for, and what was just said."""
        view = self._view
        if "help" in view.shown:
            lines = [(line, WHITE) for line in help_lines()]
            width = max(text_width(line) for line, _ in lines) + 24
            draw_panel(cells, (view.width - width) / 2, view.height / 2 + len(lines) * 9 + 30, lines)
        if view.message:
            width = text_width(view.message) + 24
            draw_panel(cells, max((view.width - width) / 2, 8), BAR + 44, [(view.message, _AMBER)])

    def _outcome(self, cells: Cells) -> None:
        """Who won, at the end."""
        view, result = self._view, self._view.recording.result
        if result is None or not view.player.ended:
            return
        winner = result["winner"]
        who = "a draw" if winner is None else f"{view.seats.names[winner]} wins"
        color = WHITE if winner is None else view.seats.colors[winner]
        for text, y, scale in ((who, 112, 2), (f"{result['how']} after {result['ticks'] / TICK_RATE:.1f} s", 84, 1)):
            cells.text((view.width - text_width(text, scale)) / 2, y, text, color if scale == 2 else GRAY, scale=scale)


def _bar(cells: Cells, x: float, y: float, width: float, height: float, share: float, color: Color) -> None:
    cells.box(x, y, width, height, _DIM, 0.8)
    cells.box(x, y, width * min(max(float(share), 0.0), 1.0), height, color)
