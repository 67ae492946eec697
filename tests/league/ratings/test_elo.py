from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from league.ratings.elo import MEAN, NORMAL_95, PRIOR, Rating, Table, bradley_terry, plackett_luce
from league.ratings.meetings import Meetings
from league.storage.pairing import RunRandom
from league.tournament.formats import LadderState, ladder, pair_sizes, pairs_of

RESULTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from([0.0, 0.5, 1.0])).filter(lambda r: r[0] != r[1]),
    min_size=1,
    max_size=60,
)


def rate(results: list[tuple[int, int, float]]) -> dict[int, Rating]:
    """Return the ratings of all players, from games of two."""
    return bradley_terry(Meetings.from_results(results)).as_dict()


@given(RESULTS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_results_and_of_the_two_players_does_not_matter(
    results: list[tuple[int, int, float]], chance: random.Random
) -> None:
    shuffled = [(b, a, 1 - score) if chance.random() < 0.5 else (a, b, score) for a, b, score in results]
    chance.shuffle(shuffled)
    assert rate(shuffled) == rate(results)


@given(RESULTS)
@settings(deadline=None)
def test_the_mean_is_1500_and_all_is_finite(results: list[tuple[int, int, float]]) -> None:
    ratings = rate(results)
    assert sum(r.elo for r in ratings.values()) / len(ratings) == pytest.approx(MEAN)
    for rating in ratings.values():
        assert -5000 < rating.low < rating.elo < rating.high < 8000


@given(RESULTS)
@settings(deadline=None)
def test_a_draw_between_equals_changes_nothing_but_certainty(results: list[tuple[int, int, float]]) -> None:
    mirrored = results + [({0: 1, 1: 0}.get(a, a), {0: 1, 1: 0}.get(b, b), score) for a, b, score in results]
    before = rate([*mirrored, (0, 1, 0.5)])
    assert before[0].elo == pytest.approx(before[1].elo, abs=1e-6)
    after = rate([*mirrored, (0, 1, 0.5), (0, 1, 0.5)])
    for player, rating in before.items():
        assert after[player].elo == pytest.approx(rating.elo, abs=1e-4)
    assert after[0].high - after[0].low < before[0].high - before[0].low


@given(RESULTS, st.integers(2, 5))
@settings(deadline=None)
def test_a_win_never_lowers_the_winner(results: list[tuple[int, int, float]], player: int) -> None:
    with_both = [*results, (player, 0, 0.5)]
    assert rate([*with_both, (player, 0, 1.0)])[player].elo > rate(with_both)[player].elo - 1e-6


def test_two_draws_count_as_a_win_and_a_loss() -> None:
    drawn = rate([(1, 2, 0.5), (1, 2, 0.5), (1, 3, 1.0)])
    shared = rate([(1, 2, 1.0), (1, 2, 0.0), (1, 3, 1.0)])
    assert drawn == shared


def test_three_of_four_points_are_191_elo() -> None:
    ratings = rate([(1, 2, 1.0)] * 3000 + [(1, 2, 0.0)] * 1000)
    assert ratings[1].elo - ratings[2].elo == pytest.approx(400 * math.log10(3), abs=0.5)


def test_the_interval_of_two_players_is_that_of_their_score() -> None:
    ratings = rate([(1, 2, 1.0)] * 200 + [(1, 2, 0.0)] * 200)
    in_elo = 400 / math.log(10) / math.sqrt(400 / 4)  # standard deviation of the difference, by the delta method
    assert ratings[1].high - ratings[1].elo == pytest.approx(1.96 * in_elo / 2, rel=0.01)


def test_a_perfect_score_is_finite_and_grows_with_the_games() -> None:
    few, many = rate([(1, 2, 1.0)] * 2), rate([(1, 2, 1.0)] * 50)
    assert 1550 < few[1].elo < many[1].elo < 2500
    assert few[1].low < 1500


def test_nobody_played() -> None:
    assert rate([]) == {}


def test_known_strengths_lie_within_their_intervals_at_about_the_stated_rate() -> None:
    chance = random.Random(2)
    inside = total = 0
    for _ in range(60):
        true = {player: chance.gauss(0, 200) for player in range(6)}
        mean = sum(true.values()) / len(true)
        results = []
        for a in true:
            for b in range(a):
                expected = 1 / (1 + 10 ** ((true[b] - true[a]) / 400))
                results += [(a, b, float(chance.random() < expected)) for _ in range(40)]
        for player, rating in rate(results).items():
            inside += rating.low <= true[player] - mean + MEAN <= rating.high
            total += 1
    assert 0.92 <= inside / total <= 0.98


def scored(a: float, b: float) -> float:
    """Return the expected score of a against b."""
    return 1 / (1 + 10 ** ((b - a) / 400))


def test_intervals_hold_where_a_ladder_chose_who_meets() -> None:
    inside, players = [], range(1, 41)
    for seed in range(4):
        chance = random.Random(seed)
        true = {player: chance.gauss(0, 100) for player in players}
        mean = sum(true.values()) / len(true)
        results: list[tuple[int, int, float]] = []
        games: Counter[int] = Counter(dict.fromkeys(players, 0))
        known = LadderState(dict.fromkeys(players, MEAN), games)
        for number in range(20):
            pairs = ladder(players, known, partial(RunRandom(bytes([seed]), 0).place, number), pair_sizes(len(players)))
            results += [(a, b, float(chance.random() < scored(true[a], true[b]))) for a, b in pairs for _ in range(2)]
            games.update([player for pair in pairs for player in pair * 2])
            known.met.update(pairs_of(pairs))
            ratings = bradley_terry(Meetings.from_results(results))
            known = replace(known, elo={player: ratings.elo(player) for player in players})
        inside += [ratings[p].low <= true[p] - mean + MEAN <= ratings[p].high for p in players]
    assert sum(inside) / len(inside) > 0.89


def test_an_anchor_stands_at_1500_and_the_others_relative_to_it() -> None:
    meetings = Meetings.from_results([*[(1, 2, 1.0)] * 30, *[(2, 1, 1.0)] * 10, (2, 3, 0.5), (2, 3, 1.0)])
    free, anchored = bradley_terry(meetings), bradley_terry(meetings, level=[2])
    assert anchored[2].low == pytest.approx(1500) == anchored[2].high
    for player in (1, 3):
        assert anchored[player].elo - 1500 == pytest.approx(free[player].elo - free[2].elo)
    z = (anchored[1].elo - 1500) / (anchored[1].high - anchored[1].elo) * NORMAL_95
    assert free.superiority(1, 2) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=1e-3)  # nearly the same
    assert free.superiority(1, 2) == anchored.superiority(1, 2)


