"""Cards with arbitrary untrusted text: within Discord's length limits, and escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from fake_objects import letters
from hypothesis import example, given
from hypothesis import strategies as st

from league.admission.entry import Refusal
from league.admission.submissions import Problem
from league.discord.cards import bots, matches, submissions
from league.discord.posts.digest import Digest
from league.discord.text import block, code, plain
from league.ladder.ladders import RulesChange, Scope
from league.ladder.table import Ladder, Row
from league.storage.records import Version

HOSTILE = "```** [x](https://evil.example) <@1> @everyone _\u202e\x1b[31m" * 20


@given(st.text() | st.text(alphabet="\\`*_~|<>[]()@e:/ hx"))
@example("[x](mailto:y)")
@example(r"\[x](mailto:y)")
@example("[*x*](_y_)")
def test_a_text_formats_nothing(text: str) -> None:
    bare = re.sub(r"\\.", "x", plain(text))  # without escaped characters
    bare = re.sub("(?<=[0-9A-Za-z])_(?=[0-9A-Za-z])", "", bare)  # within a word it is text
    assert not re.search(r"[`*_~|<\[\]]|^ *[>#+-]", bare)
    assert "://" not in bare
    assert "@e" not in bare


@given(st.text(alphabet="\\`*_~|<>[]()#+-. ax"))
def test_an_escaped_text_is_shown_as_it_is(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", plain(text)) == text


@given(st.text())
def test_code_stays_code(text: str) -> None:
    assert code(text).count("`") == 2
    assert len(code(text)) >= 3


@given(st.lists(st.text(), max_size=50), st.integers(20, 1024))
def test_a_block_stays_a_block_and_within_its_limit(lines: list[str], limit: int) -> None:
    shown = block(lines, limit)
    assert len(shown) <= limit
    assert shown.count("`") == 6


def test_the_ladder_marks_provisional_ratings_and_ranks_only_who_plays() -> None:
    usual: dict[str, Any] = {"version": 1, "owner": None, "wins": 1, "draws": 0, "losses": 0, "faults": 0}
    sure = Row(1, "ann", elo=1612.0, elo_low=1500.0, elo_high=1724.0, games=90, active=True, **usual)
    new = Row(2, "bob", elo=1500.0, elo_low=1200.0, elo_high=1800.0, games=4, active=True, provisional=True, **usual)
    gone = replace(sure, rank=3, bot="cid", active=False, ranked=False, out="gone")
    change = RulesChange(1_800_000_000, Scope("duel", "abc", 40), is_current=True)
    card = bots.ladder(Ladder(Scope("duel", "def", 94), (sure, new, gone), change=change), 0, 20, 1, 1)
    first, *lines = card["description"].splitlines()
    assert first == "Rules changed on 2027-01-15; earlier games are on a ladder of their own."
    assert [line.split()[:3] for line in lines if "1612" in line or "1500" in line] == [
        ["1", "ann", "1612"],
        ["2", "bob", "1500?"],
        ["-", "cid", "(gone)"],
    ]
    assert lines[-1].startswith("? provisional")
    played = Ladder(Scope("duel", "def", 94), (sure, new, gone))
    lone = bots.bot(bots.BotCard(Version(3, "cid", 1, "0" * 64), "", played, [], []))
    assert {"name": "Place", "value": "not ranked: gone", "inline": True} in lone["fields"]


def test_the_longest_card_of_why(seats: int = 8) -> None:
    faults = [{"tick": n, "kind": "raised", "message": HOSTILE[:300]} for n in range(10)]
    about = [{"seat": n, "points": 1.0, "hull": 2.0, "faults": faults, "fuel_max": 5} for n in range(seats)]
    result: dict[str, Any] = {"winner": None, "ranks": [1] * seats, "how": "time", "ticks": 3600, "seats": about}
    names = tuple("W" * 24 for _ in range(seats))
    told = tuple((n, HOSTILE[:200]) for n in range(12))
    found = Digest(names, "melee", "open", 2**63, result, told, (5,) * seats, (0, 100), "botkit run " + "W" * 480)
    card = matches.why("12-345a", found, HOSTILE * 10)
    assert letters(card) <= 5900
    assert [one["name"] for one in card["fields"]][-2:] == ["Void", "Play it again"]
    assert all(0 < len(one["value"]) <= 1024 and len(one["name"]) <= 256 for one in card["fields"])


def test_the_longest_refusal() -> None:
    problems = tuple(Problem("raised", 10**6, f"{n} {HOSTILE}", HOSTILE) for n in range(9))
    card = submissions.refused(Refusal(HOSTILE[:40], "11", problems))
    assert letters(card) <= 5900
    assert len(card["fields"]) == 6
    assert all(0 < len(one["value"]) <= 1024 for one in card["fields"])
    assert len(card["title"]) <= 256
