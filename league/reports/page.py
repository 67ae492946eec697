"""A report as one self-contained HTML page: no scripts, images, fonts or network requests."""

from __future__ import annotations

import html
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from league.cli.wording import counted
from league.ladder.table import Row, display_name
from league.reports.chart import chart
from league.reports.facts import LadderReport
from league.storage.queries.history import LINE, PlayedGame
from sandbox.clean import clean_text
from systems.modes import MODES
from systems.rules import TICK_RATE

CROSS = 24  # bots in the cross table
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 300, 62, 22  # size and margins of the history chart, in SVG units


def page(report: LadderReport, target: Path) -> str:
    """Return the page, with links to logs relative to the folder of `target`, the page's path."""
    ladder = report.ladder
    title = _text(f"{ladder.scope.mode}, {ladder.scope}")
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    parts = [
        f"<h1>{title}</h1>",
        *(f'<p class="warning">{_text(warning)}</p>' for warning in ladder.warnings()),
        _section("Ladder", _ladder(ladder.rows) + _paragraph(ladder.waiting())),
        _section("Ratings over the games", _history(report)),
        _section("Score in percent, row against column", _cross(report)),
        _section("How matches end", _ends(report)),
        _section("The closest matches", _games(report.closest, target)),
        _section("The newest matches", _games(report.newest, target)),
        _section("Void matches, which do not count", _void(report.void)) if report.void else "",
        f"<footer>{made}. Elo by {_model(ladder.scope.mode)}, 95 % intervals; LOS: likelihood that a bot is stronger"
        " than the next.</footer>",
    ]
    return _PAGE.format(title=title, body="\n".join(parts))


def _model(mode: str) -> str:
    return "Bradley-Terry" if MODES[mode].paired else "Plackett-Luce"


def _paragraph(text: str | None) -> str:
    return f"<p>{_text(text)}</p>" if text else ""


def _section(title: str, body: str) -> str:
    return f'<section><h2>{title}</h2><div class="wide">{body}</div></section>'


def _table(heads: Sequence[str], rows: Iterable[str], kind: str = "") -> str:
    head = "".join(f"<th>{_text(text)}</th>" for text in heads)
    return f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _cells(cells: Iterable[object]) -> str:
    return "".join(f"<td>{_text(cell)}</td>" for cell in cells)


def _text(what: object) -> str:
    """Escape a value as HTML text, printable whatever the store holds."""
    return html.escape(clean_text(str(what), LINE))


def _ladder(rows: Sequence[Row]) -> str:
    low = min((row.elo_low for row in rows), default=0.0)
    high = max((row.elo_high for row in rows), default=1.0)

    def line(row: Row) -> str:
        sure = "" if row.los is None else f"{100 * row.los:.0f} %"
        first = _cells((row.rank, display_name(row), f"{row.elo:.0f}"))
        counts = (sure, row.games, f"{row.wins}/{row.draws}/{row.losses}", row.faults, f"v{row.version}")
        rest = _cells((*counts, row.owner or ""))
        kind = "" if row.active else ' class="out"'
        return f"<tr{kind}>{first}<td>{_interval(row, low, high)}</td>{rest}</tr>"

    heads = ("#", "bot", "Elo", "95 %", "LOS", "games", "W/D/L", "faults", "", "owner")
    return _table(heads, map(line, rows), "ladder")


def _interval(row: Row, low: float, high: float) -> str:
    """Return an SVG bar over the rating's interval, with a dot at the rating."""

    def at(elo: float) -> float:
        return 4 + 152 * (elo - low) / max(high - low, 1e-9)

    label = f"{row.elo_low:.0f} to {row.elo_high:.0f}"
    return (
        f'<svg class="bar" viewBox="0 0 160 16" role="img" aria-label="{label}"><title>{label}</title>'
        f'<line x1="{at(row.elo_low):.1f}" x2="{at(row.elo_high):.1f}" y1="8" y2="8"/>'
        f'<circle cx="{at(row.elo):.1f}" cy="8" r="4"/></svg>'
    )


def _history(report: LadderReport) -> str:
    """Return a chart with a line for each of the best bots, and its legend."""
    drawn = chart(report)
    if drawn is None:
        return "<p>No games yet.</p>"

    def at(x: float, y: float) -> str:
        return f"{_LEFT + (_WIDTH - _LEFT - 8) * x:.1f},{(_HEIGHT - _BOTTOM) * y:.1f}"

    parts = []
    for elo, height in drawn.grid:
        x, y = at(0, height).split(",")
        parts.append(f'<line class="grid" x1="{x}" x2="{_WIDTH - 8}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{max(float(y), 16):.0f}" text-anchor="end">{elo:.0f}</text>')
    for line in drawn.lines:
        points = " ".join(at(*point) for point in line.points)
        parts.append(f'<polyline points="{points}" stroke="{line.color}"><title>{_text(line.bot)}</title></polyline>')
    games = counted(drawn.games, "game")
    parts.append(f'<text x="{_WIDTH - 8}" y="{_HEIGHT - 6}" text-anchor="end">{games}</text>')
    legend = "".join(f'<span><i style="background:{line.color}"></i>{_text(line.bot)}</span>' for line in drawn.lines)
    svg = f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">{"".join(parts)}</svg>'
    return f'{svg}<p class="legend">{legend}</p>'


