from __future__ import annotations

import os
from pathlib import Path

import pytest

from league.__main__ import main
from league.cli.errors import LeagueError
from league.volunteers.tokens import Roll, add_volunteer, hash_token, is_token, read_token, remove_volunteer


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    return tmp_path / "volunteers.toml"


def test_a_token_is_printed_once_and_only_its_hash_is_kept(roll: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["volunteers", str(roll), "--add", "ann"]) == 0
    token = capsys.readouterr().out.strip()
    assert is_token(token)
    assert len(token) >= 43  # 256 bits
    assert token not in roll.read_text()
    assert Roll(roll).find(token) == ("ann", hash_token(token))
    assert main(["volunteers", str(roll)]) == 0
    assert capsys.readouterr().out == "ann\n"


def test_a_name_is_added_once_and_a_removed_one_is_unknown(roll: Path) -> None:
    token = add_volunteer(roll, "ann")
    with pytest.raises(LeagueError, match="has ANN already; --remove ANN first"):
        add_volunteer(roll, "ANN")
    add_volunteer(roll, "bob")
    known = Roll(roll)
    remove_volunteer(roll, "ann")
    assert known.find(token) is None  # it reads the file again
    with pytest.raises(LeagueError, match="no volunteer 'ann'"):
        remove_volunteer(roll, "ann")


def test_a_damaged_file_leaves_those_known_before(roll: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = add_volunteer(roll, "ann")
    known = Roll(roll)
    roll.write_text("[volunteers")
    assert known.find(token) is not None
    assert "the volunteers known before stay" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ann = 1", r"expected one table, \[volunteers\]"),
        ("[volunteers]\nann = 5", "ann has no SHA-256"),
        ("[volunteers]\nann = 'ab'", "ann has no SHA-256"),
        (f"[volunteers]\n'a b' = '{'0' * 64}'", "'a b' is not a name"),
        (f"[volunteers]\nann = '{'0' * 64}'\nbob = '{'0' * 64}'", "two volunteers have the same token"),
        (f"[volunteers]\nann = '{'0' * 64}'\n[more]\n", "expected one table"),
        ("[volunteers", "not TOML"),
        ("\x00", "not TOML"),
        ("a" * (2 << 20), "at most"),
    ],
)
def test_a_file_that_is_no_list_of_volunteers_is_refused(roll: Path, text: str, problem: str) -> None:
    roll.write_text(text)
    with pytest.raises(LeagueError, match=problem):
        Roll(roll)


@pytest.mark.parametrize("name", ["", "1st", "a b", "ann\n", "x" * 33, "ä", "../x"])
def test_a_name_that_is_none_is_refused(roll: Path, name: str) -> None:
    with pytest.raises(LeagueError, match="is not a name"):
        add_volunteer(roll, name)
    assert not roll.exists()


def test_a_token_that_others_can_read_or_that_is_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("x" * 43 + "\n")
    path.chmod(0o600)
    assert read_token(path) == "x" * 43
    if os.name == "posix":
        path.chmod(0o644)
        with pytest.raises(LeagueError, match="other users can read it"):
            read_token(path)
        path.chmod(0o600)
    path.write_text("secret")
    with pytest.raises(LeagueError, match="not a token"):
        read_token(path)
    with pytest.raises(LeagueError, match="No such file"):
        read_token(tmp_path / "none")
