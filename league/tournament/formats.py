"""Who plays whom in a round, by each format: plain functions of players and of what is known of them.

Players are version ids; what comes out are those who meet, in the order of their seats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations

Group = tuple[int, ...]
Turn = tuple[int, Group]  # a group with its turn: which of the arenas it is that they play in
Place = Callable[[int], int]  # what settles what nothing else does between players

TABLE = 8  # players at a table at most …
LEAST_TABLE = 3  # … and at least
NEAR = 32  # players above and below whom a ladder considers for a player
OPEN = 0.15  # p (1 - p) of a game whose end is open enough: up to 245 Elo apart
TRIES = 50_000  # steps of the search for a Swiss round without rematches
NOBODY = 0  # whom he meets in a Swiss round who sits out


def circle(players: int, place: int) -> list[tuple[int, int]]:
    """A round of a round robin by the circle method: pairs of 0-based indices, everyone in at most one.

    One player stands still, the others walk around him a place a round; with an odd number a ghost takes part, and
    who meets it sits out. After players - 1 rounds (players, if odd) everyone has met everyone.
    """
    walking: list[int | None] = [*range(1, players)]
    if players % 2:
        walking.append(None)
    place %= max(len(walking), 1)
    ring = [0, *walking[len(walking) - place :], *walking[: len(walking) - place]]
    half = len(ring) // 2
    pairs = zip(ring[:half], ring[: half - 1 : -1], strict=True)
    return [(min(a, b), max(a, b)) for a, b in pairs if a is not None and b is not None]


def round_robin(players: Sequence[int], start: int, number: int) -> list[Turn]:
    """A round of the endless round robin.

    Args:
        start: pairings of it that lie before a run's first; they may cut the first round short.
        number: of the round within the run, from 1.

    Returns:
        The pairs. Arenas change from pair to pair; a round begins with the one after that of the last, and so does a
        time through: over as many as there are arenas everyone meets everyone once in each.
    """
    a_round = len(players) // 2
    first, skipped = divmod(start, a_round)
    turn, place = divmod(first + number - 1, rounds_a_cycle(len(players)))
    met = circle(len(players), place)
    pairs: list[Turn] = [(turn + place + i, (players[a], players[b])) for i, (a, b) in enumerate(met)]
    return pairs[skipped if number == 1 else 0 :]


def rounds_a_cycle(players: int) -> int:
    """How many rounds a round robin takes until everyone has met everyone."""
    return players - 1 + players % 2


def gauntlet(players: Sequence[int], bot: int, start: int, number: int) -> list[Turn]:
    """A round of an endless gauntlet, the bot against everyone else; arguments and result as of `round_robin`."""
    others = [player for player in players if player != bot]
    turn, skipped = divmod(start, len(others))
    pairs: list[Turn] = [(turn + number - 1 + i, (bot, other)) for i, other in enumerate(others)]
    return pairs[skipped if number == 1 else 0 :]


@dataclass
class Known:
    """What a ladder knows of its players when it makes a round."""

    elo: Mapping[int, float]
    games: Mapping[int, int]  # of each, so far
    met: Counter[tuple[int, int]] = field(default_factory=Counter)  # (lower id, higher id): how often of late

    def worth(self, a: int, b: int) -> float:
        """What a game of these two tells: more where its end is open and little is known; less if just played.

        The information of a game of two about their difference, p (1 - p), times the variances that so many games
        leave of their ratings, about 1 / games. Of all whose games are open enough, chance may choose: were the nearest
        always the best, the lucky would meet the lucky alone, and ratings drift apart.
        """
        p = 1 / (1 + 10 ** ((self.elo[b] - self.elo[a]) / 400))
        little = 1 / (self.games[a] + 2) + 1 / (self.games[b] + 2)
        return min(p * (1 - p), OPEN) * little / (1 + self.met[min(a, b), max(a, b)])


def ladder(players: Sequence[int], known: Known, place: Place, sizes: Sequence[int]) -> list[Group]:
    """Groups of these sizes whose games tell most.

    Who has the fewest games chooses first: of those near in rating who are free, whoever is worth most with him and
    whom he has chosen already. The last may stay alone.
    """
    places = {player: place(player) for player in players}
    free = _Free(sorted(players, key=lambda p: (known.elo[p], places[p])))
    groups: list[Group] = []
    for first in sorted(players, key=lambda p: (known.games[p], places[p])):
        if len(groups) == len(sizes) or first not in free:
            continue
        near = free.near(first, max(NEAR, sizes[len(groups)]))
        free.take(first)
        group = [first]
        while len(group) < sizes[len(groups)]:
            best = max(near, key=lambda p: (sum(known.worth(p, member) for member in group), places[p]))
            near.remove(best)
            free.take(best)
            group.append(best)
        groups.append(tuple(group if len(group) == 2 else sorted(group, key=places.__getitem__)))
    return groups


class _Free:
    """Players in the order of their ratings, and who of them is free: a linked list."""

    def __init__(self, ordered: Sequence[int]) -> None:
        self._above = dict(zip(ordered, [*ordered[1:], NOBODY], strict=True))
        self._below = dict(zip(ordered, [NOBODY, *ordered[:-1]], strict=True))

    def __contains__(self, player: int) -> bool:
        return player in self._above

    def take(self, player: int) -> None:
        above, below = self._above.pop(player), self._below.pop(player)
        if above:
            self._below[above] = below
        if below:
            self._above[below] = above

    def near(self, player: int, each: int) -> list[int]:
        """The free players next to one, at most so many above and below."""
        return [*self._walk(self._above, player, each), *self._walk(self._below, player, each)]

    @staticmethod
    def _walk(way: Mapping[int, int], player: int, steps: int) -> Iterator[int]:
        for _ in range(steps):
            player = way[player]
            if not player:
                return
            yield player


def pairs_of(groups: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """Everyone who meets: (lower id, higher id)."""
    for group in groups:
        yield from combinations(sorted(group), 2)


def pair_sizes(players: int) -> list[int]:
    """Everyone in pairs; with an odd number one sits out."""
    return [2] * (players // 2)


def table_sizes(players: int) -> list[int]:
    """Everyone at tables of at most eight, which differ by one at most."""
    tables = -(-players // TABLE)
    return [players // tables + (i < players % tables) for i in range(tables)]


def sizes(players: int, tables: bool) -> list[int]:
    """Of the groups of a ladder's round."""
    return table_sizes(players) if tables else pair_sizes(players)


