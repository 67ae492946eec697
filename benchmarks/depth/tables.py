"""The figures as tables and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from rich.box import SIMPLE
from rich.table import Table

from benchmarks.depth.figures import Figures, Flight, Games, faults_of, flight_of, tables_won
from benchmarks.depth.ladder import STEP
from benchmarks.matches.playing import Results
from benchmarks.matches.results import names_of
from benchmarks.matches.statistics import BAND, BANDS

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
        yield _games("", lambda f: f.field_games)
        yield [("best: share of its tables won", "< 30 %", lambda f: _percent(f.field_games.best_wins))]
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


def _first(names: list[str], figures: Figures) -> str:
    return next(name for name in figures.scores.names if name in names)


def _seat(games: Games) -> str:
    return "" if games.seat_0 is None else f"{_percent(games.seat_0)} ± {_percent(games.seat_0_error)}"


def matrix(scores_of_arena: Figures, results: Results) -> Table:
    """Return the score of each against each, in percent, and against all, best first."""
    scores = scores_of_arena.scores
    won = tables_won(results)
    table = _table(
        "bot", "Elo", "all", "won", *(name[:5] for name in scores.names), title="score in percent, row by column"
    )
    for row, name in enumerate(scores.names):
        cells = ["" if share != share else f"{100 * share:.0f}" for share in scores.share[row]]
        table.add_row(name, f"{scores.elo[row]:.0f}", _number(scores.overall[row]), _number(won[name]), *cells)
    return table


def flights(figures: Figures, results: Results) -> Table:
    """Return how each bot flies and shoots, best first: in percent, but shots a game."""
    title = "in percent: standing still, and shots that hit, by m to the nearest enemy at firing"
    table = _table("bot", "still", "shots a game", "hit", *BAND_NAMES, title=title)
    for name in figures.scores.names:
        played = [result for result in results if name in names_of(result)]
        flight = flight_of(played, [name])
        rates = [flight.hit_rate, *flight.hit_rates]
        table.add_row(
            name,
            _number(flight.still),
            f"{sum(flight.shots) / len(played):.1f}",
            *("" if rate is None else _number(rate) for rate in rates),
        )
    return table


def lines(figures: Figures, results: Results) -> Iterator[str]:
    """Yield the ladder, the circles and the faults in words."""
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
    for name, (faults, games, message) in faults_of(results).items():
        yield f"faults of {name}: {faults}, forfeited {games} games; {message}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _number(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f}"
