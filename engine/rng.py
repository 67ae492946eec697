"""Counter-based RNG: each draw is a hash of key, tick, stream and lane.

The hash is the finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
Unlike numpy's generators it gives the same numbers with every version of numpy, and draws are independent of each
other's number and order.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from engine.constants import constant

U64 = NDArray[np.uint64]

_GAMMA = constant(0x9E3779B97F4A7C15, np.uint64)
_M1 = constant(0xBF58476D1CE4E5B9, np.uint64)
_M2 = constant(0x94D049BB133111EB, np.uint64)
_30, _27, _31, _32, _11 = (constant(bits, np.uint64) for bits in (30, 27, 31, 32, 11))


def mix(z: U64) -> U64:
    """Apply splitmix64's finaliser, a bijection of 64 bits in which every bit depends on every other."""
    z = (z ^ (z >> _30)) * _M1
    z = (z ^ (z >> _27)) * _M2
    return z ^ (z >> _31)


def draw(key: U64, tick: NDArray[np.int32], stream: int, lanes: int, first: int = 0) -> U64:
    """Return uniform 64-bit draws, `[lanes, W]`.

    Args:
        key: `[W]`, one per world.
        tick: `[W]`, the tick of the draw.
        stream: number of the purpose; each use in the rules has its own.
        lanes: number of draws per world.
        first: the first lane.
    """
    z = mix(key + _GAMMA * tick.astype(np.uint64))
    z = mix(z ^ np.array([stream], np.uint64) * _M1)
    return mix(z + _GAMMA * np.arange(first + 1, first + lanes + 1, dtype=np.uint64)[:, None])


def unit(z: U64) -> NDArray[np.float64]:
    """Convert draws to float64 in [0, 1): the top 53 bits, exactly."""
    return (z >> _11).astype(np.float64) * 2.0**-53


def angle(z: U64) -> NDArray[np.uint32]:
    """Convert draws to angles, 2^-32 turn: the top 32 bits."""
    return (z >> _32).astype(np.uint32)


def derive(label: bytes, *numbers: int) -> int:
    """Derive a 64-bit key that does not reveal its origin: SHA-256 over the label and 8 bytes per number."""
    text = label + b"".join(number.to_bytes(8, "little") for number in numbers)
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "little")
