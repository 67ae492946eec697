from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.digest import fold, short
from engine.log import LogWriter, MatchLog, read_log
from systems.components import Hull, Position
from systems.config import GameConfig
from systems.modes import MODES
from systems.protocol.orders import inputs_of, width
from systems.replay.batch import check
from systems.replay.simulation import MatchReplay
from systems.results import ended_at, match_result, result
from systems.setup import CODE_VERSION, Setup
from systems.worlds import new_worlds, step

UNGIVEN = "has orders, or a fault, of a program that could give none"
GOLDEN = Path(__file__).parents[1] / "golden"
FROZEN = {  # ticks, SHA-256 of the last state, of the content
    "duel": (
        1230,
        "82681ec8931de450aba5a0a4c14db502239176970ffc50ba8f8127d16691ad86",
        "d3bdbbdc7208514c09c9522342f3cdb4bb30c414bd7abe487e17d2d71809e020",
    ),
    "melee": (
        1548,
        "85af122cd68cfacd2d13d580708dc407233281564f30e2188873d479c11fde99",
        "53c03dd1176360e13f07a05156485eb3caeecd9bda16fdbf4a1d039d32fb4326",
    ),
    "fleet": (
        1156,
        "fd873bfb0febcd71a41e96a1e7119e009cadbb946c40de0e56a0df7a0ce4e5d5",
        "d41c559b905dcee0a6f35be26dd043691714fefbe24d5ddcdb99db9493a9adfd",
    ),
    "sumo": (
        63,
        "6882709d12af545312d4565342d9044b9faf5f987d0a08b70b824ec97f6951ee",
        "0ee8a3d398d35e29a154301c9eef10f0b4115a118f63c8c4690bb24c4fbc705a",
    ),
}


@pytest.fixture(scope="module")
def golden() -> MatchLog:
    return read_log((GOLDEN / "duel.bin").read_bytes())


@pytest.mark.parametrize("mode", FROZEN)
def test_the_golden_log_of_each_mode_replays_to_its_recorded_result(mode: str) -> None:
    """If this fails, results have changed: increment code_version, and regenerate the logs with golden/make.py."""
    log = read_log((GOLDEN / f"{mode}.bin").read_bytes())
    found = check(log)
    assert (found.ok, found.complete, found.first_bad_tick, found.reason) == (True, True, None, None)
    assert (found.ticks, found.digest, log.content_hash) == FROZEN[mode]


def test_there_is_a_golden_log_of_every_mode() -> None:
    assert FROZEN.keys() == MODES.keys() == {path.stem for path in GOLDEN.glob("*.bin")}


def test_the_golden_log_shows_every_kind_of_order_and_fault(golden: MatchLog) -> None:
    thrust, turn, fire, shield, strafe, status = (golden.inputs[:, 2 * k : 2 * k + 2] for k in range(6))
    assert thrust.min() == -100
    assert thrust.max() == 100
    assert turn.min() < -40
    assert turn.max() > 40
    assert set(np.unique(fire)) == {0, 1, 2, 3}
    assert set(np.unique(shield)) == {0, 1}
    assert set(np.unique(strafe)) == {-100, 0, 50, 100}
    assert len(np.unique(status)) == 6
    assert golden.footer is not None
    assert all(seat["damage"] > 50 for seat in golden.footer["result"]["seats"])


@pytest.fixture(scope="module")
def recorded(orders: Any) -> list[tuple[MatchLog, list[int]]]:
    """Play duels in lockstep with random orders; return their logs and full digests."""
    setups = [Setup("duel", seed, max_ticks=300) for seed in range(6)]
    world, rng = new_worlds(setups), np.random.default_rng(5)
    inputs, digests = [], []
    for _ in range(300):
        inputs_of(world)[:] = orders(rng, 6)
        inputs.append(inputs_of(world).copy())
        step(world)
        digests.append(fold(world))
    logs = []
    for w, setup in enumerate(setups):
        assert ended_at(world, w) == 300
        data = bytearray()
        writer = LogWriter(data.extend, {"setup": setup.as_dict()}, width(world.resource(GameConfig)))
        for part in (slice(0, 256), slice(256, 300)):
            writer.block(np.array(inputs[part])[:, :, w], short(np.array(digests[part])[:, w]))
        writer.close(
            {"result": match_result(setup, result(world, w), [{"bot": None, "faults": [], "fuel_max": None}] * 2)}
        )
        logs.append((read_log(bytes(data)), [int(d[w]) for d in digests]))
    return logs


