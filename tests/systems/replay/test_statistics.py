"""Statistics of games: energy that adds up to the unit, and counts as in the events of the same log."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.digest import fold, short
from engine.log import MatchLog
from systems.components import BeaconControl, Energy, Hull, Position
from systems.config import GameConfig
from systems.protocol.orders import clear_orders, give_orders, inputs_of, set_status
from systems.replay.simulation import MatchReplay
from systems.replay.statistics.energy import FLOWS, GAINS, USES
from systems.replay.statistics.games import GameStatistics, SeatStatistics, statistics
from systems.replay.statistics.losses import CAUSES
from systems.replay.trace import list_events
from systems.results import ended_at
from systems.rules import UNIT, Rules
from systems.setup import Setup
from systems.worlds import new_worlds, step

CLOSE: dict[str, Any] = {  # a small arena, in which random orders hit, collide and burn
    "arena_radius": 220.0, "spawn_distance_min": 60.0, "spawn_distance_max": 90.0, "spawn_shift": 10.0,
    "melee_spawn_shift": 10.0, "fleet_spacing": 30.0, "asteroid_distance_min": 100.0, "asteroid_distance_max": 180.0,
    "asteroid_clearance": 5.0, "beacon_points": 60.0, "zone_start": 60, "melee_zone_start": 60, "zone_end": 110,
    "zone_radius": 60.0, "well_zone_radius": 60.0, "well_beacon_distance": 100.0, "hull": 28.0, "star_radius": 20.0,
    "star_pull": 20.0, "sumo_radius": 100.0,
}  # fmt: skip
GAMES = [
    ("duel", "open", 2, 1), ("duel", "well", 2, 1), ("duel", "belt", 2, 1), ("melee", "open", 5, 1),
    ("fleet", "belt", 2, 3), ("sumo", "open", 2, 1),
]  # fmt: skip


def random_log(setup: Setup, seed: int) -> MatchLog:
    """Play a match with random orders, which press thrust, gun and shield, and some faults."""
    world, dice = new_worlds([setup]), np.random.default_rng(seed)
    game, inputs, digests = world.resource(GameConfig), [], []
    eager = dice.random()  # share of the ticks with a shot
    while not ended_at(world, 0):
        clear_orders(world)
        faulty = dice.random(game.sides) < 0.01
        for ship in range(game.ships):
            side = int(game.side_of[ship])
            if world["ships"][Hull].alive[ship, 0] and not faulty[side]:
                thrust, turn, strafe = dice.integers(-100, 101, 3).tolist()
                fire = int(dice.integers(1, 4)) * (dice.random() < eager)
                give_orders(world, [(0, ship, (thrust, turn, int(fire), int(dice.random() < 0.4), strafe))])
        for side in range(game.sides):
            if faulty[side] and game.any_of_side(world["ships"][Hull].alive[:, 0])[side]:
                set_status(world, 0, side, "fuel" if dice.random() < 0.5 else "raised")
        inputs.append(inputs_of(world)[:, 0].copy())
        step(world)
        digests.append(short(fold(world))[0])
    return MatchLog({"setup": setup.as_dict()}, np.array(inputs), np.array(digests), None, None)


def one(log: MatchLog, cells: int = 0) -> GameStatistics:
    ((_, found),) = statistics({0: log}, cells)
    assert isinstance(found, GameStatistics) and found.check.first_bad_tick is None
    return found


def balance(seat: SeatStatistics) -> int:
    """Return what a seat's ships have left by the books."""
    flows = dict(zip(FLOWS, seat.flows.tolist(), strict=True))
    return seat.start + sum(flows[name] for name in GAINS) - sum(flows[name] for name in USES)


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(GAMES), st.integers(0, 10**6), st.integers(0, 100), st.sampled_from([0.0, 40.0, 1000.0]))
def test_energy_adds_up_to_the_unit(game: tuple[str, str, int, int], seed: int, refund: int, still: float) -> None:
    mode, arena, sides, ships = game
    rules = Rules(**CLOSE, hit_refund=refund, still_speed=still, shield_drain=50 + refund)
    log = random_log(Setup(mode, seed, arena, sides, ships, 160, rules), seed)
    for seat in one(log).seats:
        assert balance(seat) == seat.left
        assert (seat.flows >= 0).all()