def test_the_mean_of_those_asked_for_stands_at_1500() -> None:
    ratings = bradley_terry(Meetings.from_results([(1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0)]), level=[1, 2, 99])
    assert (ratings[1].elo + ratings[2].elo) / 2 == pytest.approx(1500)


@given(RESULTS)
@settings(deadline=None)
def test_superiority_is_even_between_equals_and_two_sided(results: list[tuple[int, int, float]]) -> None:
    ratings = bradley_terry(Meetings.from_results([(a, b, s) for x, y, s in results for a, b in permutations((x, y))]))
    for a, b in pairwise(ratings.as_dict()):
        assert ratings.superiority(a, b) == pytest.approx(0.5, abs=1e-6)
    ratings = bradley_terry(Meetings.from_results(results))
    for a, b in pairwise(ratings.as_dict()):
        assert ratings.superiority(a, b) + ratings.superiority(b, a) == pytest.approx(1)
        if abs(ratings.elo(a) - ratings.elo(b)) > 1e-2:
            assert (ratings.superiority(a, b) > 0.5) == (ratings.elo(a) > ratings.elo(b))
        else:
            assert ratings.superiority(a, b) == pytest.approx(0.5, abs=1e-4)


def test_superiority_is_that_of_the_score() -> None:
    ratings = bradley_terry(Meetings.of([1], [2], [220], [0], [180]))
    z = 20 / math.sqrt(400 * 0.25)  # standard deviations of the score above a half
    assert ratings.superiority(1, 2) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=0.002)


