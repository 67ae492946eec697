from __future__ import annotations

import numpy as np
import pytest

from engine.rng import derive, draw, mix, unit

GAMMA = 0x9E3779B97F4A7C15


def u64(*values: int) -> np.ndarray:
    return np.array(values, np.uint64)


def test_mix_gives_splitmix64s_published_sequence() -> None:
    """The first outputs of Vigna's splitmix64.c from the state 1234567."""
    states = u64(*((1234567 + GAMMA * n) % 2**64 for n in range(1, 6)))
    assert mix(states).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_draws_never_change() -> None:
    key, tick = u64(0, 1, 2**64 - 1), np.array([0, 7, 36_000], np.int32)
    assert draw(key, tick, 1, 2).tolist() == [
        [5881026201139979077, 18380265149290243467, 91705019196510625],
        [13841651662067664841, 4296610910233251478, 3853419984009604992],
    ]
    assert draw(key, tick, 2, 1).tolist() == [[15440285201539021892, 12417455853602954841, 29779914361733755]]


def test_more_lanes_or_worlds_leave_the_others_alone() -> None:
    key, tick = u64(5, 6, 7), np.zeros(3, np.int32)
    whole = draw(key, tick, 1, 8)
    assert (draw(key, tick, 1, 3) == whole[:3]).all()
    assert (draw(key[1:2], tick[1:2], 1, 8) == whole[:, 1:2]).all()
    assert len(np.unique(whole)) == whole.size


@pytest.mark.parametrize("other", [(1, 0, 1), (0, 1, 1), (0, 0, 2)])
def test_key_tick_and_stream_each_change_every_draw(other: tuple[int, int, int]) -> None:
    def draws(key: int, tick: int, stream: int) -> np.ndarray:
        return draw(u64(key), np.array([tick], np.int32), stream, 100)

    assert not (draws(0, 0, 1) == draws(*other)).any()


def test_unit_reaches_from_zero_to_just_below_one() -> None:
    assert unit(u64(0, 2**63, 2**64 - 1, 2**11 - 1, 2**11)).tolist() == [0.0, 0.5, 1 - 2.0**-53, 0.0, 2.0**-53]


def test_derive_never_changes_and_tells_labels_and_numbers_apart() -> None:
    assert derive(b"bot", 1, 0) == 14611549888517552663
    keys = {derive(b"bot", 1, 0), derive(b"bot", 0, 1), derive(b"bot", 1), derive(b"key", 1, 0), derive(b"key", 1)}
    assert len(keys) == 5
    assert all(0 <= key < 2**64 for key in keys)
