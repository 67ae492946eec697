from __future__ import annotations

import hashlib
from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from league.pairing import circle, pairing_seed, pairings_a_cycle, round_robin, run_secret, run_start

SECRET = run_secret(7)


@given(st.integers(2, 30))
def test_everyone_meets_everyone_once_and_plays_at_most_once_a_round(players: int) -> None:
    rounds = list(circle(players))
    assert sorted(pair for pairs in rounds for pair in pairs) == list(combinations(range(players), 2))
    assert len(rounds) == (players - 1 if players % 2 == 0 else players)
    for pairs in rounds:
        assert max(Counter(player for pair in pairs for player in pair).values()) == 1
        assert len(pairs) == players // 2


@given(st.integers(2, 12), st.integers(1, 200))
def test_a_run_has_as_many_pairings_as_asked_and_they_are_spread_evenly(players: int, total: int) -> None:
    rounds = list(round_robin(tuple(range(10, 10 + players)), ("open",), total, SECRET, 0))
    pairings = [pairing for round in rounds for pairing in round]
    assert [pairing.number for pairing in pairings] == list(range(1, total + 1))
    assert [round[0].round for round in rounds] == list(range(1, len(rounds) + 1))
    met = Counter(pairing.players for pairing in pairings)
    assert max(met.values()) == -(-total // pairings_a_cycle(players))
    assert len({pairing.seed for pairing in pairings}) == total
    assert all(0 <= pairing.seed < 2**63 for pairing in pairings)


def test_a_pair_is_one_seed_and_arena_with_the_seats_exchanged() -> None:
    (pairing,) = next(round_robin((3, 8), ("open",), 1, SECRET, 0))
    assert pairing.seats("a") == (3, 8)
    assert pairing.seats("b") == (8, 3)


def test_several_arenas_are_taken_in_turn() -> None:
    rounds = round_robin((1, 2, 3), ("open", "belt"), 9, SECRET, 0)
    assert [pairing.arena for round in rounds for pairing in round] == ["open"] * 3 + ["belt"] * 3 + ["open"] * 3


@given(st.integers(2, 9), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_runs_of_any_length_go_through_the_players_as_one_would(players: int, totals: list[int]) -> None:
    cycle = pairings_a_cycle(players)
    totals = [total + 1 if total % cycle == 0 and cycle > 1 else total for total in totals]
    met, arenas = [], []
    for i, total in enumerate(totals):
        start = run_start(sum(totals[:i]), players, total)
        rounds = list(round_robin((*range(players),), ("open", "belt"), total, SECRET, 0, start))
        pairings = [pairing for round in rounds for pairing in round]
        assert [pairing.number for pairing in pairings] == list(range(1, total + 1))
        assert [round[0].round for round in rounds] == list(range(1, len(rounds) + 1))
        met += [pairing.players for pairing in pairings]
        arenas += [pairing.arena for pairing in pairings]
    whole = round_robin((*range(players),), ("open", "belt"), sum(totals), SECRET, 0)
    expected = [pairing for round in whole for pairing in round]
    assert met == [pairing.players for pairing in expected]
    assert arenas == [pairing.arena for pairing in expected]


def test_a_run_of_whole_times_through_starts_at_a_beginning_whatever_came_before() -> None:
    assert [run_start(earlier, 4, 12) for earlier in (0, 1, 5, 6, 8)] == [0, 0, 0, 6, 6]


def test_a_secret_comes_from_the_seed_or_from_nowhere() -> None:
    assert run_secret(7) == hashlib.sha256(b"run" + (7).to_bytes(8, "little")).digest()
    assert run_secret(None) != run_secret(None)
    assert len(run_secret(None)) == 32


def test_seeds_depend_on_secret_repeat_and_number() -> None:
    seeds = {pairing_seed(run_secret(seed), repeat, n) for seed in (1, 2) for repeat in (0, 1) for n in (1, 2)}
    assert len(seeds) == 8


def test_seeds_stay_what_they_are() -> None:
    assert [pairing_seed(SECRET, 0, number) for number in (1, 2)] == [4046849451954465647, 8206279897442442824]
