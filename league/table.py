"""A ladder: what the stored games of one mode and rules say about the bots. Nothing here is stored."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from itertools import combinations, groupby
from typing import Any

from rich.table import Table
from rich.text import Text

from league.ladders import Scope, choose
from league.ratings import rate
from league.store import Store


@dataclass(frozen=True)
class Row:
    """A bot's place, by its current version."""

    rank: int
    bot: str
    version: int
    owner: str | None
    elo: float
    elo_low: float  # of the 95 % interval
    elo_high: float
    games: int
    wins: int
    draws: int
    losses: int
    faults: int
    active: bool  # stands in the league's folder


@dataclass(frozen=True)
class Ladder:
    """The bots of one mode and rules, best first. Every version is a player of its own; the rows are current ones."""

    scope: Scope
    rows: tuple[Row, ...]
    others: tuple[Scope, ...] = ()  # ladders of the same mode by other rules that have games

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON: the shape of `league table --json`."""
        return {
            "mode": self.scope.mode,
            "rules": self.scope.rules,
            "games": self.scope.games,
            "rows": [{**asdict(r), **{k: round(getattr(r, k), 1) for k in _ELO}} for r in self.rows],
        }


_ELO = ("elo", "elo_low", "elo_high")


@dataclass
class _Tally:
    games: int = 0
    wins: int = 0
    draws: int = 0
    losses: int = 0
    faults: int = 0


def ladder(store: Store, mode: str, rules: str | None = None) -> Ladder:
    """The ladder of a mode; by the rules of its last run, or by those that begin with `rules`.

    Raises:
        LeagueError: there has been no run of this mode, or none or several by such rules.
    """
    scope, others = choose(store, mode, rules)
    tallies: dict[int, _Tally] = {}
    results: list[tuple[int, int, float]] = []
    for seats in _games(store, scope):
        ranks = [rank for _, rank, _ in seats]
        for version, rank, faults in seats:
            tally = tallies.setdefault(version, _Tally())
            tally.games += 1
            tally.faults += faults
            if rank > 1:
                tally.losses += 1
            elif ranks.count(1) > 1:
                tally.draws += 1
            else:
                tally.wins += 1
        for (a, rank_a, _), (b, rank_b, _) in combinations(seats, 2):
            results.append((a, b, 0.5 if rank_a == rank_b else float(rank_a < rank_b)))
    ratings = rate(results)
    bots = store.connection.execute(
        "SELECT version, bots.name, number, owner, active FROM bots JOIN versions ON versions.id = version"
    )
    current = [bot for bot in bots if bot[0] in ratings]
    current.sort(key=lambda bot: (-ratings[bot[0]].elo, bot[1].casefold()))
    rows = []
    for rank, (version, name, number, owner, active) in enumerate(current, 1):
        elo, low, high = astuple(ratings[version])
        counts = asdict(tallies[version])
        rows.append(Row(rank, name, number, owner, elo, low, high, **counts, active=bool(active)))
    return Ladder(scope, tuple(rows), tuple(others))


def _games(store: Store, scope: Scope) -> Iterator[list[tuple[int, int, int]]]:
    """(version, rank, faults) of each seat of each game that counts."""
    rows = store.connection.execute(
        "SELECT games.id, version, rank, faults FROM runs JOIN games ON run = runs.id JOIN seats ON game = games.id"
        " WHERE mode = ? AND rules = ? AND how != 'void' ORDER BY games.id, seat",
        (scope.mode, scope.rules),
    )
    for _, seats in groupby(rows, key=lambda row: row[0]):
        yield [(version, rank, faults) for _, version, rank, faults in seats]


def as_json(ladder: Ladder) -> str:
    """One JSON document."""
    return json.dumps(ladder.as_dict(), indent=2)


def as_csv(ladder: Ladder) -> str:
    """A line a bot under a line of titles; a text that a spreadsheet would take for a formula gets a ' in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Row))
    for row in ladder.as_dict()["rows"]:
        writer.writerow("" if v is None else _plain(v) if isinstance(v, str) else v for v in row.values())
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def as_rich(ladder: Ladder) -> Table:
    """For the terminal."""
    table = Table(title=Text(f"{ladder.scope.mode}, {ladder.scope}"), title_justify="left")
    for title in _HEADS:
        table.add_column(title, justify="left" if title == "bot" else "right")
    for row in ladder.rows:
        table.add_row(*(Text(cell) for cell in _cells(row)), style=None if row.active else "dim")
    return table


def as_html(ladder: Ladder) -> str:
    """A page of its own."""

    def line(tag: str, cells: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    rows = "\n".join(line("td", _cells(row)) for row in ladder.rows)
    title = html.escape(f"{ladder.scope.mode}, {ladder.scope}")
    return _PAGE.format(title=title, head=line("th", _HEADS), rows=rows)


_HEADS = ("rank", "bot", "version", "Elo", "±", "games", "W", "D", "L", "faults")


def _cells(row: Row) -> list[str]:
    reach = (row.elo_high - row.elo_low) / 2
    counts = (row.games, row.wins, row.draws, row.losses, row.faults)
    bot = row.bot if row.active else f"{row.bot} (gone)"
    return [str(row.rank), bot, str(row.version), f"{row.elo:.0f}", f"{reach:.0f}", *map(str, counts)]


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; margin: 2em; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: 0.3em 0.8em; text-align: right; border-bottom: 1px solid #ccc; }}
th:nth-child(2), td:nth-child(2) {{ text-align: left; }}
</style>
</head>
<body>
<h1>{title}</h1>
<table>
<thead>{head}</thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""
