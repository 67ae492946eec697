"""requirements.lock: versions that pyproject.toml allows, each with hashes, and no address of an index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([\w.-]+)==([\w.+!-]+)", LOCK, re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIREMENTS = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(text for name, extra in PROJECT["project"]["optional-dependencies"].items() for text in extra if name != "train"),
]


@pytest.mark.parametrize("text", sorted(set(REQUIREMENTS)))
def test_the_locked_version_of_each_dependency_is_one_that_is_allowed(text: str) -> None:
    needed = Requirement(text)
    assert needed.specifier.contains(PINS[canonicalize_name(needed.name)]), "run make lock"


def test_every_entry_has_hashes_and_none_an_address() -> None:
    entries = re.split(r"\n(?=[a-z])", LOCK)[1:]
    assert len(entries) == len(PINS) > 50
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|^-|--index|--find-links", LOCK, re.MULTILINE)
