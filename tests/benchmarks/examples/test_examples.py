"""The examples over six seeds: they are as strong as README says, and their matches are varied."""

from __future__ import annotations

import re
import statistics
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.examples.facts import facts
from benchmarks.examples.games import jobs, players
from benchmarks.matches.playing import Results, play
from benchmarks.matches.results import matrix, names_of, ratings
from league.bots.opponents import FIGHTERS, opponents
from systems.modes import MODES

README = Path(__file__).parents[3] / "README.md"
TIERS = [re.findall(r"`(\w+)`", row) for row in re.findall(r"^\| \d+ \| (.*?) \|", README.read_text(), re.MULTILINE)]


@pytest.fixture(scope="module")
def results() -> Results:
    """Play outside the sandbox, where bots act the same at a third of the cost."""
    return play(jobs(opponents(FIGHTERS), seeds=6), workers=2, local=True)


def test_every_example_is_in_one_tier() -> None:
    assert sorted(name for tier in TIERS for name in tier) == sorted(opponents(FIGHTERS))


def test_each_tier_is_stronger_than_the_next_by_more_than_its_interval(results: Results) -> None:
    rated = ratings(results)
    for upper, lower in pairwise(TIERS):
        means = [statistics.mean(rated[name].elo for name in tier) for tier in (upper, lower)]
        interval = statistics.mean((rated[name].high - rated[name].low) / 2 for name in upper)
        assert means[0] - means[1] > interval


def test_matches_end_in_more_than_one_way(results: Results) -> None:
    assert len({result["how"] for result in results}) >= 2


def test_the_upper_tiers_always_draw_blood_and_seldom_draw(results: Results) -> None:
    upper = [result for result in results if set(names_of(result)) <= {*TIERS[0], *TIERS[1]}]
    assert all(any(seat["damage"] > 0 for seat in result["seats"]) for result in upper)
    assert sum(result["winner"] is None for result in upper) < 0.2 * len(upper)


def test_no_example_ever_fails_in_the_sandbox(results: Results) -> None:
    sandboxed = play(jobs(opponents(FIGHTERS), seeds=1), workers=2)
    assert [seat for result in results + sandboxed for seat in result["seats"] if seat["faults"]] == []


@pytest.mark.parametrize("mode", ["melee", "fleet", "sumo"])
def test_the_examples_of_a_mode_play_it_without_fault_and_decide_it(mode: str) -> None:
    """Use the mode's own examples, and in melee enough others for a table."""
    paths = players(mode) if mode == "melee" else opponents(mode)
    arena = list(MODES[mode].arenas)[-1]
    games = play(jobs(paths, 2, mode, arena), workers=2)
    assert [seat for result in games for seat in result["seats"] if seat["faults"]] == []
    assert {name for result in games for name in names_of(result)} == set(paths)
    assert sum(result["winner"] is None for result in games) <= len(games) / 2
    assert matrix(games).row_count == len(paths)
    assert facts(games, [])[0].startswith(f"{len(games)} games: ")