def test_a_replay_makes_the_states_that_were_played(recorded: list[tuple[MatchLog, list[int]]]) -> None:
    for log, digests in recorded:
        replay = MatchReplay(log)
        for digest in digests:
            assert replay.advance()
            assert int(fold(replay.world)[0]) == digest
        assert check(log).ok


def test_another_order_is_found_at_its_tick(golden: MatchLog) -> None:
    for tick, place in ((0, 0), (100, 3), (len(golden.inputs) - 1, 2)):
        inputs = golden.inputs.copy()
        inputs[tick, place] = 17 if inputs[tick, place] != 17 else 18
        found = check(replace(golden, inputs=inputs))
        assert (found.ok, found.complete, found.first_bad_tick) == (False, False, tick)
        assert f"tick {tick} " in (found.reason or "")


def test_what_no_program_could_have_given_is_found_at_its_tick(golden: MatchLog) -> None:
    tick, side = map(int, np.argwhere(golden.inputs[:, -2:])[0])
    inputs = golden.inputs.copy()
    inputs[tick, side] = 50  # who faults coasts
    found = check(replace(golden, inputs=inputs))
    assert (found.first_bad_tick, found.reason) == (tick, f"tick {tick} {UNGIVEN}")


def test_the_dead_neither_order_nor_forfeit(golden: MatchLog) -> None:
    """A forfeit would rank them last, in a log that otherwise simulates as recorded."""
    log = read_log((GOLDEN / "melee.bin").read_bytes())
    replay = MatchReplay(log)
    hull, sides = replay.world["ships"][Hull], replay.setup.sides
    while hull.alive.all():
        replay.advance()
    tick, dead = replay.tick, int(hull.alive[:, 0].argmin())
    for place in (dead, len(log.inputs[0]) - sides + dead):
        inputs = log.inputs.copy()
        inputs[tick, place] = 7
        found = check(replace(log, inputs=inputs))
        assert (found.first_bad_tick, found.reason) == (tick, f"tick {tick} {UNGIVEN}")


def test_another_seed_is_found_at_the_first_tick(golden: MatchLog) -> None:
    setup = {**golden.header["setup"], "seed": 1}
    assert check(replace(golden, header={**golden.header, "setup": setup})).first_bad_tick == 0


def change(result: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    changed = {**result, name: value}
    if name == "damage":
        changed = {**result, "seats": [result["seats"][0], {**result["seats"][1], "damage": value}]}
    return changed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("winner", None),
        ("ranks", [1, 1]),
        ("how", "time"),
        ("ticks", 820),
        ("digest", "0" * 64),
        ("damage", 99.0),
        ("seats", []),
        ("seats", None),
    ],
)
def test_another_result_is_found(golden: MatchLog, name: str, value: Any) -> None:
    assert golden.footer is not None
    found = check(replace(golden, footer={"result": change(golden.footer["result"], name, value)}))
    assert (found.ok, found.complete, found.first_bad_tick) == (False, False, None)
    assert "result" in (found.reason or "")


