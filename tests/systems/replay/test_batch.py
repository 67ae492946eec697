"""Logs simulated together are judged, and traced, as each is on its own by `MatchReplay`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.digest import fold, sha256, short
from engine.log import MatchLog, read_log
from systems.components import Hull, Position, Shot
from systems.config import OWN, GameConfig
from systems.protocol.orders import inputs_of, width
from systems.protocol.sensing import Sight
from systems.replay.batch import check, check_all
from systems.replay.events import EventLog
from systems.replay.simulation import MatchReplay, disagreement
from systems.replay.trace import trace, traces
from systems.results import ended_at, final_result, match_result, result
from systems.setup import Setup
from systems.worlds import new_worlds, step

GOLDEN = Path(__file__).parents[1] / "golden"
MODES = ("duel", "melee", "fleet", "sumo")


def golden(mode: str) -> MatchLog:
    return read_log((GOLDEN / f"{mode}.bin").read_bytes())


def random_logs(count: int, ticks: int = 200) -> list[MatchLog]:
    """Play duels with random orders to their end."""
    setups, logs = [Setup("duel", seed, max_ticks=ticks) for seed in range(count)], []
    for setup in setups:
        world, dice, inputs, digests = new_worlds([setup]), np.random.default_rng(setup.seed), [], []
        while not ended_at(world, 0):
            row = inputs_of(world)[:, 0]
            row[:2], row[2:4] = dice.integers(-100, 101, 2), dice.integers(-100, 101, 2)
            row[4:6], row[6:8] = dice.integers(0, 4, 2) * (dice.random(2) < 0.2), dice.random(2) < 0.3
            inputs.append(row.copy())
            step(world)
            digests.append(short(fold(world))[0])
        programs: Any = [{"bot": None, "faults": [], "fuel_max": None}] * 2
        footer = {"result": match_result(setup, result(world, 0), programs)}
        logs.append(MatchLog({"setup": setup.as_dict()}, np.array(inputs), np.array(digests), footer, None))
    assert logs[0].inputs.shape[1] == width(new_worlds([setups[0]]).resource(GameConfig))
    return logs


def damaged(log: MatchLog) -> list[MatchLog]:
    """Return the log, and copies with every kind of damage."""
    digests, faulty, last = log.digests.copy(), log.inputs.copy(), len(log.inputs)
    digests[last // 2] ^= 1
    faulty[last // 3] = 1  # a fault with orders
    broken, more = log.inputs.copy(), np.concatenate([log.inputs, log.inputs[:3]])
    broken[5] = 127
    footer = {"result": {**log.footer["result"], "winner": 7}} if log.footer else None
    return [
        log,
        replace(log, digests=digests),
        replace(log, inputs=faulty),
        replace(log, inputs=log.inputs[:50], digests=log.digests[:50]),  # a result, but not the end
        replace(log, inputs=log.inputs[:50], digests=log.digests[:50], footer=None, damage="cut off at byte 7"),
        replace(log, inputs=log.inputs[:0], digests=log.digests[:0], footer=None, damage="cut off at byte 7"),
        replace(log, inputs=more, digests=np.concatenate([log.digests, digests[:3]])),
        replace(log, footer=footer),
        replace(log, footer={"result": 3}),
        replace(log, inputs=broken),
        replace(log, inputs=log.inputs[:, 1:]),
        replace(log, header={"setup": 1}),
    ]


def reference(log: MatchLog) -> tuple[Any, ...]:
    """Check a log tick by tick: ok, complete, ticks, digest, first bad tick, reason."""
    try:
        replay = MatchReplay(log)
    except ValueError as error:
        return False, False, 0, None, None, str(error)
    for tick in range(len(log.inputs)):
        if ended_at(replay.world, 0):
            return False, False, tick, None, tick, "the log continues after the end of the match"
        if not replay.advance():
            return False, False, tick, None, tick, replay.problem
    found = final_result(replay.world, 0)
    reason = log.damage if log.footer is None else disagreement(replay.setup, found, log)
    return reason is None, reason is None and found is not None, len(log.inputs), sha256(replay.world, 0), None, reason


def verdict(found: Any) -> tuple[Any, ...]:
    return found.ok, found.complete, found.ticks, found.digest, found.first_bad_tick, found.reason


def test_logs_of_several_setups_and_with_every_damage_are_judged_as_each_alone() -> None:
    logs = [damage for log in [*random_logs(5), *map(golden, MODES)] for damage in damaged(log)]
    together = [verdict(found) for found in check_all(logs)]
    assert together == [verdict(check(log)) for log in logs] == [reference(log) for log in logs]
    reasons = {found[-1] and found[-1].split(" ", 2)[-1] for found in together}
    assert len(reasons) >= 9  # each damage is told


@pytest.mark.parametrize("mode", MODES)
def test_a_trace_has_every_state_and_event_of_the_replay(mode: str) -> None:
    log = golden(mode)
    found, replay = trace(log), MatchReplay(log)
    events, event_log = [], EventLog(replay.world)
    others = found.game.kinds.reshape(found.game.sides, -1) != OWN
    for tick in range(found.ticks + 1):
        world = replay.world
        for table, component, field in (("ships", Position, "x"), ("ships", Hull, "points"), ("shots", Shot, "moves")):
            mine, theirs = getattr(found.columns[table][component], field), getattr(world[table][component], field)
            assert (mine[tick] == theirs[:, 0]).all()
        assert (found.sensed[tick] == (Sight(world).sensed()[..., 0] & others)).all()
        if tick < found.ticks:
            assert replay.advance()
            events += event_log.read()
    assert found.events == events
    assert found.check.result == result(replay.world, 0)
    assert found.ticks == len(log.inputs)


def test_traces_of_logs_of_different_lengths_do_not_affect_each_other() -> None:
    logs = [damage for log in random_logs(4) for damage in damaged(log)]
    seen = set()
    for key, found in traces(dict(enumerate(logs))):
        seen.add(key)
        if isinstance(found, ValueError):
            assert reference(logs[key])[-1] == str(found)
            continue
        alone = trace(logs[key])
        assert (found.ticks, found.events, found.check) == (alone.ticks, alone.events, alone.check)
        assert (found.columns["shots"][Position].x == alone.columns["shots"][Position].x).all()
        assert len(found.sensed) == found.ticks + 1
    assert seen == set(range(len(logs)))
