from __future__ import annotations

from pathlib import Path

import pytest

from league.cli.errors import LeagueError
from viewer.model.recording import open_recording
from viewer.views.player import Player
from viewer.views.playlist import PAUSE, Playlist
from viewer.views.view import View

GOLDEN = Path(__file__).parents[2] / "systems" / "golden"


@pytest.fixture
def playlist() -> Playlist:
    """Three logs, of which the second cannot be opened."""

    def opened(path: Path) -> tuple[View, None]:
        if path.name == "broken.bin":
            raise LeagueError("broken.bin: not a log")
        recording = open_recording(path)
        return View(recording, Player(recording.ticks)), None

    return Playlist([GOLDEN / "sumo.bin", Path("broken.bin"), GOLDEN / "duel.bin"], opened)


def test_the_next_match_is_due_some_seconds_after_one_was_played(playlist: Playlist) -> None:
    assert not playlist.waited(0.1)
    playlist.view.advance(1000)
    assert playlist.view.player.ended
    assert not playlist.waited(PAUSE / 2)
    assert playlist.waited(PAUSE / 2)


def test_whoever_looks_at_the_end_is_left_alone(playlist: Playlist) -> None:
    playlist.view.player.step(0)
    playlist.waited(0.1)
    playlist.view.player.seek(playlist.view.player.ticks)
    assert not playlist.waited(10 * PAUSE)
    playlist.view.player.toggle()
    playlist.waited(0.1)
    playlist.view.advance(1000)
    playlist.view.live = "LIVE"
    assert not playlist.waited(10 * PAUSE)


def test_a_log_that_cannot_be_opened_is_passed_over_and_the_look_is_kept(playlist: Playlist) -> None:
    playlist.view.flip("graphs")
    playlist.view.player.speed = 4
    playlist.view.resize(640, 400)
    assert playlist.move(1) == "broken.bin: not a log; match 3 of 3"
    view = playlist.view
    assert (view.recording.game.setup.mode, view.shown, view.player.speed, view.width) == ("duel", {"graphs"}, 4, 640)
    assert playlist.move(1) == "match 1 of 3"
    assert playlist.move(-1) == "match 3 of 3"