def test_a_log_that_was_cut_replays_as_far_as_it_goes_and_says_so(golden: MatchLog) -> None:
    data = (GOLDEN / "duel.bin").read_bytes()
    found = check(read_log(data[:-1]))
    assert (found.ok, found.complete, found.ticks, found.first_bad_tick) == (False, False, len(golden.inputs), None)
    assert "cut off" in (found.reason or "")
    found = check(read_log(data[: len(data) // 2]))
    assert (found.ok, found.complete, found.ticks) == (False, False, 512)


def test_a_result_in_front_of_the_end_is_found(golden: MatchLog) -> None:
    found = check(replace(golden, inputs=golden.inputs[:500], digests=golden.digests[:500]))
    assert not found.ok
    assert "has not" in (found.reason or "")


def test_ticks_after_the_end_are_found(golden: MatchLog) -> None:
    more = replace(
        golden,
        inputs=np.concatenate([golden.inputs, golden.inputs[:1]]),
        digests=np.concatenate([golden.digests, golden.digests[:1]]),
    )
    found = check(more)
    assert (found.ok, found.first_bad_tick) == (False, len(golden.inputs))


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, 101), (1, -101), (2, -128), (4, 4), (5, -1), (6, 2), (7, -1), (8, 101), (9, -101), (10, 8), (11, -1)],
)
def test_orders_that_nobody_could_give_are_refused(golden: MatchLog, place: int, value: int) -> None:
    inputs = golden.inputs.copy()
    inputs[3, place] = value
    found = check(replace(golden, inputs=inputs))
    assert (found.ok, found.ticks, found.reason) == (False, 0, "an order is out of range")


def test_a_header_that_asks_for_other_inputs_than_it_has_is_refused(golden: MatchLog) -> None:
    found = check(replace(golden, inputs=golden.inputs[:, :9]))
    assert (found.ok, found.reason) == (False, "9 inputs a tick, where this match has 12")


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"setup": None},
        {"setup": []},
        {"setup": {"ships": 10**9}},
        {"setup": {"code_version": CODE_VERSION + 1}},
        {"setup": {"rules": {}}},
        {"setup": {"seed": 10**300}},
    ],
)
def test_a_header_that_no_match_has_is_refused_without_a_traceback(golden: MatchLog, header: dict[str, Any]) -> None:
    if header.get("setup"):
        header = {"setup": {**golden.header["setup"], **header["setup"]}}
    found = check(replace(golden, header=header))
    assert (found.ok, found.complete, found.ticks) == (False, False, 0)
    assert found.reason
    assert len(found.reason) < 200


def test_a_replay_starts_at_the_spawn(golden: MatchLog) -> None:
    replay = MatchReplay(golden)
    fresh = new_worlds([replay.setup])
    assert replay.tick == 0
    assert (replay.world["ships"][Position].x == fresh["ships"][Position].x).all()


@pytest.mark.parametrize(
    ("lie", "named"),
    [
        ({"mode": "fleet"}, "mode"),
        ({"seed": 56}, "seed"),
        ({"how": "beacon"}, "how"),
        ({"winner": None}, "winner"),
        ({"digest": "0" * 64}, "digest"),
        ({"code_version": CODE_VERSION + 1}, "code_version"),
    ],
)
def test_a_footer_that_lies_is_found_out(golden: MatchLog, lie: dict[str, Any], named: str) -> None:
    assert golden.footer is not None
    found = check(replace(golden, footer={"result": {**golden.footer["result"], **lie}}))
    assert (found.ok, found.reason) == (False, f"the recorded result has another {named}")


@pytest.mark.parametrize(
    "lie",
    [{"bot": "somebody"}, {"seat": 1}, {"hull": 99.0}, {"faults": []}, {"faults": [{"tick": 50, "kind": "wall"}]}],
)
def test_a_footer_that_lies_about_a_seat_is_found_out(golden: MatchLog, lie: dict[str, Any]) -> None:
    assert golden.footer is not None
    first, second = golden.footer["result"]["seats"]
    footer = {"result": {**golden.footer["result"], "seats": [{**first, **lie}, second]}}
    found = check(replace(golden, footer=footer))
    assert (found.ok, found.reason) == (False, f"the recorded result has another {next(iter(lie))} of a seat")
