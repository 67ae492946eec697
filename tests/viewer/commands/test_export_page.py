"""`viewer export LOG OUT.html`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import viewer
from league.cli.errors import LeagueError
from league.match.sidecar import SeatLog, pack
from systems.protocol.orders import read_action
from viewer.cli import main


def test_a_page_is_one_file_with_a_strict_policy(
    golden: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "match.html"
    assert main(["export", str(golden), str(out)]) == 0
    assert capsys.readouterr().out.startswith(f"{out}: a page that plays bold0 against shy1, duel in open, ")
    page = out.read_text(encoding="utf-8")
    assert "<title>bold0 against shy1, duel in open</title>" in page
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    assert not re.search(r"(?:src|href)=", page.replace("srcdoc=", ""))
    assert out.stat().st_size < 130_000


@pytest.mark.parametrize(
    "option",
    [["--fps", "5"], ["--tick", "3"], ["--size", "640x400"], ["--show", "why"], ["--select", "0"], ["--from", "1"]],
)
def test_options_of_pictures_and_clips_are_refused(
    golden: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    assert main(["export", str(golden), str(tmp_path / "match.html"), *option]) == 2
    assert f"error: {option[0]} does not apply to .html" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_does_not_replay_is_shown_up_to_there(
    rewritten: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(header: Any, inputs: Any, digests: Any) -> None:
        digests[300] ^= 1

    assert main(["export", str(rewritten(change)), str(tmp_path / "match.html")]) == 0
    assert "warning: tick 300 makes another state" in capsys.readouterr().err
    assert (tmp_path / "match.html").exists()


def test_what_is_no_log_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.bin").write_bytes(b"nonsense")
    assert main(["export", str(tmp_path / "log.bin"), str(tmp_path / "match.html")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(LeagueError, match="No such file"):
        viewer.Replay(tmp_path / "missing.bin")


def test_a_notebook_gets_a_frame_that_may_only_run_its_script(golden: Path) -> None:
    frame = viewer.Replay(golden, height=400)._repr_html_()
    assert frame.startswith('<iframe title="bold0 against shy1, duel in open" sandbox="allow-scripts" ')
    assert 'height="400"' in frame
    assert "<script" not in frame


def test_notes_are_in_the_page_unless_they_are_left_out(golden: Path, tmp_path: Path) -> None:
    log, sizes = tmp_path / "log.bin", []
    log.write_bytes(golden.read_bytes())
    seat = SeatLog()
    for tick in range(200):
        seat.add(tick, 1000 + tick, read_action(json.dumps({"log": f"{tick * 7919}"}), []))
    log.with_suffix(".debug").write_bytes(pack([seat, SeatLog()]))
    for options in ([], ["--no-notes"]):
        assert main(["export", str(log), str(tmp_path / "match.html"), *options]) == 0
        sizes.append((tmp_path / "match.html").stat().st_size)
    assert sizes[0] > sizes[1] + 500
    assert main(["export", str(log), str(tmp_path / "match.gif"), "--no-notes"]) == 2
