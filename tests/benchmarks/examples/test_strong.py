"""The strong bots, by which the depth of the rules is judged: each says its idea, and plays without a fault."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.matches.seats import seat_of
from league.match.batch import Job, play_batch
from systems.setup import Setup

BOTS = sorted((Path(__file__).parents[3] / "benchmarks" / "strong").glob("*.py"))
TICKS = 240  # by then ships that approach each other fight


@pytest.mark.parametrize("path", BOTS, ids=lambda path: path.stem)
def test_a_strong_bot_says_its_idea(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("arena", ["open", "belt", "well"])
def test_no_strong_bot_fails_in_the_sandbox(arena: str) -> None:
    seats = [seat_of(path.stem, path) for path in BOTS]
    jobs = [
        Job(number, Setup("duel", number, arena, max_ticks=TICKS), pair)
        for number, pair in enumerate(pairwise([*seats, seats[0]]))
    ]
    outcomes = play_batch(jobs)
    assert [seat for outcome in outcomes for seat in outcome.result["seats"] if seat["faults"]] == []
