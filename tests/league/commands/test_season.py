"""`league season` and `league table --season`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small import record_a_game

from league.__main__ import main
from league.storage.opening import default_path, writing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A league whose bots are in its folder, without games."""
    folder = tmp_path / "bots"
    folder.mkdir()
    for name in ("ann", "bob"):
        (folder / f"{name}.py").write_text("def tick(ship):\n    pass\n")
    return folder


def told(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Return what a command prints."""
    capsys.readouterr()
    assert main([str(word) for word in words]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Return the error of a command that fails."""
    capsys.readouterr()
    assert main([str(word) for word in words]) == 2
    return capsys.readouterr().err


def test_a_season_s_table_stays_as_it_was_shown_last(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "season", "begin", "Spring 2027", folder) == "season Spring 2027 begins with the next game\n"
    with writing(default_path(folder)) as store:
        record_a_game(store)
    last, document = told(capsys, "table", folder), told(capsys, "table", folder, "--json")
    assert last.startswith("season Spring 2027, since 20")
    assert "duel, season Spring 2027, 1 game, rules r" in last
    assert json.loads(document)["season"] == "Spring 2027"
    ended = told(capsys, "season", "end", folder)
    assert ended.startswith("season Spring 2027: 20") and "duel, 1 game, rules r, first ann v1, Elo 1" in ended
    assert "run 1 is not finished: what it plays from now on is not of this season" in ended
    with writing(default_path(folder)) as store:
        record_a_game(store)
    again = told(capsys, "table", folder, "--season", "SPRING 2027")
    assert again.splitlines()[0].endswith(", as it ended")
    assert again.splitlines()[1:] == last.splitlines()[1:]
    assert told(capsys, "table", folder, "--season", "spring 2027", "--json") == document
    now = told(capsys, "table", folder)
    assert now.startswith("no season is running: all games; the last one: `league table --season 'Spring 2027'`")
    assert "duel, 2 games" in told(capsys, "table", folder, "--season", "all")
    (listed,) = json.loads(told(capsys, "season", folder, "--json"))
    assert (listed["name"], listed["games"], listed["ladders"][0]["first"]["bot"]) == ("Spring 2027", 1, "ann")
    assert listed["ended"] >= listed["began"] > 0


def test_a_backup_has_the_seasons(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "season", "begin", "Spring", folder)
    with writing(default_path(folder)) as store:
        record_a_game(store)
    told(capsys, "season", "end", folder)
    shown = told(capsys, "season", folder, "--json")
    assert main(["backup", str(folder), str(tmp_path / "b.zip")]) in (0, 1)
    shutil.rmtree(folder)
    told(capsys, "restore", tmp_path / "b.zip", folder)
    assert told(capsys, "season", folder, "--json") == shown


def test_a_season_begins_and_ends_beside_a_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with writing(default_path(folder)) as store:  # as a run does, which holds the lock
        record_a_game(store)
        told(capsys, "season", "begin", "Spring", folder)
        record_a_game(store)
        assert "season Spring: " in told(capsys, "season", "end", folder)
        record_a_game(store)
    assert "1 game" in told(capsys, "season", folder)
    assert "duel, season Spring, 1 game" in told(capsys, "table", folder, "--season", "Spring")


def test_a_league_without_seasons_does_not_speak_of_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with writing(default_path(folder)) as store:
        record_a_game(store)
    assert "season" not in told(capsys, "table", folder)
    assert json.loads(told(capsys, "table", folder, "--json"))["season"] is None
    assert [path.name for path in (folder / ".league").glob("*.json")] == ["league.sqlite.duel-r.json"]
    assert told(capsys, "season", folder) == "no seasons yet: `league season begin NAME` begins one\n"


def test_what_cannot_be_done_is_said_in_one_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, why in (
        ((folder,), "no league has been run here"),
        (("end", folder), "no league has been run here"),
        (("begin",), "name the season: league season begin NAME [FOLDER]"),
        (("begin", "Spring", "2027", folder), "2 folders; quote a name with blanks"),
        (("begin", "", folder), "1 to 40 characters"),
        (("begin", "x", tmp_path / "none"), "no such folder"),
        (("begin", "x", tmp_path), "no bots for one"),
    ):
        error = refused(capsys, "season", *words)
        assert why in error and error.count("\n") == 1
    assert not default_path(folder).exists()
    told(capsys, "season", "begin", "Spring", folder)
    assert "the season Spring is running" in refused(capsys, "season", "begin", "Summer", folder)
    with writing(default_path(folder)) as store:
        record_a_game(store)
    told(capsys, "season", "end", folder)
    assert "no season is running" in refused(capsys, "season", "end", folder)
    assert "no season 'Winter'; it has Spring" in refused(capsys, "table", folder, "--season", "Winter")
    assert "no such ladder of melee; its ladders: duel by rules r" in refused(
        capsys, "table", folder, "--season", "Spring", "--mode", "melee"
    )
    assert "have no --html" in refused(capsys, "table", folder, "--season", "Spring", "--html", tmp_path / "x.html")
    assert "have no --season" in refused(capsys, "table", folder, "--run", "1", "--season", "Spring").replace(
        "which have no", "have no"
    )