def test_what_is_offered_is_gained_or_missed() -> None:
    rules = Rules(**CLOSE | {"hull": 9000.0}, recharge=60.0, recharge_beacon=60.0, recharge_still=60.0, hit_refund=100)
    found = one(random_log(Setup("duel", 5, "open", 2, 1, 160, rules), 8))
    for seat in found.seats:
        flows = dict(zip(FLOWS, seat.flows.tolist(), strict=True))
        refunds = (seat.hits.sum(axis=1) * found.game.hit_refund[1:]).sum()
        assert flows["recharged"] + flows["returned"] + flows["full"] == seat.flown * 6000 + refunds
        assert flows["full"] > 0 < flows["returned"] and flows["still"] == 0


@pytest.fixture(scope="module")
def games() -> list[MatchLog]:
    """Several logs of each setup, with matches that end early."""
    found = []
    for mode, arena, sides, ships in GAMES:
        setup = Setup(mode, 0, arena, sides, ships, 130, Rules(**CLOSE))
        found += [random_log(setup.with_seed(seed), seed) for seed in range(3)]
    return found


def test_every_use_of_energy_and_every_cause_occurs_in_these_games(games: list[MatchLog]) -> None:
    seats = [seat for _, found in statistics(dict(enumerate(games))) for seat in getattr(found, "seats", [])]
    assert (np.sum([seat.flows for seat in seats], axis=0) > 0).all()
    assert {loss.cause for seat in seats for loss in seat.losses} >= {"shots", "zone", "forfeit", "ring"}


def test_the_last_energy_is_that_of_the_last_state(games: list[MatchLog]) -> None:
    for log in games[::3]:
        replay = MatchReplay(log)
        game = replay.world.resource(GameConfig)
        while replay.tick < len(log.inputs):
            assert replay.advance()
        left = replay.world["ships"][Energy].points[:, 0].reshape(game.sides, -1).sum(axis=1)
        assert [seat.left for seat in one(log).seats] == left.tolist()


def test_many_logs_at_once_give_what_each_gives_alone(games: list[MatchLog]) -> None:
    cut = [
        MatchLog(log.header, log.inputs[:n], log.digests[:n], None, "cut") for log, n in ((games[0], 0), (games[1], 7))
    ]
    logs = [*games, *cut]
    for key, found in statistics(dict(enumerate(logs)), 8):
        if key % 3 == 1:
            continue
        assert isinstance(found, GameStatistics)
        alone = one(logs[key], 8)
        assert found.check == alone.check
        for ours, theirs in zip(found.seats, alone.seats, strict=True):
            for name, value in vars(ours).items():
                assert np.array_equal(value, getattr(theirs, name)), name


