"""Names of files: stable, distinct and harmless, whatever bots are called."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from league.site import paths


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("hunter", "hunter"),
        ("Hunter", "hunter"),
        ("my-bot_2", "my-bot_2"),
        ("../../etc/passwd", "etc-passwd-3754d6cb"),
        ("con", "con-1143da2b"),
        ("a--b", "a-b-90827a2e"),
        ("ace-1a2b3c4d", "ace-1a2b3c4d-bae95d72"),
        ("</script>", "script-6c965621"),
        ("\N{PILE OF POO}" * 24, "bot-db745171"),
        ("", "bot-e3b0c442"),
    ],
)
def test_a_name_s_file_stays_the_same(name: str, file: str) -> None:
    assert paths.slug(name) == file


@given(st.text(), st.text())
def test_files_are_plain_and_differ_as_names_do(one: str, other: str) -> None:
    def folded(name: str) -> str:
        return "".join(c.lower() if c.isascii() else c for c in name)  # as SQLite's NOCASE

    assert re.fullmatch("[a-z0-9_]+(-[a-z0-9_]+)*", paths.slug(one)) and len(paths.slug(one)) <= 40
    assert (paths.slug(one) == paths.slug(other)) == (folded(one) == folded(other))


def test_a_page_about_two_bots_is_the_same_from_either_side() -> None:
    assert paths.meeting_page("b", "a") == paths.meeting_page("a", "b") == "versus/a--b.html"


def test_links_between_pages_are_relative() -> None:
    assert paths.relative("bots/a.html", "index.html") == "bots/a.html"
    assert paths.relative("index.html", "bots/a.html") == "../index.html"
    assert paths.relative("bots/b.html", "bots/a.html") == "../bots/b.html"
