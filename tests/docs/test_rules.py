"""docs/rules.md agrees with the rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from systems.modes import MODES
from systems.rules import Rules

DOCS = Path(__file__).parents[2] / "docs"
RULES = (DOCS / "rules.md").read_text(encoding="utf-8")


@pytest.fixture
def writer(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("rules")


def test_the_page_is_the_one_that_the_rules_give(writer: ModuleType) -> None:
    assert writer.text() == RULES, "run `python docs/rules.py`"


@pytest.mark.parametrize("name", Rules().as_dict())
def test_a_number_that_changes_shows(writer: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    value = getattr(Rules(), name)
    changed = tuple(v + 1 for v in value) if isinstance(value, tuple) else value * 0.99
    if name in ("max_faults", "thrust_cost"):  # which must be increasing, or whole
        changed = value + 1
    elif isinstance(value, int):
        changed = value - 1
    elif not value:
        changed = 1.0
    known = replace(Rules(), **{name: changed})
    monkeypatch.setattr(writer, "Rules", lambda: known)
    assert writer.text() != RULES


def test_every_mode_and_arena_is_described() -> None:
    described = set(re.findall(r"^\*\*(\w+)\*\*:", RULES, re.MULTILINE))
    # A mode or an arena has a paragraph in docs/rules.template.md; then `make docs`.
    assert described == MODES.keys() | {arena for mode in MODES.values() for arena in mode.arenas}


def test_the_template_states_no_number_of_the_rules_itself() -> None:
    """The numbers in its prose are those of headings, units and ticks, which are not rules."""
    template = (DOCS / "rules.template.md").read_text(encoding="utf-8")
    prose = template.partition("## Design rationale")[0]
    allowed = {"0", "1", "2", "3", "30", "5", "10", "16", "000", "500", "250", "100"}
    stated = set(re.findall(r"\d+", re.sub(r"\{[^}]*\}|\([^)]*\)|`[^`]*`", "", prose)))
    assert stated <= allowed, "write numbers of the rules as {name}; see docs/rules.py"
