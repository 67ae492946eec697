"""docs/viewer.md lists the same keys as the help."""

from __future__ import annotations

import re
from pathlib import Path

from viewer.views.keys import KEYS

TEXT = (Path(__file__).parents[2] / "docs" / "viewer.md").read_text(encoding="utf-8")


def test_every_key_is_explained_and_no_other() -> None:
    cells = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", TEXT, re.MULTILINE)[2:]
    told = {key for cell in cells for key in re.split(r", | and ", cell.strip())}
    known = {name for key in KEYS for name in key.shown.split(", ")}
    assert told == known


def test_its_pictures_are_there_and_small() -> None:
    for name in re.findall(r"\]\(pictures/([\w.-]+)\)", TEXT):
        assert 0 < (Path(__file__).parents[2] / "docs" / "pictures" / name).stat().st_size < 2_000_000
