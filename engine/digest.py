"""Digests of a world's state: a cheap one each tick, SHA-256 at the end."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.draws import U64, mix
from engine.world import World


def fold(world: World) -> U64:
    """A 64-bit digest of each world's state: `[W]`.

    Every number, as 64 bits, times an odd factor of its own, summed in integers and mixed: one number changed
    always changes the sum. Negative zero counts as zero; the state holds no NaN.
    """
    total = _signed(world.tick[None])[0].copy()
    for dtype, block in world.blocks.items():
        total += (_bits(block) * _factors(dtype.kind, dtype.itemsize, len(block))).sum(axis=0, dtype=np.uint64)
    return mix(total)


def short(digest: U64) -> NDArray[np.uint16]:
    """The 16 bits of a `fold` that a log keeps of each tick."""
    return (digest >> np.uint64(48)).astype(np.uint16)


def sha256(world: World, column: int) -> str:
    """SHA-256 over all state of one world, in hex, the same whatever column it stands in."""
    digest = hashlib.sha256(int(world.tick[column]).to_bytes(8, "little"))
    for block in world.blocks.values():
        digest.update(_bits(block[:, column : column + 1]).astype("<u8").tobytes())
    return digest.hexdigest()


def _bits(block: NDArray[Any]) -> U64:
    """A block's numbers as 64 bits each, of the same shape."""
    if block.dtype.kind == "f":
        return (block + 0.0).view(np.uint64)
    return _signed(block)


def _signed(block: NDArray[Any]) -> U64:
    return block.astype(np.int64).view(np.uint64)


@cache
def _factors(kind: str, size: int, rows: int) -> U64:
    """An odd factor a row, `[rows, 1]`, other ones for each dtype."""
    start = np.uint64((ord(kind) << 8 | size) << 32)
    return mix(start + np.arange(rows, dtype=np.uint64))[:, None] | np.uint64(1)
