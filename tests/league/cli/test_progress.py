from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from league.cli import progress


def test_a_time_limit_is_shown_as_elapsed_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    out = io.StringIO()
    with progress.shown(Console(file=out, width=200), 0, 0, limit=(90.0, 4290.0)) as tell:
        now = 120.0
        tell(2)
        now = 190.0
        tell(12)
    assert out.getvalue() == "12 games, 1:40 elapsed, 1:08:20 left\n"


def test_a_terminal_shows_both() -> None:
    out = io.StringIO()
    began = time.monotonic()
    console = Console(file=out, width=100, force_terminal=True)
    for limit in (None, (began, began + 60.0)):
        with progress.shown(console, 0, 0 if limit else 9, limit=limit) as tell:
            tell(2)
        assert "elapsed" in out.getvalue() and "left" in out.getvalue()
        out.truncate(0)
