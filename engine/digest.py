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
    """A 64-bit digest of each world's state: `[W]`, its weight mixed."""
    return mix(weigh(world))


def weigh(world: World) -> U64:
    """The weight of each world's state: `[W]`.

    Every number, as 64 bits, times an odd factor of its own, summed in integers: one number changed always changes the
    sum. Negative zero counts as zero; the state holds no NaN.
    """
    factors = _factors(world.layout)
    bits = np.empty((len(factors), world.worlds), np.int64)
    start = 0
    for block in world.blocks.values():
        _put_bits(block, bits[start : (start := start + len(block))])
    weight: U64 = np.add.reduce(bits.view(np.uint64) * factors, axis=0)
    return weight + world.tick.astype(np.uint64)


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
    bits = np.empty(block.shape, np.int64)
    _put_bits(block, bits)
    return bits.view(np.uint64)


def _put_bits(block: NDArray[Any], into: NDArray[np.int64]) -> None:
    """Write a block's numbers as 64 bits each: of whole numbers their value, of others their own."""
    if block.dtype.kind == "f":
        np.add(block, 0.0, out=into.view(np.float64))  # which makes 0.0 of -0.0
    else:
        into[...] = block


@cache
def _factors(blocks: tuple[tuple[str, int, int], ...]) -> U64:
    """An odd factor a row, `[rows, 1]`: for each block, told by its dtype's kind and size and by its rows, others."""
    return np.concatenate([_odd(kind, size, rows) for kind, size, rows in blocks])


def _odd(kind: str, size: int, rows: int) -> U64:
    start = np.uint64((ord(kind) << 8 | size) << 32)
    return mix(start + np.arange(rows, dtype=np.uint64))[:, None] | np.uint64(1)
