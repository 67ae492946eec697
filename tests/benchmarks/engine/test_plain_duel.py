from __future__ import annotations

import numpy as np

from benchmarks.engine.plain_duel import PlainDuel
from engine.world import World
from systems.components import (
    Energy,
    Gun,
    Heading,
    Hull,
    Outcome,
    Position,
    ProgramStatus,
    Score,
    Shield,
    Shot,
    Signature,
    Velocity,
)
from systems.config import GameConfig
from systems.protocol.orders import inputs_of
from systems.setup import Setup
from systems.worlds import new_worlds, step

SEEDS, TICKS = 24, 500


def of_engine(world: World, w: int) -> dict[str, list[tuple]]:
    def columns(table: str, *names: tuple[type, str]) -> list[tuple]:
        return list(zip(*(getattr(world[table][c], n)[:, w].tolist() for c, n in names), strict=True))  # type: ignore[index]

    place = ((Position, "x"), (Position, "y"), (Velocity, "x"), (Velocity, "y"))
    own = ((Heading, "angle"), (Heading, "spin"), (Hull, "alive"), (Hull, "points"), (Energy, "points"))
    gear = ((Gun, "cooling"), (Gun, "fired"), (Shield, "up"), (Signature, "loud"))
    shots = columns("shots", *place, (Shot, "moves"), (Shot, "power"), (Shot, "number"))
    owner = world.resource(GameConfig).owner_of
    return {
        "ships": columns("ships", *place, *own, *gear),
        "shots": sorted((int(owner[row]), *shot) for row, shot in enumerate(shots) if shot[4]),
        "sides": columns(
            "seats",
            *((Score, name) for name in ("score", "dealt", "fell", "forfeited")),
            *((ProgramStatus, name) for name in ("faults", "deaths")),
        ),
        "match": [(int(world["matches"][Outcome].ended[0, w]), int(world.tick[w]))],
    }


def of_plain(duel: PlainDuel) -> dict[str, list[tuple]]:
    return {
        "ships": [
            (s.x, s.y, s.vx, s.vy, s.angle, s.spin, s.alive, s.hull, s.energy, s.cooling, s.fired, s.shield, s.loud)
            for s in duel.ships
        ],
        "shots": sorted((s.owner, s.x, s.y, s.vx, s.vy, s.moves, s.power, s.number) for s in duel.shots),
        "sides": [(s.score, s.dealt, s.fell, s.forfeited, s.faults, s.deaths) for s in duel.sides],
        "match": [(duel.ended, duel.tick)],
    }


def test_the_plain_duel_is_the_engines_bit_for_bit() -> None:
    """Ships start near each other, the wall or the beacon with much energy, so that many rules apply."""
    rng = np.random.default_rng(1)
    world = new_worlds([Setup("duel", seed) for seed in range(SEEDS)])
    position = world["ships"][Position]
    scale = np.where(np.arange(SEEDS) % 3 == 0, 0.05, np.where(np.arange(SEEDS) % 3 == 1, 0.2, 1.3))
    position.x *= scale
    position.y *= scale
    world.tick[SEEDS // 2 :] = 1000  # the other half sees the zone shrink
    duels = [PlainDuel.like(world, w) for w in range(SEEDS)]
    for duel, tick in zip(duels, world.tick, strict=True):
        duel.tick = int(tick)
    seen = {"dealt": 0, "fell": 0, "score": 0, "forfeited": 0}
    for tick in range(TICKS):
        lowest, above = [-100, -100, 0, 0, -100], [101, 101, 4, 2, 101]
        inputs = rng.integers(np.repeat(lowest, 2)[:, None], np.repeat(above, 2)[:, None], (10, SEEDS))
        inputs[4:6] *= rng.random((2, SEEDS)) < 0.1
        status = rng.integers(0, 8, (2, SEEDS)) * (rng.random((2, SEEDS)) < 0.002)
        inputs_of(world)[:] = np.concatenate([inputs, status])
        for w, duel in enumerate(duels):
            duel.order(inputs_of(world)[:, w].tolist())
            duel.step()
        step(world)
        for w, duel in enumerate(duels):
            assert of_engine(world, w) == of_plain(duel), f"world {w}, tick {tick}"
    standing = world["seats"][Score]
    seen = {name: int(np.count_nonzero(getattr(standing, name) % (2**31 - 1))) for name in seen}
    assert min(seen.values()) > 0, seen