def swiss(players: Sequence[int], score: Mapping[int, float], met: Set[tuple[int, int]], place: Place) -> list[Group]:
    """A Swiss round: from the top, everyone meets the next in score whom he has not met.

    With an odd number one sits out, as if he met `NOBODY`, who stands below all. Nobody meets the same twice while it
    can be avoided, as far as a search of `TRIES` steps sees; where it can't, whoever has met all that are left meets
    the next.

    Args:
        score: so far in the run, a point a game.
        met: (lower id, higher id), with `NOBODY` for those who sat out.
    """
    order = sorted(players, key=lambda p: (-score[p], place(p)))
    if len(order) % 2:
        order.append(NOBODY)
    pairs = _all_new(order, met)
    if pairs is None:
        pairs, free = [], dict.fromkeys(order)
        while free:
            first = next(iter(free))
            del free[first]
            other = next((player for player in free if _new(first, player, met)), next(iter(free)))
            del free[other]
            pairs.append((first, other))
    return [pair for pair in pairs if NOBODY not in pair]


def _new(a: int, b: int, met: Set[tuple[int, int]]) -> bool:
    return (min(a, b), max(a, b)) not in met


def _all_new(order: Sequence[int], met: Set[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """Pairs of players who have not met; None where there are none, or none were found.

    Of all ways it is the one in which the first meets the earliest he can, then the next who is left, and so on.
    """
    taken = [False] * len(order)
    chosen: list[tuple[int, int]] = []
    first = other = 0
    for _ in range(TRIES + len(order)):
        if 2 * len(chosen) == len(order):
            return [(order[i], order[j]) for i, j in chosen]
        rest = range(other + 1, len(order))
        found = next((j for j in rest if not taken[j] and _new(order[first], order[j], met)), None)
        if found is not None:
            chosen.append((first, found))
            taken[first] = taken[found] = True
            first = other = next((i for i in range(first + 1, len(order)) if not taken[i]), len(order))
        elif chosen:
            first, other = chosen.pop()
            taken[first] = taken[other] = False
        else:
            return None
    return None
