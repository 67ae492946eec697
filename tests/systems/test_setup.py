from __future__ import annotations

import json
from typing import Any

import pytest

from systems.modes import mode_of
from systems.rules import Rules
from systems.setup import CODE_VERSION, Setup
from systems.worlds import new_worlds


def changed(**values: Any) -> dict[str, Any]:
    return {**Setup("duel", 7).as_dict(), **values}


def test_a_setup_comes_back_from_its_json() -> None:
    setup = Setup("duel", 2**64 - 1, max_ticks=99, rules=Rules(drag=0.25, shot_cost=(1.0, 2.0, 3.0)))
    assert Setup.from_dict(json.loads(json.dumps(setup.as_dict()))) == setup


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, value) for name in ("seed", "sides", "ships", "max_ticks", "code_version") for value in (
            None, "1", 1.0, True, [], {}, -1, 2**64, 10**400)),
        ("max_ticks", 0), ("max_ticks", 36_001), ("code_version", CODE_VERSION + 1), ("code_version", 0),
        ("mode", None), ("mode", 7), ("mode", "x" * 100_000), ("arena", "moon"), ("arena", []), ("arena", "\ud800"),
        ("rules", None), ("rules", []), ("rules", {}),
    ],
)  # fmt: skip
def test_a_hostile_setup_is_refused_in_one_short_line(name: str, value: Any) -> None:
    with pytest.raises(ValueError) as caught:
        Setup.from_dict(changed(**{name: value}))
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("values", [None, [], "x", 3, {}])
def test_what_is_no_setup_is_refused(values: Any) -> None:
    with pytest.raises(ValueError):
        Setup.from_dict(values)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"mode": "chess"}, "mode 'chess' is not one of: duel, melee, fleet, sumo"),
        ({"sides": 3}, "duel takes 2 sides, not 3"),
        ({"mode": "melee"}, "melee takes 3 to 16 sides, not 2"),
        ({"mode": "melee", "sides": 10**9}, "melee takes 3 to 16 sides, not 1000000000"),
        ({"mode": "fleet", "ships": 11}, "fleet takes 3 to 10 ships a side, not 11"),
        ({"mode": "sumo", "arena": "belt"}, "sumo is played in arena open, not in 'belt'"),
        ({"sides": 0}, "duel takes 2 sides, not 0"),
        ({"ships": 10**9}, "duel takes 1 ship a side, not 1000000000"),
    ],
)
def test_a_mode_or_size_that_there_is_not_is_refused_before_anything_is_made_of_it(values, reason: str) -> None:
    setup = Setup.from_dict(changed(**values))
    for make in (mode_of, lambda setup: new_worlds([setup])):
        with pytest.raises(ValueError, match=reason):
            make(setup)


def test_matches_of_one_world_set_differ_in_their_seeds_alone() -> None:
    with pytest.raises(ValueError, match="only in their seeds"):
        new_worlds([Setup("duel", 1), Setup("duel", 2, max_ticks=5)])
    with pytest.raises(ValueError, match="only in their seeds"):
        new_worlds([Setup("duel", 1), Setup("duel", 1, rules=Rules(drag=0.1))])


def test_a_programs_seed_and_the_draws_key_are_other_numbers_than_the_matchs_seed() -> None:
    setup = Setup("duel", 1)
    assert len({setup.seed, setup.key, setup.bot_seed(0), setup.bot_seed(1), Setup("duel", 2).bot_seed(0)}) == 5
