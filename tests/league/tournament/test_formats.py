from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from league.tournament.formats import (
    NOBODY,
    LadderState,
    circle,
    gauntlet,
    ladder,
    pair_sizes,
    pairs_of,
    round_robin,
    rounds_a_cycle,
    swiss,
    table_sizes,
)


def number_of(player: int) -> int:
    return player


@given(st.integers(2, 30))
@settings(deadline=None)
def test_everyone_meets_everyone_once_and_plays_at_most_once_a_round(players: int) -> None:
    rounds = [circle(players, place) for place in range(rounds_a_cycle(players))]
    assert sorted(pair for pairs in rounds for pair in pairs) == list(combinations(range(players), 2))
    for pairs in rounds:
        assert max(Counter(player for pair in pairs for player in pair).values()) == 1
        assert len(pairs) == players // 2


@given(st.integers(2, 9), st.lists(st.integers(1, 50), min_size=1, max_size=8))
@settings(deadline=None)
def test_round_robins_of_any_length_go_through_the_players_as_one_would(players: int, totals: list[int]) -> None:
    def first(total: int, start: int) -> list[tuple[int, tuple[int, ...]]]:
        found: list[tuple[int, tuple[int, ...]]] = []
        number = 0
        while len(found) < total:
            number += 1
            found += round_robin(range(players), start, number)
        return found[:total]

    parts = [part for i, total in enumerate(totals) for part in first(total, sum(totals[:i]))]
    assert parts == first(sum(totals), 0)


def test_a_gauntlet_is_one_against_all_others() -> None:
    assert gauntlet([4, 5, 6, 7], 5, 0, 1) == [(0, (5, 4)), (1, (5, 6)), (2, (5, 7))]
    assert gauntlet([4, 5, 6, 7], 5, 4, 1) == [(2, (5, 6)), (3, (5, 7))]
    assert gauntlet([4, 5, 6, 7], 5, 4, 3) == [(3, (5, 4)), (4, (5, 6)), (5, (5, 7))]


@given(st.integers(2, 40), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_in_a_ladder_round_everyone_plays_once_and_who_has_most_games_sits_out(
    count: int, chance: random.Random
) -> None:
    players = list(range(1, count + 1))
    games = {player: chance.randrange(5) for player in players}
    known = LadderState({player: chance.uniform(1000, 2000) for player in players}, games)
    groups = ladder(players, known, number_of, pair_sizes(count))
    playing = [player for group in groups for player in group]
    assert len(set(playing)) == len(playing) == 2 * (count // 2)
    assert min(games.values()) in {games[player] for player in playing}
    assert groups == ladder(players[::-1], known, number_of, pair_sizes(count))


def test_a_ladder_pairs_near_ratings() -> None:
    elo = {player: 100.0 * player for player in range(1, 101)}
    groups = ladder(list(elo), LadderState(elo, dict.fromkeys(elo, 10)), number_of, pair_sizes(100))
    assert max(abs(a - b) for a, b in groups) <= 2


def test_a_ladder_prefers_who_has_few_games_among_like_ratings() -> None:
    known = LadderState(dict.fromkeys(range(1, 5), 1500.0), {1: 0, 2: 50, 3: 1, 4: 50})
    assert ladder([1, 2, 3, 4], known, number_of, [2]) == [(1, 3)]


def test_a_ladder_does_not_pair_who_just_played_if_others_are_near() -> None:
    known = LadderState(
        dict.fromkeys(range(1, 5), 1500.0), dict.fromkeys(range(1, 5), 9), Counter({(1, 2): 1, (3, 4): 1})
    )
    assert {frozenset(pair) for pair in ladder([1, 2, 3, 4], known, number_of, [2, 2])} in (
        {frozenset((1, 3)), frozenset((2, 4))},
        {frozenset((1, 4)), frozenset((2, 3))},
    )


@given(st.integers(3, 200))
@settings(deadline=None)
def test_tables_take_everyone_and_are_of_three_to_eight(players: int) -> None:
    sizes = table_sizes(players)
    assert sum(sizes) == players
    assert all(3 <= size <= 8 for size in sizes)
    assert max(sizes) - min(sizes) <= 1


def test_tables_rotate_so_that_all_meet_all() -> None:
    players = list(range(1, 13))
    known = LadderState(dict.fromkeys(players, 1500.0), Counter(dict.fromkeys(players, 0)))
    for number in range(12):
        chance = random.Random(number)
        order = {player: chance.random() for player in players}
        groups = ladder(players, known, lambda p, o=order: int(o[p] * 2**32), table_sizes(12))  # type: ignore[misc]
        assert sorted(player for group in groups for player in group) == players
        known.met.update(pairs_of(groups))
    assert len(known.met) == 66
    assert max(known.met.values()) <= 3 * min(known.met.values())


@given(st.integers(2, 25), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_in_the_first_half_of_swiss_rounds_nobody_meets_twice_or_sits_out_twice(
    count: int, chance: random.Random
) -> None:
    players = list(range(1, count + 1))
    score = dict.fromkeys(players, 0.0)
    met: set[tuple[int, int]] = set()
    for _ in range((count + 1) // 2):
        pairs = swiss(players, score, met, number_of)
        found = [(min(pair), max(pair)) for pair in pairs]
        found += [(NOBODY, player) for player in players if all(player not in pair for pair in pairs)]
        assert len(found) == -(-count // 2)
        assert not met & set(found)
        met |= set(found)
        for pair in found:
            score[chance.choice([player for player in pair if player])] += 1


def all_new(free: list[int], met: set[tuple[int, int]]) -> bool:
    """Return whether they can be paired without rematches, by trying every pairing."""
    if not free:
        return True
    first, *rest = free
    return any((first, p) not in met and all_new([q for q in rest if q != p], met) for p in rest)


@given(st.integers(2, 9), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_in_a_swiss_nobody_meets_twice_where_it_can_be_avoided(count: int, chance: random.Random) -> None:
    players = list(range(1, count + 1))
    score = dict.fromkeys(players, 0.0)
    met: set[tuple[int, int]] = set()
    for _ in range(count):
        found = [(min(pair), max(pair)) for pair in swiss(players, score, met, number_of)]
        found += [(NOBODY, player) for player in players if all(player not in pair for pair in found)]
        if met & set(found):
            assert not all_new([NOBODY, *players] if count % 2 else players, met)
        met |= set(found)
        for pair in found:
            score[chance.choice([player for player in pair if player])] += 1


def test_a_swiss_round_pairs_like_scores() -> None:
    score = {1: 0.0, 2: 2.0, 3: 0.0, 4: 2.0, 5: 1.0, 6: 1.0, 7: 0.0}
    assert swiss(list(score), score, set(), number_of) == [(2, 4), (5, 6), (1, 3)]
    assert swiss(list(score), score, {(2, 4)}, number_of) == [(2, 5), (4, 6), (1, 3)]


@pytest.mark.parametrize("count", [2, 3])
def test_a_swiss_goes_on_when_everyone_has_met(count: int) -> None:
    players = list(range(1, count + 1))
    met = {(a, b) for a, b in combinations([NOBODY, *players], 2)}
    assert len(swiss(players, dict.fromkeys(players, 0.0), met, number_of)) == 1
