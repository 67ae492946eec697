from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.matches import seats
from league.bots.roster import read_entry

STRONG = Path(__file__).parents[3] / "benchmarks" / "strong"


@pytest.mark.parametrize("bot", ["warden.py", "fleet/swarm.py"])
def test_a_bot_and_what_it_shares_make_a_folder_that_is_the_same_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: str
) -> None:
    folder = tmp_path / "copy"
    monkeypatch.setattr(sys, "argv", ["seats", str(STRONG / bot), str(folder)])
    seats.main()
    entry = read_entry(folder)
    assert entry.problem is None
    assert entry.files == seats.seat_of("copy", STRONG / bot).files
    assert [path for path, _ in entry.files][:2] == ["main.py", "shared/dodging.py"]


def test_a_bot_that_shares_nothing_has_its_own_files_only() -> None:
    path = STRONG.parent / "strategies" / "keeper.py"
    assert seats.seat_of("keeper", path).files == read_entry(path).files


def test_a_folder_that_exists_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["seats", str(STRONG / "warden.py"), str(tmp_path)])
    with pytest.raises(SystemExit) as end:
        seats.main()
    assert end.value.code == 2
    assert "exists already" in capsys.readouterr().err
