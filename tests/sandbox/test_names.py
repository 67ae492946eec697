"""Names that bots show as their own."""

# ruff: noqa: RUF001
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.names import SeatNames, display_names, skeleton


def shown(name: str, bot: str = "spoof", *reserved: str) -> str:
    return display_names([SeatNames(bot, name, frozenset(map(skeleton, reserved)))])[0]


@pytest.mark.parametrize(
    "name",
    [
        *("hunter", "HUNTER", "h-u n.t_e r", "hunter\ufe0f", "hu\u0301nter", "h\u0335unter", "ｈｕｎｔｅｒ"),
        *("һunter", "НUNТЕR", "hυnter", "𝓱𝓾𝓷𝓽𝓮𝓻", "ⓗⓤⓝⓣⓔⓡ", "⒣⒰⒩⒯⒠⒭"),
        *("ʜᴜɴᴛᴇʀ", "ꓧꓴꓠꓔꓰꓣ", "🅷🆄🅽🆃🅴🆁", "🇭🇺🇳🇹🇪🇷", "hunter\u3164"),  # letters that may look like any
        *("hun⊤er", "hu∩ter", "hunt€r", "hun丅er", "huntҽr", "ћunter", "huntэr", "hunter好"),  # signs, several scripts
        *("Hunter v1", "hunter (v12)", "hunter  V3.", "bi‖", "?", "\u2060", "\xa0 \u202e"),
        *("", "  ", "\u3164", "\u2800", "\ufe0f", "\u115f\u1160", "\uffa0", "\u17b4", "\u0301", "a\u2800"),  # blank
    ],
)
def test_another_bots_name_and_one_that_cannot_be_seen_fall_back_to_the_files(name: str) -> None:
    assert shown(name, "spoof", "hunter", "bill", "spoof") == "spoof"


@pytest.mark.parametrize(
    "name",
    ["Ace of spades", "hunter2", "Ястреб", "エース", "★", "❤\ufe0f ace", "Bjørn", "Łódź", "Straße", "ace’s", "v2"],
)
def test_other_names_are_shown(name: str) -> None:
    assert shown(name, "spoof", "hunter", "spoof") == name


def test_a_bot_may_spell_its_own_name_otherwise() -> None:
    assert shown("A C E", "ace", "ace", "hunter") == "A C E"


def test_nobody_passes_for_another_in_the_match() -> None:
    spoof, hunter = SeatNames("spoof", "Hunter"), SeatNames("hunter", "Hunter")
    assert display_names([spoof, hunter]) == ["spoof", "Hunter"]
    assert display_names([SeatNames("spoof", "The Ace"), SeatNames("ace", "The Ace")]) == ["spoof", "ace"]
    assert display_names([SeatNames("ace", "The Ace")] * 2) == ["The Ace"] * 2
    assert display_names([SeatNames("spoof", "★"), SeatNames("ace", "♥")]) == ["★", "♥"]


def test_a_bot_without_a_visible_name_has_none() -> None:
    assert display_names([SeatNames("\u3164", ""), SeatNames("", "")]) == ["", ""]


@given(st.text(max_size=30))
def test_what_is_shown_is_visible_and_short(name: str) -> None:
    found = shown(name, "spoof", "hunter")
    assert 0 < len(found) <= 24
    assert found.isprintable()
    assert skeleton(found) != skeleton("hunter")