def test_shots_hits_damage_and_losses_are_those_of_the_events(games: list[MatchLog]) -> None:
    for log in games:
        found, events = one(log), list_events(log)
        side_of = found.game.side_of
        for side, seat in enumerate(found.seats):
            shots = [e["power"] for e in events if e["kind"] == "shot" and side_of[e["ship"]] == side]
            hits = [e["power"] for e in events if e["kind"] == "hit" and side_of[e["by"]] == side]
            took = [e for e in events if e["kind"] == "hit" and side_of[e["ship"]] == side]
            for power in (1, 2, 3):
                assert seat.shots[power - 1].sum() == shots.count(power)
                assert seat.hits[power - 1].sum() == hits.count(power)
                assert seat.taken[power - 1].sum() == sum(e["power"] == power for e in took)
            assert seat.shielded == sum(e["shielded"] for e in took)
            places = [(round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in seat.struck]
            assert sorted(places) == sorted((e["x"], e["y"]) for e in took)
            kills = [e for e in events if e["kind"] == "kill" and side_of[e["ship"]] == side]
            assert [(e["tick"], e["ship"], e["cause"]) for e in kills] == [
                (loss.tick, loss.ship, loss.cause) for loss in seat.losses
            ]
            for event, loss in zip(kills, seat.losses, strict=True):
                assert (loss.by in event["by"]) if loss.cause == "shots" else loss.by is None
            faults = [e["fault"] for e in events if e["kind"] == "fault" and e["side"] == side]
            assert seat.faults == {kind: faults.count(kind) for kind in set(faults)}
            walls = sum(e["damage"] for e in events if e["kind"] == "wall" and side_of[e["ship"]] == side)
            assert seat.damage[CAUSES.index("wall")] / UNIT == pytest.approx(walls, abs=0.01)
        fired, hit, flying = (sum(getattr(seat, what) for seat in found.seats) for what in ("shots", "hits", "open"))
        assert (hit + flying <= fired).all()


def test_time_by_place_is_that_of_the_states(games: list[MatchLog]) -> None:
    for log in games[::3]:
        found, replay = one(log, 4), MatchReplay(log)
        game, world = found.game, replay.world
        ships = world["ships"]
        bands, alone = np.zeros((game.sides, 7), int), np.zeros(game.sides, int)
        places = np.zeros((game.sides, 4, 4), int)
        while replay.tick < len(log.inputs):
            assert replay.advance()
            alone += world["seats"][BeaconControl].beacon[:, 0]
            x, y, alive = ships[Position].x[:, 0], ships[Position].y[:, 0], ships[Hull].alive[:, 0]
            for ship in alive.nonzero()[0]:
                side = game.side_of[ship]
                foes = alive & (game.side_of != side)
                near = np.hypot(x - x[ship], y - y[ship])[foes].min() if foes.any() else 600
                bands[side, int(min(near // 100, 6))] += 1
                cell = [min(max(int((v[ship] / game.arena.radius + 1) * 2), 0), 3) for v in (y, x)]
                places[side, cell[0], cell[1]] += 1
        for side, seat in enumerate(found.seats):
            assert seat.ranges.tolist() == bands[side].tolist()
            assert seat.places.tolist() == places[side].tolist()
            assert (seat.alone, seat.ranges.sum()) == (alone[side], seat.flown)


def test_a_gun_that_runs_dry_and_a_full_store() -> None:
    """Ship 0 holds the trigger with heavy shots, and ship 1 rests, at the recharge of ships that stand still."""
    setup = Setup("duel", 1, max_ticks=240)
    world, inputs, digests = new_worlds([setup]), [], []
    energy, cooling, fired, refused, poor, still = 100 * UNIT, 0, 0, 0, 0, 0
    for _ in range(240):
        clear_orders(world)
        give_orders(world, [(0, 0, (0, 0, 3, 0, 0))])
        inputs.append(inputs_of(world)[:, 0].copy())
        step(world)
        digests.append(short(fold(world))[0])
        still += min(400, 100 * UNIT - energy - 200) if energy < 100 * UNIT - 200 else 0
        energy, cooling = min(energy + 200, 100 * UNIT), max(cooling - 1, 0)
        poor += energy < 5 * UNIT
        if cooling == 0 and energy >= 15 * UNIT:
            energy, cooling, fired = energy - 15 * UNIT, 18, fired + 1
        else:
            refused += cooling == 0
    own, other = one(MatchLog({"setup": setup.as_dict()}, np.array(inputs), np.array(digests), None, None)).seats
    flows = dict(zip(FLOWS, own.flows.tolist(), strict=True))
    assert fired == 7 and refused > 50
    assert (own.shots[2].sum(), own.left, own.refused, own.poor) == (fired, energy, refused, poor)
    assert flows["shots"] == fired * 15 * UNIT and flows["recharged"] == energy + flows["shots"] - 100 * UNIT
    assert (flows["full"], flows["still"]) == (200, still)
    assert dict(zip(FLOWS, other.flows.tolist(), strict=True)) == dict.fromkeys(FLOWS, 0) | {"full": 240 * 200}
    assert (other.poor, other.refused, int(other.shots.sum())) == (0, 0, 0)
