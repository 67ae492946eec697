"""Prints what must be the same on every machine: run by test_exactness.py under other CPU features and numpys.

`python play.py names` prints the CPU features that this numpy would use. Without it: plays the golden log, and many
crowded duels with drawn orders, and prints as JSON the numpy, its features in use, and digests of all states and texts.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from numpy._core import _multiarray_umath as umath

from engine.digest import fold, sha256
from engine.draws import draw
from engine.log import read_log
from systems.components import Position
from systems.observations import observe
from systems.orders import inputs_of
from systems.replay import Replay
from systems.setup import Setup
from systems.worlds import new_worlds, step

WORLDS, TICKS = 60, 150


def crowd() -> dict[str, str]:
    """Duels that start close to each other, to the wall, or as usual in the zone's time."""
    world = new_worlds([Setup("duel", seed) for seed in range(WORLDS)])
    position = world["ships"][Position]
    for start, scale in ((0, 0.05), (20, 1.25)):
        position.x[:, start : start + 20] *= scale
        position.y[:, start : start + 20] *= scale
    world.tick[40:] = 1190
    states, texts = hashlib.sha256(), hashlib.sha256()
    seats = [(w, side) for w in range(WORLDS) for side in (0, 1)]
    for _ in range(TICKS):
        drawn = draw(world.key, world.tick, 99, 8) >> np.uint64(40)
        inputs = inputs_of(world)
        inputs[:4] = (drawn[:4] % np.uint64(201)).astype(np.int64) - 100
        inputs[4:6] = drawn[4:6] % np.uint64(4)
        inputs[6:8] = drawn[6:8] % np.uint64(2)
        step(world)
        states.update(fold(world).astype("<u8").tobytes())
        texts.update(b"".join(observe(world, seats)))
    return {"crowd": states.hexdigest(), "texts": texts.hexdigest(), "last": sha256(world, WORLDS - 1)}


def golden() -> dict[str, str]:
    log = read_log(Path(__file__).with_name("duel.bin").read_bytes())
    replay, states = Replay(log), hashlib.sha256()
    for _ in log.digests:
        assert replay.advance()
        states.update(fold(replay.world).astype("<u8").tobytes())
    return {"golden": states.hexdigest()}


def used() -> list[str]:
    """CPU features that numpy dispatches to, and that this machine has, in rising order."""
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]


if __name__ == "__main__":
    if sys.argv[1:] == ["names"]:
        print(json.dumps(used()))
    else:
        print(json.dumps({"numpy": np.__version__, "used": used(), "digests": {**golden(), **crowd()}}))