def test_superiority_is_as_frequent_as_stated() -> None:
    """Of pairs rated 90 to 95 % likely to be in the right order, about as many are."""
    chance = random.Random(3)
    right = stated = total = 0.0
    for _ in range(60):
        true = [chance.gauss(0, 100) for _ in range(8)]
        results = [
            (a, b, float(chance.random() < scored(true[a], true[b]))) for a in range(8) for b in range(a) for _ in "123"
        ]
        ratings = bradley_terry(Meetings.from_results(results))
        for a in range(8):
            for b in range(8):
                if a != b and 0.85 <= (sure := ratings.superiority(a, b)) <= 0.95:
                    right, stated, total = right + (true[a] > true[b]), stated + sure, total + 1
    assert total > 100
    assert abs(right - stated) / total < 0.1


@pytest.mark.parametrize(("won", "lost"), [(10, 0), (20, 0), (19, 1), (18, 2), (11, 9), (3, 5)])
def test_superiority_is_the_share_of_the_posterior_also_of_a_perfect_score(won: int, lost: int) -> None:
    found = bradley_terry(Meetings.from_results([(1, 2, 1.0)] * won + [(1, 2, 0.0)] * lost))
    leads = [lead * 5.0 for lead in range(-800, 801)]  # Elo of 1 over 2, each of whom has the prior
    weights = []
    for lead in leads:
        p = scored(lead, 0.0)
        weights.append(p**won * (1 - p) ** lost * math.exp(-(lead**2) / (4 * PRIOR**2)))
    share = (sum(w for lead, w in zip(leads, weights, strict=True) if lead > 0) + weights[800] / 2) / sum(weights)
    assert found.superiority(1, 2) == pytest.approx(share, abs=0.015)
    assert 0.4 < (1 - found.superiority(1, 2)) / (1 - share) < 20  # also far out: 20 of 20 are surer than 19


def test_a_better_score_is_never_less_sure() -> None:
    sure = [
        bradley_terry(Meetings.from_results([(1, 2, 1.0)] * won + [(1, 2, 0.0)] * (20 - won))).superiority(1, 2)
        for won in range(21)
    ]
    assert sure == sorted(sure)


def test_groups_that_never_met_are_told_apart() -> None:
    ratings = bradley_terry(Meetings.from_results([(1, 2, 1.0), (2, 3, 0.0), (7, 8, 0.5), (8, 9, 1.0)]))
    assert len({ratings.group(player) for player in (1, 2, 3)}) == 1
    assert len({ratings.group(player) for player in (7, 8, 9)}) == 1
    assert ratings.group(1) != ratings.group(7)


@given(RESULTS)
@settings(deadline=None)
def test_groups_are_what_a_walk_along_the_games_reaches(results: list[tuple[int, int, float]]) -> None:
    ratings = bradley_terry(Meetings.from_results(results))
    for a in ratings.as_dict():
        reached = {a}
        for _ in results:
            reached |= {y for p, q, _ in results for x, y in ((p, q), (q, p)) if x in reached and x != y}
        assert reached == {b for b in ratings.as_dict() if ratings.group(b) == ratings.group(a)}


def test_a_new_version_starts_from_the_old_one_s_rating_and_goes_its_own_way() -> None:
    results = [*[(1, 2, 1.0)] * 30, *[(2, 1, 1.0)] * 10]
    before = bradley_terry(Meetings.from_results(results), links=[(1, 5)], level=[2])
    assert before[5].elo == pytest.approx(before[1].elo)
    assert before[5].high - before[5].low > before[1].high - before[1].low
    lost = bradley_terry(Meetings.from_results([*results, *[(2, 5, 1.0)] * 30]), links=[(1, 5)], level=[2])
    assert lost[5].elo < 1400 < lost[1].elo


@pytest.mark.parametrize("played", [1, 2, 3])
def test_all_of_a_chain_of_versions_are_rated_once_one_has_played(played: int) -> None:
    ratings = bradley_terry(Meetings.from_results([(played, 9, 1.0)]), links=[(1, 2), (2, 3)])
    assert all(version in ratings for version in (1, 2, 3))


def test_links_of_those_who_never_played_count_for_nothing() -> None:
    assert 8 not in bradley_terry(Meetings.from_results([(1, 2, 1.0)]), links=[(8, 9)])


