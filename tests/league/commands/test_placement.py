from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from league.storage.opening import default_path, writing


def test_the_command_places_newcomers_and_says_so(
    acted: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bots"
    folder.mkdir()
    for name in ("ann", "bob", "cid"):
        (folder / f"{name}.py").write_text(name)
    asked: tuple[Any, ...] = (folder, "--format", "placement", "--bound", 150, "--seed", 1)
    assert acted("g", *asked) == 0
    out, err = capsys.readouterr()
    assert "3 bots, to be placed within ±150: ann v1, bob v1, cid v1" in err
    assert out.count("placed ") == 3
    assert acted("g", *asked) == 0
    assert capsys.readouterr() == ("", "everyone is placed within ±150: nothing to play\n")
    with writing(default_path(folder)) as store:
        assert store.next_run() == 2
    for wrong, why in (
        (("--rounds", 2), "a placement ends when everyone is placed"),
        (("--bound", 5), "bound"),
        (("--mode", "melee"), "melee is played at rotating tables"),
    ):
        assert acted("g", *asked, *wrong) == 2
        assert why in capsys.readouterr().err
    assert acted("g", folder, "--bound", 100) == 2
    assert "--bound is for --format placement, not ladder" in capsys.readouterr().err
