"""docs/versioning.md has the current versions."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| [^|]*`(\w+)` in `([\w/.]+)`[^|]*\| ([\d.]+) \|", (ROOT / "docs" / "versioning.md").read_text("utf-8"), re.M
)


def test_each_version_is_the_current_one() -> None:
    assert len(ROWS) > 8
    for name, path, version in ROWS:
        line = next(line for line in (ROOT / path).read_text("utf-8").splitlines() if line.startswith(f"{name} = "))
        assert re.search(rf"\b{re.escape(version)}\b", line.partition("=")[2].partition("#")[0]), (name, path, line)
