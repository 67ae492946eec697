from __future__ import annotations

import numpy as np

from engine.component import BOOL, F64, I32, Component
from engine.digest import fold, sha256, short
from engine.layout import Shape
from engine.world import World


class Place(Component):
    x: F64
    y: F64


class Life(Component):
    alive: BOOL
    age: I32


def make(worlds: int) -> World:
    return World(worlds, {"birds": Shape(2, (Place, Life)), "stones": Shape(4, (Place,))})


def fill(world: World, start: int) -> None:
    for block in world.blocks.values():
        block[:] = (np.arange(block.size) + start).reshape(block.shape)
    world.tick[:] = start


def test_one_changed_number_changes_that_worlds_digest_alone() -> None:
    world = make(2)
    fill(world, 3)
    fold_before, sha_before = fold(world).tolist(), [sha256(world, w) for w in range(2)]
    for block in world.blocks.values():
        for row in range(len(block)):
            old = block[row, 1]
            block[row, 1] = not old if block.dtype.kind == "b" else old + 1
            assert fold(world)[0] == fold_before[0]
            assert fold(world)[1] != fold_before[1]
            assert [sha256(world, w) == sha_before[w] for w in range(2)] == [True, False]
            block[row, 1] = old
    world.tick[1] += 1
    assert [bool(a == b) for a, b in zip(fold(world), fold_before, strict=True)] == [True, False]
    assert [sha256(world, w) == sha_before[w] for w in range(2)] == [True, False]


def test_the_smallest_change_of_a_float_counts_and_two_numbers_may_not_change_places() -> None:
    world = make(1)
    fill(world, 3)
    digest, x = int(fold(world)[0]), world["birds"][Place].x
    x[0, 0] = np.nextafter(x[0, 0], 100)
    assert fold(world)[0] != digest
    fill(world, 3)
    x[:, 0] = x[::-1, 0].copy()
    assert fold(world)[0] != digest


def test_negative_zero_counts_as_zero() -> None:
    world = make(1)
    digests = int(fold(world)[0]), sha256(world, 0)
    world["birds"][Place].x[0, 0] = -0.0
    assert (int(fold(world)[0]), sha256(world, 0)) == digests


def test_a_worlds_digest_does_not_depend_on_its_column_or_its_neighbours() -> None:
    one, many = make(1), make(7)
    fill(many, 9)
    for block, wide in zip(one.blocks.values(), many.blocks.values(), strict=True):
        block[:] = (np.arange(block.size) + 4).reshape(block.shape)
        wide[:, 5:6] = block
    one.tick[:], many.tick[5] = 8, 8
    assert fold(one)[0] == fold(many)[5]
    assert sha256(one, 0) == sha256(many, 5)


def test_copies_of_a_memory_have_the_digests_of_their_states() -> None:
    world, memories, folds = make(3), [], []
    for start in (3, 8, 300):
        fill(world, start)
        memories.append(world.memory.copy())
        folds.append(fold(world).tolist())
    assert fold(world, np.stack(memories)).tolist() == folds
    assert fold(world, memories[0]).tolist() == folds[0]
    state = world.read(np.stack(memories))
    assert state.tick.tolist() == [[3] * 3, [8] * 3, [300] * 3]


def test_digests_never_change() -> None:
    world = make(2)
    fill(world, 1)
    assert fold(world).tolist() == [6569492010180059291, 9412623092591845119]
    assert short(fold(world)).tolist() == [digest >> 48 for digest in fold(world).tolist()]
    assert sha256(world, 1) == "6059dee1de11f23832f0c83366a4221e6e9ca5b05d1717f4504133e664bdb85f"