def ordered(chance: random.Random, true: Mapping[int, float]) -> Table:
    """Return a table drawn from the Plackett-Luce model."""
    left, table = dict(true), []
    while left:
        (first,) = chance.choices(list(left), [10 ** (elo / 400) for elo in left.values()])
        table.append((first, len(table) + 1))
        del left[first]
    return table


TABLES = st.lists(
    st.lists(st.integers(1, 3), min_size=2, max_size=5).flatmap(
        lambda ranks: st.permutations(range(6)).map(lambda p: list(zip(p, ranks, strict=False)))
    ),
    min_size=1,
    max_size=8,
)


@given(RESULTS)
@settings(deadline=None)
def test_a_table_of_two_is_a_game_of_two(results: list[tuple[int, int, float]]) -> None:
    tables = [[(a, 1 + (s < 0.5)), (b, 1 + (s > 0.5))] for a, b, s in results if a != b]
    expected = bradley_terry(Meetings.from_results(results)).as_dict()
    found = plackett_luce(tables).as_dict()
    assert found.keys() == expected.keys()
    for player, rating in expected.items():
        assert found[player].elo == pytest.approx(rating.elo, abs=1e-6)
        assert found[player].high == pytest.approx(rating.high, abs=1e-6)


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_a_tie_is_equal_shares_of_every_order_it_leaves_open(tables: list[Table], chance: random.Random) -> None:
    """The definition in full: all orders, equally weighted; the code sums over sets."""
    shared: list[Table] = []
    copies = math.lcm(*(math.prod(math.factorial(n) for n in ties(table)) for table in tables))
    for table in tables:
        orders = [o for o in permutations(table) if [r for _, r in o] == sorted(r for _, r in o)]
        spread = [[(p, place) for place, (p, _) in enumerate(order, 1)] for order in orders]
        shared += [table for table in spread for _ in range(copies // len(orders))]
    mixed = [chance.sample(list(table), len(table)) for table in tables]
    found = plackett_luce(chance.sample(mixed, len(mixed)) * copies).as_dict()
    for player, rating in plackett_luce(shared).as_dict().items():
        assert found[player].elo == pytest.approx(rating.elo, abs=1e-5)
        assert found[player].high == pytest.approx(rating.high, abs=1e-5)


def ties(table: Table) -> list[int]:
    return list(Counter(rank for _, rank in table).values())


def test_a_table_where_all_tie_keeps_equals_equal() -> None:
    ratings = plackett_luce([[(1, 1), (2, 1), (3, 1), (4, 1)]] * 5).as_dict()
    for rating in ratings.values():
        assert rating.elo == pytest.approx(1500)


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_tables_and_seats_does_not_matter(tables: list[Table], chance: random.Random) -> None:
    mixed = [chance.sample(list(table), len(table)) for table in chance.sample(tables, len(tables))]
    assert plackett_luce(mixed).as_dict() == plackett_luce(tables).as_dict()


def test_known_strengths_at_tables_lie_within_their_intervals_at_about_the_stated_rate() -> None:
    chance = random.Random(5)
    inside = total = 0
    for _ in range(40):
        true = {player: chance.gauss(0, 200) for player in range(8)}
        mean = sum(true.values()) / len(true)
        tables = [ordered(chance, {p: true[p] for p in chance.sample(range(8), 5)}) for _ in range(50)]
        for player, rating in plackett_luce(tables).as_dict().items():
            inside += rating.low <= true[player] - mean + MEAN <= rating.high
            total += 1
    assert 0.91 <= inside / total <= 0.985


def test_many_players_are_rated_without_their_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some size, intervals take the other strengths as known, and are slightly too short, by 1 / opponents."""
    chance = random.Random(6)
    results = [(a, b, float(chance.random() < 0.5)) for a in range(40) for b in range(a) for _ in "12"]
    exact = bradley_terry(Meetings.from_results(results))
    monkeypatch.setattr("league.ratings.elo.MAX_EXACT", 10)
    quick = bradley_terry(Meetings.from_results(results))
    for player, rating in exact.as_dict().items():
        assert quick[player].elo == pytest.approx(rating.elo)
        ratio = (quick[player].high - quick[player].low) / (rating.high - rating.low)
        assert 0.97 < ratio < 1.03
