"""`botkit learn`, as users call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botkit.tools.levels.course import COURSE

Botkit = Callable[..., Any]


def test_a_level_is_begun_then_failed_then_passed(botkit: Botkit, tmp_path: Path) -> None:
    assert "botkit learn beacon" in botkit("learn").out
    begun = botkit("learn", "1")
    assert begun.code == 0 and "wrote learn/beacon.py" in begun.out
    failed = botkit("learn", "beacon")
    assert failed.code == 1 and "medal: none" in failed.out and "viewer replay learn/beacon.bin" in failed.out
    (tmp_path / "learn" / "beacon.py").write_text(COURSE[0].answer)
    passed = botkit("learn", "beacon")
    assert passed.code == 0 and "medal: gold" in passed.out
    assert json.loads((tmp_path / "learn" / "progress.json").read_text())["medals"] == {"beacon": "gold"}
    assert (tmp_path / "learn" / "beacon.bin").exists() and (tmp_path / "learn" / "beacon.debug").exists()
