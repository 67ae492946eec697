"""The figures as tables and lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from rich.box import SIMPLE
from rich.table import Table

from benchmarks.depth.figures import Figures, Flight, Games, faults_of
from benchmarks.depth.ladder import STEP
from benchmarks.matches.playing import Results
from benchmarks.matches.statistics import BAND, BANDS

FIRST = "first"  # the bot of a beginner
BAND_NAMES = [f"{band * BAND:.0f}-{(band + 1) * BAND:.0f}" for band in range(BANDS - 1)] + [
    f"{(BANDS - 1) * BAND:.0f}-"
]

Row = tuple[str, str, Callable[[Figures], str]]  # what, its aim if any, and the cell of some figures


def _table(*columns: str, title: str) -> Table:
    return Table(*columns, title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)


def summary(figures: Mapping[str, Figures], mode: str, seeds: int) -> Table:
    """Return the depth table: a row per figure, a column per arena."""
    table = _table("", "aim", *figures, title=f"depth: {mode}, {seeds} seeds")
    for group in _rows(mode, next(iter(figures.values()))):
        for what, aim, cell in group:
            cells = [cell(found) for found in figures.values()]
            if any(cells):
                table.add_row(what, aim if mode in ("duel", "melee") else "", *cells)
        table.add_section()
    return table


def _rows(mode: str, first: Figures) -> Iterator[list[Row]]:
    """Yield the rows of each section."""
    if mode == "melee":
        yield _flight("", lambda f: f.field_flight)
        yield _games("", lambda f: f.field_games)[:-2]
        yield [("best: share of its tables won", "< 30 %", _best_of_tables)]
        return
    strong = set(first.strong) != set(first.scores.names)
    if strong:
        yield _flight("field: ", lambda f: f.field_flight)
        yield _games("field: ", lambda f: f.field_games)
    yield _flight("strong: ", lambda f: f.strong_flight, "< 15 %")
    yield _games("strong: ", lambda f: f.strong_games, aims=True)
    best = "strong: best against the others"
    yield [(best, "< 75 %", lambda f: f"{_percent(f.strong_overall)} {_first(f.strong, f)}")]
    yield [
        ("two best", "", lambda f: " ".join(f.best)),
        *_flight("two best: ", lambda f: f.best_flight, hits="30-60 %"),
        *[_band(band) for band in range(BANDS)],
    ]
    yield [
        ("field: best against the others", "", lambda f: f"{_percent(f.scores.overall[0])} {f.scores.names[0]}"),
        (f"{FIRST}: games in which it hits", "", _first_hits),
        (f"ladder of {STEP:.0%}: steps", ">= 6", lambda f: str(len(f.steps))),
        ("cyclic part of the log-odds", "", lambda f: f"{_percent(f.cycles.cyclic)}"),
        ("... if ratings explained all", "", lambda f: f"{_percent(f.cycles.explained)}"),
        ("circles of three, of all triples", "", lambda f: f"{len(f.cycles.circles)} of {f.cycles.triples}"),
    ]


def _flight(group: str, of: Callable[[Figures], Flight], still: str = "", hits: str = "") -> list[Row]:
    return [
        (f"{group}all ships stand still", still, lambda f: _percent(of(f).all_still)),
        (f"{group}a ship stands still", "", lambda f: _percent(of(f).still)),
        (f"{group}shots that hit", hits, lambda f: _percent(of(f).hit_rate)),
        (f"{group}shots of power 1, 2, 3", "", lambda f: _split(of(f).powers)),
    ]


def _band(band: int) -> Row:
    return f"... at {BAND_NAMES[band]} m", "falling", lambda f: _percent(f.best_flight.hit_rates[band])


def _games(group: str, of: Callable[[Figures], Games], aims: bool = False) -> list[Row]:
    def ended(how: str) -> Callable[[Figures], str]:
        return lambda f: _percent(of(f).endings.get(how, 0.0))

    rows: list[Row] = [
        (f"{group}games", "", lambda f: f"{of(f).games}"),
        (f"{group}ended by elimination", "", ended("elimination")),
        (f"{group}ended by the beacon", "15-35 %", ended("beacon")),
        (f"{group}ended by time", "", ended("time")),
        (f"{group}forfeited", "", ended("forfeit")),
        (f"{group}draws", "< 5 %", lambda f: _percent(of(f).draws)),
        (f"{group}median length", "15-40 s", lambda f: f"{of(f).median:.1f} s"),
        (f"{group}15 to 40 s", "", lambda f: _percent(of(f).of_good_length)),
        (f"{group}score of seat 0", "50 % within ±", lambda f: _seat(of(f))),
        (f"{group}pairings neither 0 nor 100 %", ">= 60 %", lambda f: _percent(of(f).open_pairings)),
    ]
    return rows if aims else [(what, "", cell) for what, _, cell in rows]


def _best_of_tables(figures: Figures) -> str:
    best = max(figures.won, key=lambda name: figures.won[name])
    share, tables = figures.won[best], figures.bots[best].games
    return f"{_percent(share)} ± {_percent(1.96 * math.sqrt(share * (1 - share) / tables))} {best}"


def _first_hits(figures: Figures) -> str:
    return _percent(figures.bots[FIRST].games_with_hits) if FIRST in figures.bots else ""


def _split(numbers: list[int]) -> str:
    return " ".join(f"{100 * number / sum(numbers):.0f}" for number in numbers) + " %" if sum(numbers) else ""


def _first(names: list[str], figures: Figures) -> str:
    return next(name for name in figures.scores.names if name in names)


def _seat(games: Games) -> str:
    if games.seat_0 is None:
        return ""
    error = "?" if games.seat_0_error is None or math.isnan(games.seat_0_error) else _percent(games.seat_0_error)
    return f"{_percent(games.seat_0)} ± {error}"


def matrix(figures: Figures) -> Table:
    """Return the score of each against each, in percent, and against all, best first."""
    scores = figures.scores
    heads = [name[:5] for name in scores.names]
    table = _table("bot", "Elo", "all", "won", *heads, title="score in percent, row by column")
    for row, name in enumerate(scores.names):
        cells = ["" if math.isnan(share) else _number(share) for share in scores.share[row]]
        elo = f"{scores.elo[row]:.0f}"
        table.add_row(name, elo, _number(scores.overall[row]), _number(figures.won[name]), *cells)
    return table


def tables(figures: Figures) -> Table:
    """Return how often each bot wins its tables, in percent, and its score against who sat there, best first."""
    table = _table("bot", "Elo", "tables", "won", "all", title="tables won, and score by rank, in percent")
    for row, name in enumerate(figures.scores.names):
        elo, sat = f"{figures.scores.elo[row]:.0f}", str(figures.bots[name].games)
        table.add_row(name, elo, sat, _number(figures.won[name]), _number(figures.scores.overall[row]))
    return table


def flights(figures: Figures) -> Table:
    """Return how each bot flies and shoots, best first: in percent, but shots a game."""
    title = "in percent: standing still, and shots that hit, by m to the nearest enemy at firing"
    table = _table("bot", "still", "shots a game", "hit", *BAND_NAMES, title=title)
    for name in figures.scores.names:
        flight = figures.bots[name]
        rates = [_number(rate) for rate in (flight.hit_rate, *flight.hit_rates)]
        table.add_row(name, _number(flight.still), f"{sum(flight.shots) / flight.games:.1f}", *rates)
    return table


def faults(results: Results) -> Iterator[str]:
    """Yield a line on each bot that faulted."""
    for name, (number, games, message) in faults_of(results).items():
        yield f"faults of {name}: {number}, forfeited {games} games; {message}"


def lines(figures: Figures) -> Iterator[str]:
    """Yield the ladder and the circles in words."""
    names = figures.scores.names
    rungs = [names[place] for place in figures.ladder]
    steps = [f" <{100 * step:.0f}%- {upper}" for (_, upper), step in zip(pairwise(rungs), figures.steps, strict=True)]
    yield f"ladder, {len(steps)} steps: {rungs[0]}{''.join(steps)}"
    cycles = figures.cycles
    yield (
        f"cyclic part of the log-odds: {_percent(cycles.cyclic)} of the norm, "
        f"{_percent(cycles.explained)} if ratings explained all"
    )
    yield f"circles of three: {len(cycles.circles)} of {cycles.triples} triples"
    for circle in cycles.circles[:3]:
        share, places = figures.scores.share, [*circle, circle[0]]
        steps = [f" -{100 * share[one, other]:.0f}%> {names[other]}" for one, other in pairwise(places)]
        yield f"    {names[circle[0]]}{''.join(steps)}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _number(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}"
