from __future__ import annotations

from pathlib import Path

import pytest

from league.cli.errors import LeagueError
from viewer.views.settings import ViewerSettings, read_settings, settings_path, usual_scale


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "viewer.toml") == ViewerSettings(1.0, None, True, True, {})


def test_every_setting_is_read(tmp_path: Path) -> None:
    path = tmp_path / "viewer.toml"
    path.write_text('speed = 2\nscale = 1.5\nflashes = false\ntexts = false\n[keys]\nn = "m"\n"page down" = "num_3"\n')
    keys = {"N": ("M",), "PAGEDOWN": ("NUM_3",)}
    assert read_settings(path) == ViewerSettings(2, 1.5, False, False, keys)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("speed = ", "Invalid value"),
        ("speed = 99", "speed must be from 0.1 to 16"),
        ("scale = true", "scale must be a number"),
        ("scale = 7", "scale must be from 1 to 3"),
        ("flashes = 1", "flashes must be true or false"),
        ("colour = 1", "'colour' is not a setting: use speed, scale, flashes, texts or [keys]"),
        ("keys = 3", "keys must be a table"),
        ('[keys]\nwarp = "x"', "'warp' is not a key that `viewer replay --help` lists"),
        ("[keys]\nn = 3", "the key for 'n' must be a name"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_a_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "viewer.toml"
    path.write_text(text)
    with pytest.raises(LeagueError, match=r"viewer\.toml: ") as refused:
        read_settings(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_file_is_where_the_system_keeps_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_path() == tmp_path / "spacecode" / "viewer.toml"


def test_text_is_larger_on_a_large_screen_alone() -> None:
    sizes = [(640, 400), (1280, 720), (1920, 1080), (2560, 1440), (3840, 2160), (7680, 4320)]
    assert [usual_scale(*size) for size in sizes] == [1, 1, 1, 1.25, 2, 3]
