"""The commands that the viewer copies."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from league.bots.roster import read_entry
from league.match.batch import Job, play_batch
from league.match.manager import Seat
from systems.setup import Setup
from viewer.model.command_lines import debug_command, replay_command
from viewer.model.recording import open_recording

IDLE = "def tick(ship):\n    pass\n"


@pytest.fixture
def bots(tmp_path: Path) -> Path:
    """A league's folder with a log of its two bots, one of them named like a built-in opponent."""
    (tmp_path / "bots" / ".league" / "logs").mkdir(parents=True)
    (tmp_path / "bots" / "pair").mkdir()
    (tmp_path / "bots" / "pair" / "main.py").write_text(IDLE)
    (tmp_path / "bots" / "hunter.py").write_text(IDLE)
    entries = [read_entry(tmp_path / "bots" / name) for name in ("hunter.py", "pair")]
    seats = tuple(Seat(entry.name, entry.files) for entry in entries)
    (outcome,) = play_batch([Job(0, Setup("duel", 3, max_ticks=5), seats)])
    (tmp_path / "bots" / ".league" / "logs" / "game.bin").write_bytes(outcome.log)
    return tmp_path / "bots"


def test_commands_name_the_files_that_played(bots: Path) -> None:
    log = bots / ".league" / "logs" / "game.bin"
    words = shlex.split(replay_command(open_recording(log)))
    assert words[:4] == ["botkit", "run", str(bots / "hunter.py"), str(bots / "pair")]
    words = shlex.split(debug_command(open_recording(log), 3, 1))
    assert words[:3] == ["botkit", "debug", str(log)]
    assert words[-4:] == ["--bot", str(bots / "pair"), "--tick", "3"]


def test_from_the_bots_own_folder_their_names_are_short(bots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bots)
    assert "run hunter.py pair --seed" in replay_command(open_recording(Path(".league", "logs", "game.bin")))


def test_a_bot_that_is_another_by_now_goes_by_its_name(bots: Path) -> None:
    (bots / "hunter.py").write_text(IDLE + "# edited\n")
    assert shlex.split(replay_command(open_recording(bots / ".league" / "logs" / "game.bin")))[2] == "hunter"
