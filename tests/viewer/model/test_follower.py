from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from league.match.sidecar import SeatLog, pack
from viewer.model import follower as module
from viewer.model.follower import Follower
from viewer.model.recording import Recording, open_recording
from viewer.panels.hud import Hud
from viewer.views.player import Player
from viewer.views.view import View


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_EVERY", 0.0)


def test_a_log_that_grows_ends_up_as_if_read_whole(golden: Path, tmp_path: Path, recording: Recording) -> None:
    data, path = golden.read_bytes(), tmp_path / "live.bin"
    path.write_bytes(data[:1500])
    live = open_recording(path)
    follower = Follower(path, live)
    seen = [live.ticks]
    for size in (1600, 2500, 3000, 3600, len(data) - 1, len(data)):
        path.write_bytes(data[:size])
        follower.more()
        assert live.frame(live.ticks).tick == live.ticks
        seen.append(live.ticks)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    assert not follower.done  # its sidecar may still come
    assert (live.ticks, live.complete, live.problem) == (recording.ticks, True, None)
    assert live.events == recording.events
    assert live.result == recording.result
    np.testing.assert_array_equal(live.history.tracks, recording.history.tracks)
    np.testing.assert_array_equal(live.history.hull, recording.history.hull)
    assert live.digest(300) == recording.digest(300)


def test_a_log_that_grows_is_live_and_one_that_does_not_is_cut_off(golden: Path, tmp_path: Path) -> None:
    data, path = golden.read_bytes(), tmp_path / "live.bin"
    path.write_bytes(data[:1500])
    os.utime(path, (0, 0))
    live = open_recording(path)
    follower, view = Follower(path, live), View(live, Player(live.ticks, playing=False))

    def shown() -> str:
        view.live = follower.status
        return "".join(chr(int(glyph)) for glyph in Hud(view).draw(view.moment())[:, 4] if glyph)

    assert "cutoff" in shown()
    path.write_bytes(data[:3000])
    assert follower.more()
    assert "LIVE" in shown()
    assert "cutoff" not in shown()
    os.utime(path, (time.time() - 45, time.time() - 45))
    assert "LIVE,nothingnewfor40s" in shown()
    path.write_bytes(data)
    assert follower.more()
    assert follower.status == ""


def test_another_log_in_its_place_changes_nothing(golden: Path, tmp_path: Path) -> None:
    path = tmp_path / "live.bin"
    path.write_bytes(golden.read_bytes()[:3000])
    live = open_recording(path)
    ticks, follower = live.ticks, Follower(path, live)
    for content in ((golden.parent / "sumo.bin").read_bytes(), b"", b"junk"):
        path.write_bytes(content)
        assert not follower.more()
    path.unlink()
    assert not follower.more()
    assert live.ticks == ticks
    assert live.frame(ticks).tick == ticks


def test_the_sidecar_is_taken_in_when_it_comes(golden: Path, tmp_path: Path) -> None:
    """The sidecar is written after the footer; while it is incomplete, nothing is known."""
    notes = SeatLog()
    notes.add(0, 1234, None)
    sidecar, path = pack([notes, SeatLog()]), tmp_path / "live.bin"
    path.write_bytes(golden.read_bytes()[:3000])
    live = open_recording(path)
    follower = Follower(path, live)
    path.write_bytes(golden.read_bytes())
    assert follower.more()
    assert not follower.done
    path.with_suffix(".debug").write_bytes(sidecar[:-1])
    assert not follower.more()
    path.with_suffix(".debug").write_bytes(sidecar)
    assert follower.more()
    assert live.sidecar.note(0, 0).fuel == 1234
    assert follower.done