def _cross(report: LadderReport) -> str:
    bots = [row.bot for row in report.ladder.rows][:CROSS]

    def cell(bot: str, other: str) -> str:
        points, games = report.scores.get((bot, other), (0.0, 0))
        if not games:
            return "<td></td>"
        share = points / games
        return f'<td style="--share:{share:.2f}" title="{points:g} of {games}">{100 * share:.0f}</td>'

    def line(place: int, bot: str) -> str:
        return f"<tr>{_cells((place, bot))}{''.join(cell(bot, other) for other in bots)}</tr>"

    rows = (line(place, bot) for place, bot in enumerate(bots, 1))
    return _table(("", "", *map(str, range(1, len(bots) + 1))), rows, "cross")


def _ends(report: LadderReport) -> str:
    total = sum(report.ends.values())

    def line(how: str, count: int) -> str:
        bar = f'<td><div class="share" style="width:{10 * count / total:.2f}em"></div></td>'
        return f"<tr>{_cells((how, count, f'{100 * count / total:.0f} %'))}{bar}</tr>"

    return _table(("", "matches", "", ""), (line(how, count) for how, count in report.ends.items()), "ends")


def _games(games: Sequence[PlayedGame], target: Path) -> str:
    if not games:
        return "<p>No logs found.</p>"
    folder = target.absolute().parent

    def line(game: PlayedGame) -> str:
        names = ", ".join(seat.bot + ("*" if seat.rank == 1 else "") for seat in game.seats)
        link = quote(Path(os.path.relpath(str(game.log), folder)).as_posix())
        label = _text(Path(str(game.log)).name)
        facts = _cells((names, game.arena, game.how, f"{game.ticks / TICK_RATE:.0f} s"))
        return f'<tr>{facts}<td><a href="{html.escape(link)}">{label}</a></td></tr>'

    return _table(("seats (* first)", "arena", "end", "length", "log"), map(line, games), "games")


def _void(games: Sequence[PlayedGame]) -> str:
    """Return a table of void games: why each is void, since when and through whom, and whether it was played again."""

    def line(game: PlayedGame) -> str:
        return f"<tr>{_cells((', '.join(seat.bot for seat in game.seats), game.name, game.trail))}</tr>"

    return _table(("seats", "match", "why"), map(line, games), "games void")


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: #8884; --soft: #8881; --blue: #3b82f6; }}
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 0 auto; padding: 1em; max-width: 62em; }}
h1 {{ font-size: 1.35em; }}
h2 {{ font-size: 1.05em; margin: 1.6em 0 .4em; }}
.wide {{ overflow-x: auto; }}
.warning {{ border-left: 4px solid #d97706; padding-left: .6em; overflow-wrap: anywhere; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
th, td {{ padding: .2em .6em; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }}
th {{ font-weight: 600; }}
.ladder :is(th, td):nth-child(2), .ladder :is(th, td):last-child, .cross td:nth-child(2), .ends td:first-child,
.games :is(th, td):first-child, .void :is(th, td) {{ text-align: left; }}
.void td:last-child {{ white-space: normal; overflow-wrap: anywhere; }}
.ladder td:nth-child(2), .cross td:nth-child(2) {{ font-weight: 600; }}
.cross th, .cross td {{ padding: .2em .4em; min-width: 1.6em; }}
.cross td[style] {{ background: rgb(59 130 246 / calc(var(--share) * .6)); }}
.out {{ opacity: .55; }}
.bar {{ width: 160px; height: 16px; display: block; }}
.bar line {{ stroke: var(--blue); stroke-width: 3; }}
.bar circle {{ fill: var(--blue); }}
.chart {{ width: 100%; }}
.chart polyline {{ fill: none; stroke-width: 2; }}
.chart .grid {{ stroke: var(--line); }}
.chart text {{ font-size: 11px; fill: currentColor; }}
.legend span {{ margin-right: 1em; white-space: nowrap; display: inline-block; }}
.legend i {{ display: inline-block; width: .8em; height: .8em; margin-right: .3em; }}
.share {{ background: var(--blue); height: .8em; }}
@media (max-width: 30em) {{
body {{ padding: .6em; font-size: 14px; }}
th, td {{ padding: .2em .3em; }}
.bar {{ width: 110px; }}
.chart text {{ font-size: 20px; }}
}}
footer {{ margin: 2em 0 1em; opacity: .7; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
