"""A run's own standings: how the bots of a Swiss, a round robin or a gauntlet stand by points."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, fields
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.ladder.table import plain
from league.storage.pairing import SEATINGS
from league.storage.results import FORFEITS
from league.storage.store import Store
from sandbox.clean import clean_text


@dataclass(frozen=True)
class Standing:
    """A bot's place in a run."""

    place: int  # from 1; equals share one
    bot: str
    version: int
    points: float  # one for a win, half for a draw, two for a Swiss round sat out
    games: int
    wins: int
    draws: int
    losses: int
    byes: int  # Swiss rounds sat out while in play
    opposition: float  # the points of its opponents, once a game (Buchholz): who is before whom of equal points


@dataclass(frozen=True)
class Standings:
    """Of one run, as far as it was played. Who plays a gauntlet has more games: there the share of points counts."""

    run: int
    format: str
    mode: str
    rules: str
    rows: tuple[Standing, ...]

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON: the shape of `league table --run N --json`."""
        return asdict(self)


def standings(store: Store, run: int) -> Standings:
    """The standings of a run.

    Raises:
        LeagueError: there is no such run, or it is one of those that a ladder is made of.
    """
    row = store.connection.execute("SELECT format, mode, rules, players FROM runs WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise LeagueError(f"no run {run} in this league")
    kind, mode, rules, players = row[0], row[1], row[2], json.loads(row[3])
    if kind == "ladder":
        raise LeagueError(f"run {run} is of the format ladder: its games count in the ladder, it has no standings")
    points, counts, opponents = _played(store, run)
    byes = _byes(store, run, players) if kind == "swiss" else Counter()
    total = {player: points[player] + len(SEATINGS) * byes[player] for player in players}
    keys = {}
    for player in players:
        games = sum(counts[player].values())
        worth = total[player] / max(games, 1) if kind == "gauntlet" else total[player]
        keys[player] = (-worth, -sum(total[other] for other in opponents[player]))
    rows: list[Standing] = []
    names = {player: store.version(player) for player in players}
    order = sorted(players, key=lambda player: (keys[player], names[player].bot.casefold()))
    for number, player in enumerate(order, 1):
        place = rows[-1].place if number > 1 and keys[order[number - 2]] == keys[player] else number
        version, tally = names[player], counts[player]
        rows.append(
            Standing(
                place,
                version.bot,
                version.number,
                total[player],
                sum(tally.values()),
                tally["wins"],
                tally["draws"],
                tally["losses"],
                byes[player],
                -keys[player][1],
            )
        )
    return Standings(run, kind, mode, rules, tuple(rows))


def _played(
    store: Store, run: int
) -> tuple[defaultdict[int, float], defaultdict[int, Counter[str]], defaultdict[int, list[int]]]:
    """Of each version: its points, its wins, draws and losses, whom it met in each game."""
    points: defaultdict[int, float] = defaultdict(float)
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    opponents: defaultdict[int, list[int]] = defaultdict(list)
    for version, rank, other, its in store.connection.execute(
        "SELECT one.version, one.rank, two.version, two.rank FROM games JOIN seats one ON one.game = id"
        " JOIN seats two ON two.game = id AND two.seat <> one.seat WHERE run = ? AND how <> 'void'",
        (run,),
    ):
        points[version] += 1.0 if rank < its else 0.5 if rank == its else 0.0
        counts[version]["wins" if rank < its else "draws" if rank == its else "losses"] += 1
        opponents[version].append(other)
    return points, counts, opponents


def _byes(store: Store, run: int, players: list[int]) -> Counter[int]:
    """The rounds that each version sat out before forfeits put it out."""
    byes: Counter[int] = Counter()
    streak: Counter[int] = Counter()
    rounds: defaultdict[int, set[int]] = defaultdict(set)
    for number, own in store.connection.execute("SELECT round, players FROM pairings WHERE run = ?", (run,)):
        rounds[number].update(json.loads(own))
    forfeits: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, version, forfeited in store.connection.execute(
        "SELECT round, version, forfeited FROM games g JOIN pairings p ON p.run = g.run AND p.number = pairing"
        " JOIN seats ON game = g.id WHERE g.run = ? AND how <> 'void' ORDER BY pairing, seating",
        (run,),
    ):
        forfeits[number].append((version, forfeited))
    for number in sorted(rounds):
        byes.update(player for player in players if player not in rounds[number] and streak[player] < FORFEITS)
        for version, forfeited in forfeits[number]:
            streak[version] = forfeited * (streak[version] + 1)
    return byes


def as_csv(found: Standings) -> str:
    """A line a bot under a line of titles."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Standing))
    writer.writerows([plain(v) if isinstance(v, str) else v for v in asdict(row).values()] for row in found.rows)
    return out.getvalue()


def as_rich(found: Standings) -> Table:
    """For the terminal."""
    games = sum(row.games for row in found.rows) // 2
    title = f"run {found.run}, {found.format}, {found.mode}, {counted(games, 'game')}"
    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    byes = any(row.byes for row in found.rows)
    for head in ("place", "bot", "", "points", "games", "W", "D", "L", *(["byes"] if byes else []), "Buchholz"):
        table.add_column(head, justify="left" if head == "bot" else "right", no_wrap=True)
    for row in found.rows:
        counts = (row.games, row.wins, row.draws, row.losses, *([row.byes] if byes else []))
        numbers = (f"{row.points:g}", *map(str, counts), f"{row.opposition:g}")
        table.add_row(str(row.place), Text(clean_text(row.bot, 40)), f"v{row.version}", *numbers)
    return table
