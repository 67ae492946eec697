"""A ladder or a run's standings as a table, for the terminal and as CSV."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from league.cli.wording import counted
from league.ladder.standings import Standing, Standings
from league.ladder.table import Ladder, Row, as_dict, display_name
from sandbox.clean import clean_text
from systems.modes import MODES


def as_csv(found: Ladder | Standings) -> str:
    """Format as CSV: a header, then one line per bot; texts that could be a spreadsheet formula are prefixed with '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Row if isinstance(found, Ladder) else Standing))
    for row in map(as_dict, found.rows) if isinstance(found, Ladder) else map(asdict, found.rows):
        writer.writerow(plain_cell(value) if isinstance(value, str) else value for value in row.values())
    return out.getvalue()


def plain_cell(text: str, limit: int = 200) -> str:
    """Return printable text that no spreadsheet takes for a formula."""
    text = clean_text(text, limit)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) else text


@dataclass(frozen=True)
class LadderTable:
    """A ladder for the terminal, which drops columns to fit the width; names and ratings are never dropped or cut."""

    ladder: Ladder

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Fit the table to the terminal; a pipe or file gets all of it, unless a width was asked for."""
        room = options.max_width if console.is_terminal or "COLUMNS" in os.environ else _ENDLESS
        heads = [head for head in _HEADS if head != "place" or not MODES[self.ladder.scope.mode].paired]
        for spare in (*_SPARE, ()):
            table = self._table(heads)
            width = Measurement.get(console, options.update(width=_ENDLESS), table).maximum
            if width <= room:
                break
            heads = [head for head in heads if head not in spare]
        return console.render(table, options.update(width=width))

    def _table(self, heads: Sequence[str]) -> Table:
        scope = self.ladder.scope
        table = _empty_table(f"{scope.mode}, {scope}", heads)
        marked = any(row.provisional for row in self.ladder.rows)
        for row in self.ladder.rows:
            cells = dict(zip(_HEADS, _cells(row, marked), strict=True))
            table.add_row(*(Text(cells[head]) for head in heads), style=None if row.active else "dim")
        if notes := [note for note in (self.ladder.legend(), self.ladder.waiting()) if note]:
            table.caption, table.caption_justify = Text("\n".join(notes)), "left"
        return table


_HEADS = ("rank", "bot", "", "Elo", "±", "LOS", "place", "games", "W", "D", "L", "faults")
_SPARE = (
    ("faults",),
    ("W", "D", "L"),
    ("LOS",),
    ("games",),
    ("place",),
    ("",),
    ("rank",),
)  # columns, first to be dropped first
_ENDLESS = 10_000  # width in columns when unlimited


def _cells(row: Row, marked: bool) -> list[str]:
    """Return a row's cells; if ratings are `marked` as provisional, others leave room for the mark."""
    los = "" if row.los is None else f"{100 * row.los:.0f} %"
    counts = (row.games, row.wins, row.draws, row.losses, row.faults)
    return [
        row.shown_rank,
        display_name(row),
        f"v{row.version}",
        f"{row.elo:.0f}{row.mark or ' ' * marked}",
        f"{row.reach:.0f}",
        los,
        row.shown_place(),
        *map(str, counts),
    ]


def standings_table(found: Standings) -> Table:
    """Return a table of a run's standings for the terminal."""
    games = sum(row.games for row in found.rows) // 2
    byes = any(row.byes for row in found.rows)
    heads = ("place", "bot", "", "points", "games", "W", "D", "L", *(["byes"] if byes else []), "Buchholz")
    table = _empty_table(f"run {found.run}, {found.format}, {found.mode}, {counted(games, 'game')}", heads)
    for row in found.rows:
        counts = (row.games, row.wins, row.draws, row.losses, *([row.byes] if byes else []))
        numbers = (f"{row.points:g}", *map(str, counts), f"{row.opposition:g}")
        table.add_row(str(row.place), Text(clean_text(row.bot, 40)), f"v{row.version}", *numbers)
    return table


def _empty_table(title: str, heads: Sequence[str]) -> Table:
    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for head in heads:
        table.add_column(head, justify="left" if head == "bot" else "right", no_wrap=True)
    return table
