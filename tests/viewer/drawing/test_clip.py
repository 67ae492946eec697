"""Clips: their contents, and the size limit."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from league.cli.errors import LeagueError
from viewer.drawing import clip as module
from viewer.drawing.clip import Clip, write_clip


def frames(path: Path) -> list[np.ndarray]:
    image = Image.open(path)
    found = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        found.append(np.asarray(image.convert("RGB")).astype(int))
    return found


def test_a_gif_shows_the_frames_in_their_order(view_at, renderer, tmp_path: Path) -> None:
    view = view_at(width=320, height=240)
    quality = write_clip(view, Clip(300, 330, 10), tmp_path / "out.gif")
    assert (quality.fps, quality.scale) == (10, 1)
    shown = frames(tmp_path / "out.gif")
    assert len(shown) == 11
    assert shown[0].shape == (240, 320, 3)
    view.player.seek(330)
    last = np.asarray(renderer(view).take()).astype(int)
    assert np.abs(shown[-1] - last).mean() < np.abs(shown[0] - last).mean()
    assert np.abs(shown[-1] - last).mean() < 4
    assert [path.name for path in tmp_path.iterdir()] == ["out.gif"]


@pytest.mark.parametrize("kind", ["gif", "mp4"])
def test_a_budget_is_kept_by_a_coarser_clip(view_at, renderer, tmp_path: Path, kind: str) -> None:
    view = view_at(width=480, height=360)
    out = tmp_path / f"out.{kind}"
    write_clip(view, Clip(300, 345, 15), out)
    free = out.stat().st_size
    quality = write_clip(view, Clip(300, 345, 15, max_bytes=free // 2), out)
    assert out.stat().st_size <= free // 2
    assert quality != module.Quality(15)


def test_a_budget_in_which_nothing_can_be_seen_is_refused(view_at, renderer, tmp_path: Path) -> None:
    view = view_at(width=320, height=240)
    with pytest.raises(LeagueError, match="ticks 300 to 320 do not fit in 1,000 bytes"):
        write_clip(view, Clip(300, 320, 10, max_bytes=1000), tmp_path / "out.gif")
    assert not list(tmp_path.iterdir())


def test_an_mp4_can_be_played_and_is_as_long_as_it_should_be(view_at, renderer, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    write_clip(view_at(width=321, height=241), Clip(300, 360, 30, speed=2.0), out)
    command = [module._ffmpeg(), "-i", str(out), "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    played = subprocess.run(command, capture_output=True, check=True)
    assert len(played.stdout) == 31 * 320 * 240 * 3  # even sizes, one second


def test_without_ffmpeg_the_message_says_what_to_do(view_at, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_module(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    monkeypatch.setattr(module, "import_module", no_module)
    with pytest.raises(LeagueError, match="apt-get install ffmpeg, or pip install imageio-ffmpeg"):
        write_clip(view_at(), Clip(0, 30, 30), tmp_path / "out.mp4")
