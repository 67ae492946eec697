"""Digests of a world's state: a fast one per tick, SHA-256 at the end."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.constants import constant
from engine.layout import Memory
from engine.rng import U64, mix
from engine.world import World

_48, _1 = constant(48, np.uint64), constant(1, np.uint64)


def fold(world: World, memories: Memory | None = None) -> U64:
    """Return a 64-bit digest of each world's state, `[W]`, or of copies of its memory, `[…, bytes]` to `[…, W]`.

    Every number, as 64 bits, is multiplied by its own odd factor; the products are summed as integers and mixed. A
    change of one number always changes the sum. Negative zero counts as zero; the state contains no NaN.
    """
    state = world if memories is None else world.read(memories)
    numbers: U64 = np.concatenate(list(map(_whole, state.blocks.values())), axis=-2, dtype=np.int64).view(np.uint64)
    weight: U64 = np.add.reduce(numbers * _factors(world.block_shapes), axis=-2)
    return mix(weight + state.tick.astype(np.uint64))


def short(digest: U64) -> NDArray[np.uint16]:
    """Return the 16 bits of a `fold` that a log keeps of each tick."""
    return (digest >> _48).astype(np.uint16)


def sha256(world: World, column: int) -> str:
    """Return the SHA-256 (hex) over the whole state of one world, independent of its column."""
    digest = hashlib.sha256(int(world.tick[column]).to_bytes(8, "little"))
    for block in world.blocks.values():
        digest.update(_whole(block[:, column]).astype("<i8").tobytes())
    return digest.hexdigest()


def _whole(block: NDArray[Any]) -> NDArray[Any]:
    """Return a block as integers; floats are reinterpreted as their bits."""
    return (block + 0.0).view(np.int64) if block.dtype.kind == "f" else block  # + 0.0 turns -0.0 into 0.0


@cache
def _factors(blocks: tuple[tuple[str, int, int], ...]) -> U64:
    """Return an odd factor per row, `[rows, 1]`, different for each block, which is given as (kind, itemsize, rows)."""
    return np.concatenate([_odd(kind, size, rows) for kind, size, rows in blocks])


def _odd(kind: str, size: int, rows: int) -> U64:
    start = (ord(kind) << 8 | size) << 32
    return mix(np.arange(start, start + rows, dtype=np.uint64))[:, None] | _1
