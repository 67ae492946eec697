"""Standings of a single run: the bots of a Swiss, round robin or gauntlet run by points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import permutations

from league.cli.errors import LeagueError
from league.storage.pairing import SEATINGS
from league.storage.queries.results import FORFEITS
from league.storage.records import SeatResult
from league.storage.store import Store
from systems.results import Ending

WITHOUT = ("ladder", "placement")  # formats whose games only count on the ladder


@dataclass(frozen=True)
class Standing:
    """A bot's place in a run."""

    place: int  # from 1; ties share one
    bot: str
    version: int
    points: float  # 1 for a win, 0.5 for a draw, 2 for a bye
    games: int
    wins: int
    draws: int
    losses: int
    byes: int  # Swiss rounds sat out, except after being put out by forfeits
    opposition: float  # sum of the opponents' points, once per game (Buchholz): the tie-break


@dataclass(frozen=True)
class Standings:
    """The standings of one run so far, best first.

    A gauntlet is sorted by points per game, because its player has more games than the others.
    """

    run: int
    format: str
    mode: str
    rules: str
    rows: tuple[Standing, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the standings as a dict for JSON, in the shape of `league table --run N --json`."""
        return asdict(self)


def standings(store: Store, run: int) -> Standings:
    """Compute the standings of a run.

    Raises:
        LeagueError: there is no such run, or its format has no standings: ladder or placement.
    """
    row = store.run(run)
    if row is None:
        raise LeagueError(f"no run {run} in this league")
    kind, players = row.format, row.players
    if kind in WITHOUT:
        raise LeagueError(f"run {run} has the format {kind}: its games count on the ladder, and it has no standings")
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
    return Standings(run, kind, row.mode, row.rules, tuple(rows))


def _played(
    store: Store, run: int
) -> tuple[defaultdict[int, float], defaultdict[int, Counter[str]], defaultdict[int, list[int]]]:
    """Return the points of each version, its counts of wins, draws and losses, and its opponents, one per game."""
    points: defaultdict[int, float] = defaultdict(float)
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    opponents: defaultdict[int, list[int]] = defaultdict(list)
    for game in store.games(run):
        for one, other in permutations(game.seats, 2):
            if game.how == Ending.VOID or one.rank is None or other.rank is None:
                continue
            points[one.version] += 1.0 if one.rank < other.rank else 0.5 if one.rank == other.rank else 0.0
            outcome = "wins" if one.rank < other.rank else "draws" if one.rank == other.rank else "losses"
            counts[one.version][outcome] += 1
            opponents[one.version].append(other.version)
    return points, counts, opponents


def _byes(store: Store, run: int, players: Sequence[int]) -> Counter[int]:
    """Count the rounds that each version sat out, except after forfeits had put it out."""
    byes: Counter[int] = Counter()
    streak: Counter[int] = Counter()
    played: defaultdict[int, list[SeatResult]] = defaultdict(list)  # by pairing
    for game in store.games(run):
        if game.how != Ending.VOID:
            played[game.pairing] += game.seats
    for pairings in store.rounds(run):
        present = {player for pairing in pairings for player in pairing.players}
        byes.update(player for player in players if player not in present and streak[player] < FORFEITS)
        for seat in (seat for pairing in pairings for seat in played[pairing.number]):
            streak[seat.version] = streak[seat.version] + 1 if seat.forfeited else 0
    return byes
