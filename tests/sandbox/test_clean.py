"""Cleaning of untrusted text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import clean_name, clean_text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("naïve ✓ 🚀", "naïve ✓ 🚀"),
        ("\x1b[31mred", "?[31mred"),
        ("a\u202eb\u200b", "a?b?"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("\ud800", "?"),
        ("", ""),
        ("0123456789abc", "0123456789a…"),
    ],
)
def test_a_line(text, cleaned):
    assert clean_text(text, 12 if len(text) == 13 else 100) == cleaned


def test_lines_are_kept_where_they_are_wanted():
    assert clean_text("a\n\tb\x00\nc", 100, lines=True) == "a\n b?\nc"


@settings(max_examples=50, deadline=None)
@given(st.text(), st.integers(1, 20))
def test_it_is_printable_and_within_its_limit(text, limit):
    line = clean_text(text, limit)
    assert line.isprintable() and len(line) <= limit
    lines = clean_text(text, limit, lines=True)
    assert lines.replace("\n", "").isprintable() and len(lines) <= limit
    assert clean_text(line, limit) == line


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_a_name_is_short_and_has_no_blanks_around(text):
    name = clean_name(text)
    assert name.isprintable() and len(name) <= 24 and name == name.strip()


def test_a_name():
    assert clean_name("  Ace \n of  spades ") == "Ace of spades"
    assert clean_name("x" * 10**6) == "x" * 24
