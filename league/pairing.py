"""Who plays whom: a paired round robin, and the seed of every pairing.

A pair is the unit: two games from one seed in one arena, the seats exchanged between them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

SEATINGS = ("a", "b")  # the two games of a pair: as paired, and with the seats exchanged


@dataclass(frozen=True)
class Pairing:
    """Two versions that meet, in both seatings."""

    number: int  # from 1, within its run
    round: int  # from 1, within its run
    arena: str
    seed: int  # 0 .. 2^63 - 1, of both games
    players: tuple[int, ...]  # version ids, in the order of the seats of game a

    def seats(self, seating: str) -> tuple[int, ...]:
        """The version in each seat of one of its games."""
        return self.players if seating == "a" else self.players[::-1]


def circle(players: int) -> Iterator[list[tuple[int, int]]]:
    """Once through a round robin by the circle method: rounds in which everyone plays at most once.

    One player stands still, the others walk around him a place a round; with an odd number a ghost takes part, and
    who meets it sits out. Yields players - 1 rounds (players, if odd) of pairs of 0-based indices.
    """
    ring: list[int | None] = [*range(players)]
    if players % 2:
        ring.append(None)
    for _ in range(len(ring) - 1):
        half = len(ring) // 2
        pairs = zip(ring[:half], ring[: half - 1 : -1], strict=True)
        yield [(min(a, b), max(a, b)) for a, b in pairs if a is not None and b is not None]
        ring[1:] = [ring[-1], *ring[1:-1]]


def pairings_a_cycle(players: int) -> int:
    """How many pairings are once through a round robin."""
    return players * (players - 1) // 2


def run_start(earlier: int, players: int, total: int) -> int:
    """Where in the endless round robin a run starts: where those before it ended, so that short ones reach everyone.

    A run of whole times through starts at a beginning, so that its pairs depend on its players alone.

    Args:
        earlier: pairings of all earlier runs.
        players: at least two.
        total: pairings in the whole run.
    """
    cycle = pairings_a_cycle(players)
    return earlier if total % cycle else earlier - earlier % cycle


def round_robin(
    players: tuple[int, ...], arenas: tuple[str, ...], total: int, secret: bytes, repeat: int, start: int = 0
) -> Iterator[list[Pairing]]:
    """The rounds of a run, as many times through the players as `total` pairings take; both ends may be cut.

    Args:
        players: version ids, at least two.
        arenas: taken in turn, one each time through.
        total: pairings in the whole run.
        secret: the run's.
        repeat: how many earlier runs had the same secret.
        start: pairings that are passed over before the first.
    """
    made = 0
    rounds = count(1)
    first, skip = divmod(start, pairings_a_cycle(len(players)))
    for cycle in count(first):
        for pairs in circle(len(players)):
            if made == total:
                return
            skip, pairs = max(skip - len(pairs), 0), pairs[skip:][: total - made]
            if not pairs:
                continue
            arena = arenas[cycle % len(arenas)]
            number = next(rounds)
            yield [
                Pairing(made + i, number, arena, pairing_seed(secret, repeat, made + i), (players[a], players[b]))
                for i, (a, b) in enumerate(pairs, 1)
            ]
            made += len(pairs)


def run_secret(seed: int | None) -> bytes:
    """What a run's seeds are made from, 32 bytes: SHA-256 of b"run" and the seed in 8 bytes, or random bytes."""
    if seed is None:
        return secrets.token_bytes(32)
    return hashlib.sha256(b"run" + seed.to_bytes(8, "little")).digest()


def pairing_seed(secret: bytes, repeat: int, number: int) -> int:
    """A pairing's match seed, 0 .. 2^63 - 1: HMAC-SHA-256 with the run's secret.

    `repeat` keeps a second run with the same `--seed` from playing the very games of the first once more.
    """
    message = b"pairing" + repeat.to_bytes(8, "little") + number.to_bytes(8, "little")
    return int.from_bytes(hmac.digest(secret, message, "sha256")[:8], "little") >> 1
