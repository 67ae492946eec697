"""Pairings, and the random draws of a run.

A pairing is two games from one seed in one arena, with the seats exchanged between them. A table of several players
is also played twice; in the second game every player moves on by half the table.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

LONG_SEED = 22  # characters of a text that cannot be guessed: 128 bits in base64
_SECRET = re.compile("[0-9A-Fa-f]{64}")
SEATINGS = ("a", "b")  # the two games of a pairing: as paired, and with the seats exchanged


@dataclass(frozen=True)
class Pairing:
    """Versions that meet in two games, one per seating."""

    number: int  # from 1, within its run
    round: int  # from 1, within its run
    arena: str
    seed: int  # 0 .. 2^63 - 1, for both games
    players: tuple[int, ...]  # version ids, in the order of the seats of game a

    def seats(self, seating: str) -> tuple[int, ...]:
        """Return the version in each seat of one of the pairing's games."""
        half = len(self.players) // 2 if seating == "b" else 0
        return self.players[half:] + self.players[:half]


@dataclass(frozen=True)
class RunRandom:
    """A run's source of random numbers: HMAC-SHA-256 keyed with its secret.

    `repeat` keeps a second run with the same `--seed` from repeating the games of the first.
    """

    secret: bytes
    repeat: int  # earlier runs with the same secret

    def seed(self, number: int) -> int:
        """Return a pairing's match seed, 0 .. 2^63 - 1."""
        return self._number(b"pairing", number) >> 1

    def place(self, round: int, player: int) -> int:
        """Return 64 random bits per round and player, which break ties."""
        return self._number(b"place", round, player)

    def _number(self, what: bytes, *numbers: int) -> int:
        message = what + b"".join(number.to_bytes(8, "little") for number in (self.repeat, *numbers))
        return int.from_bytes(hmac.digest(self.secret, message, "sha256")[:8], "little")


def parse_seed(text: str) -> int | str:
    """Parse a seed: an integer if `text` is one from 0 to 2^64 - 1, otherwise the text itself."""
    if text.isascii() and text.isdigit() and len(text) <= 20 and int(text) < 2**64:
        return int(text)
    return text


def is_guessable(seed: int | str) -> bool:
    """Return whether a bot could find a run's seed by trial: it is an integer, or shorter than LONG_SEED."""
    return isinstance(seed, int) or len(seed) < LONG_SEED


def run_secret(seed: int | str | None) -> bytes:
    """Return a run's 32-byte secret.

    Args:
        seed: an integer, hashed by SHA-256 as b"run" and 8 bytes; a secret as 64 hexadecimal digits; any other text,
            hashed as b"text" and its UTF-8; or None for random bytes.
    """
    if seed is None:
        return secrets.token_bytes(32)
    if isinstance(seed, int):
        return hashlib.sha256(b"run" + seed.to_bytes(8, "little")).digest()
    if _SECRET.fullmatch(seed):
        return bytes.fromhex(seed)
    return hashlib.sha256(b"text" + seed.encode()).digest()
