from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from engine.log import read_log
from viewer.model.colors import parse_color
from viewer.model.recording import Recording, open_recording
from viewer.model.seats import Seats


@pytest.fixture
def seats_of(rewritten: Callable[..., Path]) -> Callable[[Any], Seats]:
    """Return the seats of a log with this in its header."""

    def make(told: Any) -> Seats:
        return Seats(open_recording(rewritten(lambda header, *_: header.update(seats=told))))

    return make


def test_names_and_colours_come_from_the_bots(seats_of) -> None:
    seats = seats_of([{"bot": "ace", "name": "The Ace", "color": "#ffffff"}, {"bot": "miser"}])
    assert seats.names == ["The Ace (ace)", "miser"]
    assert seats.colors[0] == (1, 1, 1)


def test_a_name_that_could_be_taken_for_another_bots_is_not_shown(seats_of) -> None:
    assert seats_of([{"bot": "spoof", "name": "HUNTER"}, {"bot": "hunter"}]).names == ["spoof", "hunter"]
    assert seats_of([{"bot": "spoof", "name": "\u3164"}, {"bot": "\u2800"}]).names == ["spoof", "seat 1"]


def test_a_name_for_display_stands_beside_the_bots_and_bots_of_one_name_are_told_apart_by_seat(seats_of) -> None:
    assert seats_of([{"bot": "spoof", "name": "Hunter"}, {"bot": "ace", "name": "ACE"}]).names == [
        "Hunter (spoof)",
        "ACE",
    ]
    assert seats_of([{"bot": "ace"}, {"bot": "ace"}]).names == ["ace (seat 0)", "ace (seat 1)"]
    assert seats_of([{"bot": "ace", "name": "The Ace"}, {"bot": "ace", "name": "The Ace"}]).names == [
        "The Ace (ace, seat 0)",
        "The Ace (ace, seat 1)",
    ]


def test_colours_too_dark_or_too_alike_are_not_taken(seats_of) -> None:
    dark = seats_of([{"bot": "a", "color": "#101010"}, {"bot": "b", "color": "#ff80c0"}])
    assert dark.colors[0] != (16 / 255, 16 / 255, 16 / 255)
    same = seats_of([{"bot": "a", "color": "#ff80c0"}, {"bot": "b", "color": "#ff80c4"}])
    for one, other in combinations(same.colors, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) > 0.1


def test_colours_that_only_some_eyes_tell_apart_are_not_taken(seats_of) -> None:
    yellow, green = "#ffe060", "#b0ff60"  # the same to protanopes
    assert seats_of([{"bot": "a", "color": yellow}, {"bot": "b"}]).colors[0] == parse_color(yellow)
    assert seats_of([{"bot": "a", "color": yellow}, {"bot": "b", "color": green}]).colors[1] != parse_color(green)


def test_eight_seats_have_eight_colours_whatever_some_of_them_ask_for(golden: Path) -> None:
    log = read_log(golden.with_name("melee.bin").read_bytes())
    asked = ["#ff3fc0", None, None, "#aaff66", None, "#ff5530", None, None]
    seats = [{"bot": f"b{k}", "color": color} for k, color in enumerate(asked)][: len(log.header["seats"])]
    colors = Seats(Recording(replace(log, header={**log.header, "seats": seats}))).colors
    assert len(colors) == len(seats) > 2
    for one, other in combinations(colors, 2):
        assert math.dist(one, other) > 0.2


def test_thirteen_seats_have_thirteen_colours(golden: Path) -> None:
    log = read_log(golden.with_name("melee.bin").read_bytes())
    recording = Recording(log)
    recording.game.sides = 13
    colors = Seats(recording).colors
    assert len(colors) == 13
    for one, other in combinations(colors, 2):
        assert math.dist(one, other) > 0.2


@pytest.mark.parametrize(
    "told",
    [
        None,
        "x",
        [],
        [3, None],
        [{}, {"bot": None}],
        [{"bot": {"a": 1}}, {"name": ["x"], "color": 7}],
        [{"bot": "x" * 100_000, "color": "#gggggg"}, {"bot": "\x1b[2J\u202e\n", "color": "#12345"}],
        [{"bot": str(k)} for k in range(1000)],
    ],
)
def test_whatever_a_header_says_there_is_a_short_printable_name_a_seat(seats_of, told: Any) -> None:
    seats = seats_of(told)
    assert len(seats.names) == len(seats.colors) == 2
    assert all(name.isprintable() and 0 < len(name) <= 24 + len(" (seat 1)") for name in seats.names)
