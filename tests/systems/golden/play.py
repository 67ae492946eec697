"""Print what must be the same on every machine; run by test_exactness.py under other CPU features and numpys.

`python play.py names` prints the CPU features that this numpy would use. Without it: plays the golden logs, and
crowded matches of every mode and arena with random orders, and prints as JSON the numpy version, its features in use,
and digests of all states and texts.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from numpy._core import _multiarray_umath as umath

from engine.digest import fold, sha256
from engine.log import read_log
from engine.rng import draw
from systems.arenas import ARENAS
from systems.components import Position
from systems.config import GameConfig
from systems.protocol.observations import observe
from systems.protocol.orders import ORDERS, inputs_of
from systems.replay.simulation import MatchReplay
from systems.setup import Setup
from systems.worlds import new_worlds, step

HERE = Path(__file__).parent
LOGS = sorted(path.stem for path in HERE.glob("*.bin"))
CROWDS = {
    **{f"duel {arena}": Setup("duel", 0, arena) for arena in ARENAS},
    **{f"melee {arena}": Setup("melee", 0, arena, sides=7) for arena in ARENAS},
    **{f"fleet {arena}": Setup("fleet", 0, arena, ships=4) for arena in ARENAS},
    "sumo open": Setup("sumo", 0),
}
WORLDS, TICKS = 30, 100


def crowd(setup: Setup) -> str:
    """Play matches that start close to each other, to the wall, or in the zone's time; return states and texts."""
    world = new_worlds([setup.with_seed(seed) for seed in range(WORLDS)])
    game, position = world.resource(GameConfig), world["ships"][Position]
    for start, scale in ((0, 0.1), (10, 1.25)):
        position.x[:, start : start + 10] *= scale
        position.y[:, start : start + 10] *= scale
    world.tick[20:] = game.arena.zone_start - 10
    digest = hashlib.sha256()
    seats = [(w, side) for w in range(WORLDS) for side in range(game.sides)]
    n = game.ships
    for tick in range(TICKS):
        drawn = draw(world.key, world.tick, 99, ORDERS * n) >> np.uint64(40)
        inputs = inputs_of(world)
        inputs[: 2 * n] = (drawn[: 2 * n] % np.uint64(201)).astype(np.int64) - 100
        inputs[2 * n : 3 * n] = drawn[2 * n : 3 * n] % np.uint64(4)
        inputs[3 * n : 4 * n] = drawn[3 * n : 4 * n] % np.uint64(2)
        inputs[4 * n : 5 * n] = (drawn[4 * n :] % np.uint64(201)).astype(np.int64) - 100
        step(world)
        digest.update(fold(world).astype("<u8").tobytes())
        if tick % 5 == 0:
            digest.update(b"".join(observe(world, seats)))
    digest.update(sha256(world, WORLDS - 1).encode())
    return digest.hexdigest()


def golden(name: str) -> str:
    log = read_log((HERE / f"{name}.bin").read_bytes())
    replay, states = MatchReplay(log), hashlib.sha256()
    for _ in log.digests:
        assert replay.advance()
        states.update(fold(replay.world).astype("<u8").tobytes())
    return states.hexdigest()


def used() -> list[str]:
    """Return the CPU features of this machine that numpy dispatches to, in rising order."""
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__[name]]


if __name__ == "__main__":
    if sys.argv[1:] == ["names"]:
        print(json.dumps(used()))
    else:
        digests = {f"{name}.bin": golden(name) for name in LOGS} | {name: crowd(s) for name, s in CROWDS.items()}
        print(json.dumps({"numpy": np.__version__, "used": used(), "digests": digests}))
