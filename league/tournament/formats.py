"""Formats: the pairings of a round, as pure functions of the players and their results.

Players are version ids; a pairing lists them in the order of their seats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations

Group = tuple[int, ...]
Turn = tuple[int, Group]  # an index into the arenas, modulo their number, and the players that meet there
Place = Callable[[int], int]  # the random number that breaks a player's ties

TABLE = 8  # maximum number of players at a table …
LEAST_TABLE = 3  # … and minimum
NEAR = 32  # players above and below in rating that are candidates for an opponent on a ladder
OPEN = 0.15  # p (1 - p) above which games count as equally informative: up to 245 Elo apart
TRIES = 50_000  # maximum steps of the search for a Swiss round without rematches
NOBODY = 0  # the opponent of whoever sits out a Swiss round


def circle(players: int, place: int) -> list[tuple[int, int]]:
    """Return a round of a round robin by the circle method: pairs of indices from 0, each at most once.

    One player is fixed, and the others rotate around it by one place per round. With an odd number a dummy takes part,
    and its opponent sits out. After players - 1 rounds (players, if odd) every two players have met.
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
    """Return a round of the endless round robin.

    Args:
        start: pairings before the run's first; they may cut its first round short.
        number: round within the run, from 1.

    Returns:
        The pairs with their arenas, which change from pair to pair. Each round, and each time through, starts one arena
        later than the one before; over as many times through as there are arenas, every two players meet once in each.
    """
    a_round = len(players) // 2
    first, skipped = divmod(start, a_round)
    turn, place = divmod(first + number - 1, rounds_a_cycle(len(players)))
    met = circle(len(players), place)
    pairs: list[Turn] = [(turn + place + i, (players[a], players[b])) for i, (a, b) in enumerate(met)]
    return pairs[skipped if number == 1 else 0 :]


def rounds_a_cycle(players: int) -> int:
    """Return the number of rounds in which every two players meet once."""
    return players - 1 + players % 2


def gauntlet(players: Sequence[int], bot: int, start: int, number: int) -> list[Turn]:
    """Return a round of an endless gauntlet, the bot against all others; arguments and result as in `round_robin`."""
    others = [player for player in players if player != bot]
    turn, skipped = divmod(start, len(others))
    pairs: list[Turn] = [(turn + number - 1 + i, (bot, other)) for i, other in enumerate(others)]
    return pairs[skipped if number == 1 else 0 :]


@dataclass
class LadderState:
    """What a ladder knows of its players when it makes a round."""

    elo: Mapping[int, float]
    games: Mapping[int, int]  # number of games of each, so far
    met: Counter[tuple[int, int]] = field(default_factory=Counter)  # (lower id, higher id): number of recent meetings

    def worth(self, a: int, b: int) -> float:
        """Return how informative a game of a and b is.

        It is less so if the result is clear, if both are well known, or if they have just met: the Fisher information
        of a game about their difference, p (1 - p), times the variances of their ratings, about 1 / games each. The
        information is capped, so that chance picks among all open games: if the nearest player were always the best
        choice, lucky players would only meet lucky ones, and ratings would drift apart.
        """
        p = 1 / (1 + 10 ** ((self.elo[b] - self.elo[a]) / 400))
        little = 1 / (self.games[a] + 2) + 1 / (self.games[b] + 2)
        return min(p * (1 - p), OPEN) * little / (1 + self.met[min(a, b), max(a, b)])


def ladder(players: Sequence[int], known: LadderState, place: Place, sizes: Sequence[int]) -> list[Group]:
    """Return groups of the given sizes whose games are most informative.

    The player with the fewest games chooses first: among the free players near in rating, it repeatedly takes the one
    whose games with it and with those already chosen are most informative. The last player may be left over.
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
    """The players that are not in a group yet, in the order of their ratings, as a linked list."""

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
        """Return the nearest free players, at most `each` above and as many below."""
        return [*self._walk(self._above, player, each), *self._walk(self._below, player, each)]

    @staticmethod
    def _walk(way: Mapping[int, int], player: int, steps: int) -> Iterator[int]:
        for _ in range(steps):
            player = way[player]
            if not player:
                return
            yield player


def pairs_of(groups: Sequence[Group]) -> Iterator[tuple[int, int]]:
    """Yield every two players that meet as (lower id, higher id)."""
    for group in groups:
        yield from combinations(sorted(group), 2)


def pair_sizes(players: int) -> list[int]:
    """Return the sizes of groups that put all players in pairs; with an odd number one sits out."""
    return [2] * (players // 2)


def table_sizes(players: int) -> list[int]:
    """Return the sizes of tables of at most eight players, which differ by at most one."""
    tables = -(-players // TABLE)
    return [players // tables + (i < players % tables) for i in range(tables)]


def sizes(players: int, tables: bool) -> list[int]:
    """Return the sizes of the groups of a ladder's round."""
    return table_sizes(players) if tables else pair_sizes(players)


def swiss(players: Sequence[int], score: Mapping[int, float], met: Set[tuple[int, int]], place: Place) -> list[Group]:
    """Return a Swiss round: from the top, each player meets the next in score that it has not met yet.

    With an odd number one player sits out, as if it met `NOBODY`, who ranks below all. No two players meet twice if a
    search of `TRIES` steps finds a way to avoid it; otherwise a player that has met all the others left meets the next.

    Args:
        score: points so far in the run, one per game won.
        met: (lower id, higher id), with `NOBODY` as the opponent of those who sat out.
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
    """Return pairs of players that have not met, or None if the search finds no such pairs.

    Of all solutions it is the first in order: the first player meets the earliest possible opponent, then the next
    player left, and so on.
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
